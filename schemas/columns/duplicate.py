"""Columns of near-copies and of what finds them."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

DUPLICATE_COLUMNS = (
    Column("duplicate_of", "VARCHAR", "The earlier article whose text this one carries.", example="mfrggzdfmztw"),
    Column(
        "duplicate_kind",
        "VARCHAR",
        "same_publisher: its own text again under another URL; other_publisher: a wire copy.",
        example="other_publisher",
    ),
    Column(
        "first_article_id",
        "VARCHAR",
        "The first published of all articles that near-copies lead to from this one.",
        example="mfrggzdfmztw",
    ),
    Column("first_publisher", "VARCHAR", "Publisher of the first one.", example="Tarn Wire"),
    Column("duplicate_method", "VARCHAR", "How texts were compared, and its version.", example="letters_7_v1"),
    Column("text_key", "BIGINT", "A number of the text: equal where letters and digits are, whatever is around them."),
    Column("published_at", INSTANT, "date_published, else fetched_at.", unit="UTC instant"),
    Column("band_key", "INTEGER", "A number of one MinHash band: texts that are alike have several in common."),
)
