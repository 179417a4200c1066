"""Contracts of what is known about articles."""

from schemas.article_checks import NEWS_CHECKS
from schemas.columns import ARTICLE_COLUMNS, columns
from schemas.contract import Check, Contract, Retention

PRECISIONS = ("day", "minute", "second")
URL_KINDS = ("canonical", "requested", "redirect", "amp", "mobile", "print", "guid")

ARTICLE = Contract(
    table="article",
    grain="one article, its newest revision",
    description="News articles in schema.org's NewsArticle words.",
    columns=ARTICLE_COLUMNS,
    key=("article_id",),
    owner="content",
    retention=Retention(None, "the stock itself; takedowns remove single articles"),
    sorted_by=("date_published", "article_id"),
    merge="the row with the newest date_modified wins, then the newest fetched_at, then the greatest content_hash",
    caveats=(
        "date_published and date_modified are instants; without a zone the source's own is taken, offset NULL.",
        "A day without a time is midnight of that zone, with precision day.",
    ),
    checks=(
        Check("row_count", severity="critical", minimum=1),
        Check("not_null", ("article_id",), "critical"),
        Check("unique", ("article_id",), "critical"),
        Check("not_null", ("url",)),
        Check("matches", ("url",), pattern=r"^https?://[^/\s]+"),
        Check("not_null", ("headline",)),
        Check("length_between", ("headline",), minimum=1, maximum=1000),
        Check("not_null", ("article_body",)),
        Check("length_between", ("article_body",), minimum=40),
        Check("between", ("date_published",), minimum="1990-01-01T00:00:00+00:00"),
        Check("not_null", ("date_published",), "warning"),
        Check("in_set", ("date_published_precision",), values=PRECISIONS),
        Check("in_set", ("date_modified_precision",), values=PRECISIONS),
        Check("matches", ("in_language",), "warning", pattern=r"^[a-z]{2,3}$"),
        Check("not_null", ("in_language",), "warning"),
        Check("not_null", ("source",), "critical"),
        *NEWS_CHECKS,
    ),
)

ARTICLE_URL = Contract(
    table="article_url",
    grain="one URL known to mean an article",
    description="Resolves a requested page to its article: the publisher's own canonical wins.",
    columns=columns("page_id", "page_url", "article_id", "url_kind", "source", "fetched_at"),
    key=("page_id",),
    owner="content",
    retention=Retention(None, "views of an old URL must find their article"),
    sorted_by=("page_id",),
    merge="the newest fetched_at wins, then the smallest article_id",
    checks=(
        Check("not_null", ("page_id",), "critical"),
        Check("unique", ("page_id",), "critical"),
        Check("not_null", ("article_id",), "critical"),
        Check("in_set", ("url_kind",), "critical", values=URL_KINDS),
    ),
)

ARTICLE_REVISION = Contract(
    table="article_revision",
    grain="one content of one article",
    description="Every content that an article was seen with: what changed and when. See the macro article_changes.",
    columns=columns(
        "article_id",
        "content_hash",
        "headline",
        "alternative_headline",
        "author",
        "article_body",
        "date_modified",
        "fetched_at",
        "source",
        "warc_record_id",
    ),
    key=("article_id", "content_hash"),
    owner="content",
    retention=Retention(None, "what changed and when is asked years later"),
    sorted_by=("article_id", "fetched_at"),
    merge="the oldest fetched_at wins, then the smallest source and warc_record_id: when the content was first seen",
    checks=(
        Check("not_null", ("article_id",), "critical"),
        Check("not_null", ("content_hash",), "critical"),
        Check("unique", ("article_id", "content_hash"), "critical"),
    ),
)
