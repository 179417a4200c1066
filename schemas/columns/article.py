"""Columns of articles and of the URLs that mean them."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

PERSONS = 'STRUCT("name" VARCHAR, "role" VARCHAR)[]'
IMAGES = "STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[]"

ARTICLE_COLUMNS = (
    Column(
        "article_id",
        "VARCHAR",
        "Identifies an article: 12 characters of base32, made from the canonical URL alone.",
        source="transforms.url.page_id",
        example="mfrggzdfmztw",
    ),
    Column(
        "url", "VARCHAR", "Canonical URL.", source="rel=canonical, og:url, JSON-LD, else the fetched URL, normalised"
    ),
    Column("headline", "VARCHAR", "Headline.", source="schema.org headline"),
    Column(
        "alternative_headline",
        "VARCHAR",
        "The deck: the line or two below the headline.",
        source="schema.org alternativeHeadline",
    ),
    Column("author", PERSONS, "Bylines in their order, with the role where one is given.", source="schema.org author"),
    Column(
        "date_published",
        INSTANT,
        "When the article was first published.",
        unit="UTC instant",
        source="schema.org datePublished",
    ),
    Column(
        "date_published_offset_minutes",
        "SMALLINT",
        "Offset from UTC that the publisher wrote; NULL where none was.",
        unit="minutes east of UTC",
        example="540",
    ),
    Column(
        "date_published_precision", "VARCHAR", "How exact the publisher was: day, minute or second.", example="minute"
    ),
    Column(
        "date_modified",
        INSTANT,
        "When the article was last changed.",
        unit="UTC instant",
        source="schema.org dateModified",
    ),
    Column(
        "date_modified_offset_minutes",
        "SMALLINT",
        "Offset from UTC that the publisher wrote; NULL where none was.",
        unit="minutes east of UTC",
    ),
    Column("date_modified_precision", "VARCHAR", "How exact the publisher was: day, minute or second."),
    Column("in_language", "VARCHAR", "Language of the text.", source="BCP 47 primary subtag", example="en"),
    Column(
        "article_section", "VARCHAR", "Section of the publication.", source="schema.org articleSection", example="World"
    ),
    Column("keywords", "VARCHAR[]", "Tags, as the publisher gives them.", source="schema.org keywords"),
    Column(
        "article_body",
        "VARCHAR",
        "Text: paragraphs joined by a blank line, without teasers, captions and bylines.",
        source="schema.org articleBody",
    ),
    Column(
        "word_count",
        "INTEGER",
        "Words of the body; letters of scripts that are written without spaces count one each.",
        unit="words",
    ),
    Column("image", IMAGES, "Images with caption and credit.", source="schema.org image"),
    Column("publisher", "VARCHAR", "Name of the publisher, else its host.", source="schema.org publisher"),
    Column(
        "translation_of_url",
        "VARCHAR",
        "URL of the article that this one translates, or of its other-language edition.",
        source="schema.org translationOfWork, hreflang",
    ),
    Column(
        "is_accessible_for_free",
        "BOOLEAN",
        "False behind a paywall; NULL where the page does not say.",
        source="schema.org isAccessibleForFree",
    ),
    Column("related_link", "VARCHAR[]", "Links of the page's own related box.", source="schema.org relatedLink"),
    Column(
        "content_hash",
        "VARCHAR",
        "SHA-256 over what a reader sees (headline, deck, authors, body): equal hashes, equal content.",
        unit="hex",
    ),
    Column("source", "VARCHAR", "Name of the configured source.", source="newslake.toml", example="courier"),
    Column(
        "fetched_at",
        INSTANT,
        "When the page was fetched; for files, the index's word or the file's modification time.",
        unit="UTC instant",
    ),
    Column(
        "warc_record_id",
        "VARCHAR",
        "WARC-Record-ID of the response that the article was read from.",
        source="ISO 28500",
    ),
)

IDENTITY_COLUMNS = (
    Column(
        "page_id",
        "VARCHAR",
        "Identifies a page: the article_id that its URL has, or would have.",
        source="transforms.url.page_id",
    ),
    Column(
        "page_url",
        "VARCHAR",
        "Canonical form of a page's URL: no fragment, no tracking parameters.",
        source="transforms.url.canonical_url",
    ),
    Column(
        "url_kind",
        "VARCHAR",
        "How the URL is known to mean the article: canonical, requested, redirect, amp, mobile, print or guid.",
        example="canonical",
    ),
)
