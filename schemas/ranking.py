"""Contract of the rankings."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import PAGE_ID

ROLLING_WINDOWS = {"1h": 1, "3h": 3, "24h": 24}
"""Window -> hours before `as_of`, read from page_view_hourly."""

CALENDAR_WINDOWS = {"day": 1, "7d": 7, "30d": 30}
"""Window -> complete site days before `as_of`, read from page_view_daily."""

TRENDING = "trending"
"""The window whose list is in the order of `score`."""

TIME_WINDOWS = (*ROLLING_WINDOWS, *CALENDAR_WINDOWS, TRENDING)

VISITOR_KINDS = ("exact", "sum_of_days")
ALWAYS_RANKED = (
    "as_of",
    "time_window",
    "scope",
    "position",
    "rank",
    "entered_at",
    "peak_rank",
    "article_id",
    "views",
    "share",
    "window_start",
    "window_end",
    "watermark",
)
COUNTED_FROM_ONE = ("position", "rank", "previous_rank", "peak_rank", "views", "unique_visitors")

ARTICLE_RANKING = Contract(
    table="article_ranking",
    grain="as-of hour x window x scope x position",
    description="The most viewed articles, for every hour, window and scope.",
    columns=columns(
        "as_of",
        "time_window",
        "scope",
        "position",
        "rank",
        "previous_rank",
        "rank_delta",
        "entered_at",
        "peak_rank",
        "article_id",
        "views",
        "share",
        "unique_visitors",
        "unique_visitors_kind",
        "expected_views",
        "score",
        "window_start",
        "window_end",
        "watermark",
    ),
    key=("as_of", "time_window", "scope", "position"),
    owner="audience",
    retention=Retention(None, "where an article stood is asked years later"),
    partitioned_by=("year(as_of)", "month(as_of)", "day(as_of)"),
    sorted_by=("as_of", "time_window", "scope", "position"),
    merge="as-of hours that a run ranks are written again, whole",
    caveats=(
        "Calendar windows are ranked once per site day, at the first whole hour after it has ended.",
        "Only known articles that were published before the window's end are ranked.",
    ),
    checks=(
        Check("unique", ("as_of", "time_window", "scope", "position"), "critical"),
        *(Check("not_null", (name,), "critical") for name in ALWAYS_RANKED),
        Check("in_set", ("time_window",), "critical", values=TIME_WINDOWS),
        Check("matches", ("scope",), "critical", pattern=r"^(all|(section|language|source|country):.+)$"),
        *(Check("between", (name,), "critical", minimum=1) for name in COUNTED_FROM_ONE),
        Check(
            "condition",
            ("position", "rank", "peak_rank"),
            "critical",
            label="ranks_fit_the_position",
            condition="rank <= position AND coalesce(peak_rank <= rank, TRUE)",
        ),
        Check(
            "condition",
            ("rank", "previous_rank", "rank_delta"),
            "critical",
            label="delta_is_the_difference",
            condition="coalesce(rank_delta = previous_rank - rank, (rank_delta IS NULL) = (previous_rank IS NULL))",
        ),
        Check("matches", ("article_id",), "critical", pattern=PAGE_ID),
        Check("between", ("share",), "critical", minimum=0, maximum=1),
        Check("in_set", ("unique_visitors_kind",), "critical", values=VISITOR_KINDS),
        Check("between", ("expected_views",), "critical", minimum=0),
        Check(
            "condition",
            ("score",),
            "critical",
            label="score_is_a_number",
            condition="isfinite(score)",
        ),
        Check(
            "condition",
            ("window_start", "window_end", "as_of"),
            "critical",
            label="window_ends_by_as_of",
            condition="window_start < window_end AND window_end <= as_of",
        ),
        Check(
            "condition",
            ("entered_at", "as_of"),
            "critical",
            label="entered_by_as_of",
            condition="entered_at <= as_of",
        ),
    ),
)

RANKING_NEWEST = Contract(
    table="ranking_newest",
    grain="window",
    description="Which ranking is the newest of each window, so that readers need not search all of them.",
    columns=columns("time_window", "as_of", "scopes"),
    key=("time_window",),
    owner="audience",
    retention=Retention(None, "one row a window, written again with every ranking"),
    sorted_by=("time_window",),
    merge="written again, whole, with every ranking",
    checks=(
        Check("unique", ("time_window",), "critical"),
        Check("not_null", ("time_window",), "critical"),
        Check("not_null", ("as_of",), "critical"),
        Check("not_null", ("scopes",), "critical"),
    ),
)

ALWAYS_RELATED = ("article_id", "position", "related_article_id", "similarity", "method", "as_of")

RELATED_ARTICLE = Contract(
    table="related_article",
    grain="article x position",
    description="Stories related to each article, best first, as the newest site day that ended gives them.",
    columns=columns("article_id", "position", "related_article_id", "similarity", "method", "shared_visitors", "as_of"),
    key=("article_id", "position"),
    owner="audience",
    retention=Retention(None, "written again whole, once a site day"),
    sorted_by=("article_id", "position"),
    merge="written again whole, once a site day",
    checks=(
        Check("unique", ("article_id", "position"), "critical"),
        *(Check("not_null", (name,), "critical") for name in ALWAYS_RELATED),
        *(Check("matches", (name,), "critical", pattern=PAGE_ID) for name in ("article_id", "related_article_id")),
        Check("between", ("position",), "critical", minimum=1),
        Check(
            "condition",
            ("article_id", "related_article_id"),
            "critical",
            label="related_is_another",
            condition="article_id <> related_article_id",
        ),
        Check("in_set", ("method",), "critical", values=("co_visitation", "text")),
        Check("between", ("similarity",), "critical", minimum=0),
        Check("between", ("shared_visitors",), "critical", minimum=1),
    ),
)
