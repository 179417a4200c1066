"""Columns of near-copies and of what finds them."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

DUPLICATE_COLUMNS = (
    Column(
        "duplicate_of",
        "VARCHAR",
        "The earlier article whose text this one carries.",
        example="mfrggzdfmztw",
        source="article.article_id",
    ),
    Column(
        "duplicate_kind",
        "VARCHAR",
        "same_publisher: its own text again under another URL; other_publisher: a wire copy.",
        example="other_publisher",
        source="publisher of both",
    ),
    Column(
        "first_article_id",
        "VARCHAR",
        "The first published of all articles that near-copies lead to from this one.",
        example="mfrggzdfmztw",
        source="article.article_id",
    ),
    Column(
        "first_publisher", "VARCHAR", "Publisher of the first one.", example="Tarn Wire", source="article.publisher"
    ),
    Column(
        "duplicate_method",
        "VARCHAR",
        "How texts were compared, and its version.",
        example="letters_7_v1",
        source="transforms.duplicate",
    ),
    Column(
        "text_key",
        "BIGINT",
        "A number of the text: equal where letters and digits are, whatever is around them.",
        source="letters and digits of article_body, hashed",
        example="4815162342108",
    ),
    Column("published_at", INSTANT, "date_published, else fetched_at.", unit="UTC instant", source="article"),
    Column(
        "band_key",
        "INTEGER",
        "A number of one MinHash band: texts that are alike have several in common.",
        source="MinHash of article_body",
        example="-1290433",
    ),
)
