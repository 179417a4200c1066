"""What each field of an article must be, apart from the others and from the news.

What an article can do without is a warning: a broken image is no reason to lose the text.
Patterns in conditions have no braces, which Great Expectations would take for names.
"""

from schemas.contract import Check
from schemas.patterns import (
    ANY_WEB_URL,
    EARLIEST_ARTICLE,
    EASTMOST,
    NO_BLANK,
    PAGE_ID,
    RECORD_ID,
    SHA_256,
    WEB_URL,
    WESTMOST,
)

PRECISIONS = ("day", "minute", "second")
DAMAGED_SHARE = 0.01
"""Share of replacement characters from which on a text was read in a wrong character set."""

NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _every(items: str, item: str, holds: str) -> str:
    """Return the condition that `holds` for every `item` of the list `items`."""
    return f"len(list_filter({items}, lambda {item}: NOT coalesce({holds}, FALSE))) = 0"


def _parts_of_instant(kind: str) -> tuple[Check, ...]:
    """Return the checks of an instant's offset and precision, which come with it or not at all."""
    instant, precision, offset = (f"date_{kind}{part}" for part in ("", "_precision", "_offset_minutes"))
    return (
        Check("between", (offset,), minimum=WESTMOST, maximum=EASTMOST),
        Check("in_set", (precision,), values=PRECISIONS),
        Check(
            "condition",
            (instant, precision, offset),
            label=f"{kind}_is_whole",
            condition=f"({instant} IS NULL) = ({precision} IS NULL) AND ({instant} IS NOT NULL OR {offset} IS NULL)",
        ),
    )


FIELD_CHECKS = (
    Check("row_count", severity="critical", minimum=1),
    Check("not_null", ("article_id",), "critical"),
    Check("unique", ("article_id",), "critical"),
    Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
    Check("not_null", ("url",)),
    Check("matches", ("url",), pattern=WEB_URL),
    Check("length_between", ("url",), maximum=4000),
    Check("not_null", ("headline",)),
    Check("length_between", ("headline",), minimum=1, maximum=1000),
    Check("matches", ("headline",), label="headline_has_words", pattern=r"[\p{L}\p{N}]"),
    Check("matches", ("headline",), label="headline_without_controls", pattern=r"^[^\x00-\x1f\x7f]*$"),
    Check("length_between", ("alternative_headline",), "warning", minimum=1, maximum=2000),
    Check(
        "condition",
        ("author",),
        "warning",
        label="authors_are_named",
        condition=_every(
            "author",
            "a",
            "length(trim(a.name)) BETWEEN 1 AND 200 AND NOT regexp_matches(a.name, '(?i)https?:/|www[.]|[<>@]')",
        ),
    ),
    Check("between", ("date_published",), minimum=EARLIEST_ARTICLE),
    Check("not_null", ("date_published",), "warning"),
    *_parts_of_instant("published"),
    Check("between", ("date_modified",), "warning", minimum=EARLIEST_ARTICLE),
    *_parts_of_instant("modified"),
    Check("matches", ("in_language",), "warning", pattern=r"^[a-z]{2,3}$"),
    Check("not_null", ("in_language",), "warning"),
    Check("length_between", ("article_section",), "warning", minimum=1, maximum=200),
    Check(
        "condition",
        ("keywords",),
        "warning",
        label="keywords_are_words",
        condition=_every("keywords", "k", "length(trim(k)) BETWEEN 1 AND 200"),
    ),
    Check("not_null", ("article_body",)),
    Check("length_between", ("article_body",), minimum=40),
    Check("matches", ("article_body",), label="body_has_words", pattern=r"\p{L}{2}"),
    Check("matches", ("article_body",), label="body_without_controls", pattern=NO_CONTROLS),
    Check(
        "condition",
        ("headline", "article_body"),
        label="text_is_decoded",
        condition="NOT contains(headline, chr(65533)) AND CASE WHEN contains(article_body, chr(65533))"
        " THEN length(article_body) - length(replace(article_body, chr(65533), ''))"
        f" <= {DAMAGED_SHARE} * length(article_body) ELSE TRUE END",
    ),
    Check(
        "condition",
        ("headline", "article_body"),
        "warning",
        label="text_without_markup",
        # Most texts have neither sign, and to look for one is ten times as fast.
        condition=r"CASE WHEN contains(article_body, '<') OR contains(article_body, '&') OR "
        r"regexp_matches(headline, '[<&]') THEN NOT regexp_matches(concat_ws(' ', headline, article_body), "
        r"'(?i)</?(div|p|span|script|style|img|br|table|iframe)(\s[^>]*)?/?>|&(amp|nbsp|quot|lt|gt|#\d+);') "
        "ELSE TRUE END",
    ),
    Check("not_null", ("word_count",)),
    Check("between", ("word_count",), minimum=1),
    Check(
        "condition",
        ("word_count", "article_body"),
        label="words_fit_the_body",
        condition="word_count <= length(article_body)",
    ),
    Check(
        "condition",
        ("image",),
        "warning",
        label="images_are_on_the_web",
        condition=_every(
            "image",
            "i",
            f"((i.url IS NULL AND i.caption IS NOT NULL) OR regexp_matches(i.url, '{ANY_WEB_URL}'))",
        ),
    ),
    Check("not_null", ("publisher",), "warning"),
    Check("length_between", ("publisher",), "warning", minimum=1, maximum=300),
    Check("matches", ("translation_of_url",), "warning", pattern=ANY_WEB_URL),
    Check(
        "condition",
        ("translation_of_url", "url"),
        "warning",
        label="translates_another",
        condition="translation_of_url <> url",
    ),
    Check(
        "condition",
        ("related_link", "url"),
        "warning",
        label="related_links_are_on_the_web",
        condition=_every("related_link", "r", f"regexp_matches(r, '{ANY_WEB_URL}') AND r <> url"),
    ),
    Check("not_null", ("content_hash",)),
    Check("matches", ("content_hash",), pattern=SHA_256),
    Check("not_null", ("source",), "critical"),
    Check("matches", ("source",), "critical", pattern=NO_BLANK),
    Check("not_null", ("fetched_at",), "warning"),
    Check("between", ("fetched_at",), minimum=EARLIEST_ARTICLE),
    Check("matches", ("warc_record_id",), "warning", pattern=RECORD_ID),
)
