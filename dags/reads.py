"""What of the lake each task reads, and which folders under NEWSLAKE_HOME it writes: for lineage.

What a task writes to the lake is not here: its commit tells.
"""

from schemas import CONTRACTS

ROLL_UP = ("article_url", "hour_status", "page_view_count", "page_view_event", "source_file", "user_agent",
           "visitor_signal")  # fmt: skip
DAYS = ("article_url", "hour_status", "page_view_count", "page_view_event")
RELEASE = ("quarantined_record", "source_file")

READS: dict[str, tuple[str, ...]] = {
    "ingest_articles.publish": ("article", "article_revision", "article_url", "erased_article", "page_fetch",
                                "page_view_event", "page_view_hourly"),
    "ingest_page_views.publish": ROLL_UP,
    "ingest_page_views.close_hours": DAYS,
    "rank_articles.rank": ("article", "article_url", "page_view_daily", "page_view_event", "page_view_hourly"),
    "relate_articles.relate": ("article", "article_url", "page_view_daily", "page_view_event"),
    "link_duplicates.link": ("article", "article_band", "article_duplicate"),
    "check_lake.check": tuple(CONTRACTS),
    "reclassify.judge_again": ROLL_UP,
    "maintain_lake.close_hours": DAYS,
    "maintain_lake.apply_retention": ("hour_status", "page_view_event"),
    "maintain_lake.compact": (),
    "maintain_lake.expire": (),
    "erase_article.erase": (),
    "erase_visitor.erase": (),
    "release_quarantined.release_page_views": (*RELEASE, *ROLL_UP),
    "release_quarantined.release_articles": (*RELEASE, "article", "article_url"),
    "export_rankings.write_feed": ("article", "article_ranking", "ranking_newest", "related_article"),
    "export_rankings.write_report": ("article", "article_ranking", "page_view_daily", "page_view_hourly",
                                     "quality_result", "ranking_newest", "source_file"),
}  # fmt: skip
"""Task -> tables. Those that write the lake and those that write what leaves it, a test says."""

WRITES_FILES = {"export_rankings.write_feed": ("exports",), "export_rankings.write_report": ("report",)}
