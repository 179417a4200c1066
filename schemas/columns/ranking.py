"""Columns of rankings and related stories."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

RANKING_COLUMNS = (
    Column(
        "as_of",
        INSTANT,
        "The whole hour that a ranking was made for; it knows nothing later.",
        unit="UTC instant",
        source="the run",
    ),
    Column(
        "time_window",
        "VARCHAR",
        "1h, 3h, 24h (rolling), day, 7d, 30d (complete site days), or trending.",
        example="24h",
        source="schemas.ranking",
    ),
    Column(
        "scope",
        "VARCHAR",
        "all, or section:…, language:…, source:…, country:….",
        example="section:World",
        source="article, page_view_event",
    ),
    Column(
        "position",
        "INTEGER",
        "ROW_NUMBER by views, then date_published (newest first), then article_id.",
        unit="places",
        source="computed",
    ),
    Column("rank", "INTEGER", "RANK by views: ties share it.", unit="places", source="computed"),
    Column(
        "previous_rank",
        "INTEGER",
        "Rank one step earlier: an hour for rolling windows, a day for calendar ones. NULL: was not ranked.",
        unit="places",
        source="the earlier ranking",
        caveat="Counted over all articles, not the listed ones alone.",
    ),
    Column(
        "rank_delta",
        "INTEGER",
        "previous_rank minus rank: above zero is a climb.",
        unit="places",
        source="previous_rank, rank",
        caveat="NULL for an article that was not ranked before.",
    ),
    Column(
        "share", "DOUBLE", "Views as a part of all views in the window and scope.", unit="0 to 1", source="computed"
    ),
    Column("window_start", INSTANT, "First instant of the window.", unit="UTC instant", source="as_of, time_window"),
    Column("window_end", INSTANT, "First instant after the window.", unit="UTC instant", source="as_of, time_window"),
    Column(
        "watermark",
        INSTANT,
        "The newest view of any article that the window held when it was ranked.",
        unit="UTC instant",
        source="page_view_hourly, page_view_daily",
        caveat="Well before window_end it says that a log is late.",
    ),
    Column(
        "entered_at",
        INSTANT,
        "The ranking in which the article came into this list, from which it has not been missing since.",
        unit="UTC instant",
        source="earlier rankings",
    ),
    Column(
        "peak_rank", "INTEGER", "Its best rank in this list since entered_at.", unit="places", source="earlier rankings"
    ),
    Column(
        "unique_visitors_kind",
        "VARCHAR",
        "exact, or sum_of_days where ids do not outlive a day: a visitor of several days counts several times.",
        example="exact",
        source="page_view_event.visitor_persists",
    ),
    Column(
        "expected_views",
        "DOUBLE",
        "Of trending: the views that its past makes one expect.",
        unit="views",
        source="page_view_hourly",
        caveat="NULL in the other windows.",
    ),
    Column(
        "score",
        "DOUBLE",
        "Of trending: how far the views exceed the expected ones, decayed.",
        unit="none",
        source="views, expected_views",
        caveat="NULL in the other windows; comparable within one as_of.",
    ),
    Column(
        "scopes",
        "VARCHAR[]",
        "The scopes that have a list, in order.",
        example="[all, language:en]",
        source="article_ranking",
    ),
    Column(
        "related_article_id",
        "VARCHAR",
        "The article that readers of the other one may like.",
        example="mfrggzdfmztw",
        source="article.article_id",
    ),
    Column(
        "similarity",
        "DOUBLE",
        "How related they are; comparable within one method alone.",
        unit="none",
        source="computed",
    ),
    Column(
        "method",
        "VARCHAR",
        "co_visitation: by common visitors; text: by words, while there are too few.",
        example="co_visitation",
        source="computed",
    ),
    Column(
        "shared_visitors",
        "BIGINT",
        "Distinct visitor-days that saw both; NULL where the method is text.",
        unit="visitor-days",
        source="page_view_event",
    ),
)
