"""How much of one document is read. What lies beyond is not, and the document's `problem` says so."""

MAX_BYTES = 50 * 1024 * 1024
"""After decompression: the sitemap protocol's limit, kept for feeds and lists as well."""
MAX_ENTRIES = 50_000
"""The sitemap protocol's limit, kept for feeds and lists as well."""
MAX_MALFORMED_BYTES = 4 * 1024 * 1024
"""A malformed feed is read again by a parser that may take half a minute for this much."""
MAX_DEPTH = 256
"""Elements within elements; the deepest honest feeds, with XHTML inside, have some thirty."""
MAX_KEYWORDS = 200
MAX_NAME = 500
"""Characters of an author's name and address."""
MAX_RECORD = 2_000
"""Characters of a refused entry that are kept."""
