"""Patterns (RE2) and limits that checks of several tables share."""

EARLIEST_ARTICLE = "1990-01-01T00:00:00+00:00"
EARLIEST_VIEW = "1995-01-01T00:00:00+00:00"
"""Before these no site existed that could have published, or logged, what a record claims."""

PAGE_ID = r"^[a-z2-7]{12}$"
"""12 characters of base32: see transforms.url.page_id."""
SHA_256 = r"^[0-9a-f]{64}$"
WEB_URL = r"^https?://[^/\s@?#]+(/[^\s#]*)?$"
"""A canonical URL: of the web, without user, fragment or white space."""
ANY_WEB_URL = r"^https?://[^/\s]+\S*$"
"""A URL as a page gives it."""
NO_BLANK = r"\S"
RECORD_ID = r"^<?[a-z][a-z0-9+.-]*:[^<>\s]+>?$"
"""A WARC-Record-ID, with or without its brackets."""
COUNTRY = r"^[A-Z]{2}$"
EASTMOST, WESTMOST = 840, -720
"""Minutes east of UTC: the offsets of the world's clocks lie between."""
