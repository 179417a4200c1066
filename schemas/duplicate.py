"""Contracts of near-copies: which article carries the text of an earlier one, and what that is found by."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import PAGE_ID

KINDS = ("same_publisher", "other_publisher")
ARTICLES = ("article_id", "duplicate_of", "first_article_id")
ALWAYS_KNOWN = (*ARTICLES, "similarity", "duplicate_kind", "duplicate_method", "as_of")

ARTICLE_DUPLICATE = Contract(
    table="article_duplicate",
    grain="article x earlier near-copy",
    description="Articles that carry the text of an earlier one: wire copies, and a publisher's own under another URL.",
    columns=columns(
        "article_id",
        "duplicate_of",
        "similarity",
        "duplicate_kind",
        "first_article_id",
        "first_publisher",
        "duplicate_method",
        "as_of",
    ),
    key=("article_id", "duplicate_of"),
    owner="content",
    retention=Retention(None, "as long as both articles"),
    sorted_by=("article_id", "duplicate_of"),
    merge="rows of articles that are new or changed, and of those near them, are written again where they differ",
    caveats=(
        "Similarity is the Jaccard similarity of the texts' shingles, headlines and credit lines left out.",
        "Earlier is by date_published (else fetched_at), then fetched_at, then article_id.",
        "A day without a time counts as its midnight, so such a copy may pass for the first.",
        "Of earlier articles with one text, the first of the same publisher and that of others stand for the rest.",
        "as_of is the hour of the run that wrote the row.",
    ),
    checks=(
        Check("unique", ("article_id", "duplicate_of"), "critical"),
        *(Check("not_null", (name,), "critical") for name in ALWAYS_KNOWN),
        *(Check("matches", (name,), "critical", pattern=PAGE_ID) for name in ARTICLES),
        Check(
            "condition",
            ("article_id", "duplicate_of"),
            "critical",
            label="copy_is_another",
            condition="article_id <> duplicate_of",
        ),
        Check("between", ("similarity",), "critical", minimum=0, maximum=1),
        Check("in_set", ("duplicate_kind",), "critical", values=KINDS),
    ),
)

ARTICLE_BAND = Contract(
    table="article_band",
    grain="article x MinHash band",
    description="What near-copies are found by without reading every text again; made from article, not for queries.",
    columns=columns("article_id", "text_key", "published_at", "band_key"),
    key=("article_id", "band_key"),
    owner="content",
    retention=Retention(None, "as long as the article; made again from it at any time"),
    sorted_by=("published_at", "article_id"),
    merge="the rows of a changed article are written again",
    caveats=("Texts that are too short to be matched have none.",),
    checks=(
        Check("unique", ("article_id", "band_key"), "critical"),
        *(Check("not_null", (name,), "critical") for name in ("article_id", "text_key", "published_at", "band_key")),
        Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
    ),
)
