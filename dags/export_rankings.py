"""Rankings out: files that a website serves."""

from datetime import UTC, datetime

from airflow.sdk import dag, task

from dags.assets import DEFAULT_ARGS, RANKINGS, RELATED
from settings import load


@dag(
    schedule=(RANKINGS | RELATED),
    start_date=datetime(2015, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "owner": "audience"},
    tags=["newslake", "rankings"],
    doc_md="""
    ### Exports
    Writes the newest lists of all articles, of each language and of each section as JSON Feed 1.1 and RSS 2.0, and the
    related stories of listed articles, each time either changes. A file whose content stays is not written again.
    Beside them `write_report` makes the newsroom's HTML report: `report/index.html` under NEWSLAKE_HOME.
    """,
)
def export_rankings() -> None:
    """Write the files of the newest rankings."""

    @task
    def write_feed() -> dict[str, int]:
        from dags.steps import exports

        return exports.export(load())

    @task
    def write_report() -> dict[str, int]:
        from dags.steps import report

        return report.write_report(load())

    write_feed()
    write_report()


pipeline = export_rankings()
