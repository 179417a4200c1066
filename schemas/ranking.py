"""Contract of the rankings."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention

ROLLING_WINDOWS = {"1h": 1, "3h": 3, "24h": 24}
"""Window -> hours before `as_of`, read from page_view_hourly."""

CALENDAR_WINDOWS = {"day": 1, "7d": 7, "30d": 30}
"""Window -> complete site days before `as_of`, read from page_view_daily."""

TRENDING = "trending"
"""The window whose list is in the order of `score`."""

TIME_WINDOWS = (*ROLLING_WINDOWS, *CALENDAR_WINDOWS, TRENDING)

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
        Check("in_set", ("time_window",), "critical", values=TIME_WINDOWS),
        Check("matches", ("scope",), "critical", pattern=r"^(all|(section|language|source|country):.+)$"),
        Check("between", ("position",), "critical", minimum=1),
        Check("between", ("rank",), "critical", minimum=1),
        Check("between", ("views",), "critical", minimum=1),
        Check("between", ("share",), "critical", minimum=0, maximum=1),
        Check("not_null", ("article_id",), "critical"),
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
        Check("not_null", ("as_of",), "critical"),
    ),
)

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
        Check("between", ("position",), "critical", minimum=1),
        Check("not_null", ("related_article_id",), "critical"),
        Check("in_set", ("method",), "critical", values=("co_visitation", "text")),
        Check("between", ("similarity",), "critical", minimum=0),
    ),
)
