"""Contracts of what is known about articles."""

from schemas.article_checks import NEWS_CHECKS
from schemas.article_fields import FIELD_CHECKS
from schemas.columns import ARTICLE_COLUMNS, columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import ANY_WEB_URL, PAGE_ID, SHA_256

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
        *FIELD_CHECKS,
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
        Check("matches", ("page_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("page_url",)),
        Check("matches", ("page_url",), pattern=ANY_WEB_URL),
        Check("not_null", ("article_id",), "critical"),
        Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("url_kind",), "critical"),
        Check("in_set", ("url_kind",), "critical", values=URL_KINDS),
        Check("not_null", ("source",), "critical"),
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
        Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("content_hash",), "critical"),
        Check("matches", ("content_hash",), "critical", pattern=SHA_256),
        Check("unique", ("article_id", "content_hash"), "critical"),
        Check("not_null", ("headline",)),
        Check("length_between", ("headline",), minimum=1, maximum=1000),
        Check("not_null", ("article_body",)),
        Check("length_between", ("article_body",), minimum=40),
        Check("not_null", ("source",), "critical"),
    ),
)
