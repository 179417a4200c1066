"""Rankings out: files that a website serves."""

from datetime import UTC, datetime

from airflow.sdk import dag, task

from dags.assets import DEFAULT_ARGS, RANKINGS
from settings import load


@dag(
    schedule=[RANKINGS],
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "rankings"],
    doc_md="""
    ### Exports
    Writes `most_viewed.json`, a JSON Feed 1.1 of the newest 24-hour ranking, each time the rankings change.
    """,
)
def export_rankings() -> None:
    """Write the feed of the newest ranking."""

    @task
    def write_feed() -> str:
        import lake
        from dags.steps.place import lake_location
        from exports import json_feed

        settings = load()
        with lake.connect(lake_location(settings)) as connection:
            feed = json_feed.most_viewed_feed(connection, f"Most viewed: {settings.site.name}")
        return str(json_feed.write(feed, settings.home / "exports" / "most_viewed.json"))

    write_feed()


pipeline = export_rankings()
