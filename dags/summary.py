"""What `make run` prints at its end: the most viewed articles, what was refused, where everything is."""

import lake
from dags.steps.place import has_table, lake_location, newest_report
from settings import ROOT, Settings, config_path

TOP_TEN = "SELECT position, views, coalesce(article_section, '') , headline FROM most_viewed()"
TOP_PAGES = (
    "SELECT row_number() OVER (ORDER BY sum(views) DESC, page_url), sum(views), '', page_url "
    "FROM page_view_hourly JOIN page USING (page_id) GROUP BY page_url ORDER BY 1 LIMIT 10"
)


def summarize(settings: Settings) -> None:
    """Print the top ten of the last 24 hours (of all pages, where no viewed page is a known article) and the places."""
    location = lake_location(settings)
    if not lake.exists(location):
        _say("newslake: nothing was published: there is no lake yet")
        return
    with lake.connect(location) as connection:
        if not has_table(connection, "source_file"):
            return
        rows = connection.execute(TOP_TEN).fetchall()
        title = "Most viewed articles, the 24 hours to the newest view"
        if not rows:
            rows, title = (
                connection.execute(TOP_PAGES).fetchall(),
                "No viewed page is a known article. Most viewed pages",
            )
        _say(f"\n{title}\n")
        for position, views, section, headline in rows:
            _say(f"{position:>4}  {views:>9,}  {section:<14.14}  {headline}")
        counts = connection.execute(
            "SELECT e.key, sum(e.value) FROM (SELECT unnest(map_entries(outcomes)) AS e FROM source_file) "
            "GROUP BY 1 ORDER BY 1"
        ).fetchall()
        _say("\nRows received: " + ", ".join(f"{name} {count:,}" for name, count in counts))
    config = "" if config_path() == ROOT / "newslake.toml" else f" CONFIG={config_path()}"
    newest = newest_report(settings)
    report = newest.as_uri() if newest.is_file() else "none yet: it is written with the first rankings"
    pages = settings.home / "data_docs" / "index.html"
    docs = pages.as_uri() if pages.is_file() else "none yet: no batch was checked"
    _say(f"""
The report:      {report}
The data docs:   {docs}
The lake:        {location.catalog} (catalog), {location.data} (Parquet)
Query it:        make sql{config} Q="FROM most_viewed(time_window := '7d', scope := 'language:en')"
""")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
