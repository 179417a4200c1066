"""The queries of `transforms/` as a run of the pipeline's steps over the sample newsroom asks them, without Airflow.

Each is kept with the rows that it read and those that it gave, as Parquet files: another engine can be asked too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import duckdb

import settings
from dags.steps import article_input, articles, duplicates, page_view_input, page_view_publish, rankings, related
from samples.newsroom import make
from samples.period import LAST_DAY, midnight
from transforms.spark.translate import tables_of

NOON = datetime(2025, 5, 4, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
QUERIES = {
    file.relative_to(ROOT / "transforms").with_suffix("").as_posix(): file.read_text(encoding="utf-8")
    for file in sorted((ROOT / "transforms").glob("*/*.sql")) if file.stem != "functions"
}  # fmt: skip
"""Name of the file -> its text."""
COPIES = ROOT / "tests/golden/duplicates/en"
WIRE = """
[site]
time_zone = "Europe/Lisbon"
[ranking]
country_min_visitors = 10
country_round_to = 5
[[article_source]]
name = "wire"
kind = "ndjson"
location = "articles.ndjson"
[[page_view_source]]
name = "export"
format = "events_ndjson"
location = "views.ndjson"
"""


@dataclass
class Asked:
    """A query that DuckDB was asked."""

    parameters: Mapping[str, object]
    inputs: dict[str, Path] = field(default_factory=dict)
    output: Path = Path()


class Recorder:
    """What `duckdb.connect` returns while it records: a connection that keeps the first asking that gives rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, asked: dict[str, Asked]) -> None:
        self._connection, self._folder, self._asked = connection, folder, asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def cursor(self) -> "Recorder":
        return Recorder(self._connection.cursor(), self._folder, self._asked)

    def execute(self, query: str, parameters: Any = None) -> Any:
        for name, text in QUERIES.items():
            if isinstance(query, str) and text in query and name not in self._asked:
                self._keep(name, text, parameters or {})
        return self._connection.execute(query, parameters)

    def _keep(self, name: str, text: str, parameters: Mapping[str, object]) -> None:
        kept = Asked(parameters)
        folder = self._folder / name
        folder.mkdir(parents=True)
        kept.output = self._copy(text, folder / "output.parquet", parameters)
        (rows,) = self._connection.execute(f"SELECT count(*) FROM '{kept.output}'").fetchone() or (0,)
        if not rows:
            folder.joinpath("output.parquet").unlink()
            folder.rmdir()
            return
        for table in tables_of(text):
            kept.inputs[table] = self._copy(f"SELECT * FROM {table}", folder / f"{table}.parquet", {})
        self._asked[name] = kept

    def _copy(self, query: str, file: Path, parameters: Mapping[str, object]) -> Path:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE recorded AS {query}", parameters)
        self._connection.execute(f"COPY temp.recorded TO '{file}' (FORMAT parquet)")
        self._connection.execute("DROP TABLE temp.recorded")
        return file


def record(folder: Path, monkeypatch: Any) -> dict[str, Asked]:
    """Run the steps over the sample newsroom, and over what it lacks; return what was asked by name of the file.

    It lacks exports with identifiers of their own, countries, and copies of articles.
    """
    asked: dict[str, Asked] = {}
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda *args, **options: Recorder(connect(*args, **options), folder, asked))
    monkeypatch.delenv("NEWSLAKE_CONFIG", raising=False)
    make(folder / "home/samples", days=3, articles=12, visits_per_day=600)
    _run(folder / "home", monkeypatch, midnight(LAST_DAY) + timedelta(days=1))
    _export(folder / "wire")
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(folder / "wire/my.toml"))
    _run(folder / "wire/home", monkeypatch, NOON + timedelta(days=1))
    return asked


def _run(home: Path, monkeypatch: Any, as_of: datetime) -> None:
    monkeypatch.setenv("NEWSLAKE_HOME", str(home))
    chosen = settings.load()
    found = [
        articles.validate(articles.parse(chosen, batch, "run"), "run")
        for source in chosen.article_source
        for batch in article_input.find_batches(chosen, source)
    ]
    articles.publish(chosen, found, [], "run", as_of)
    read = [
        page_view_input.validate(page_view_input.read_file(chosen, file, "run", as_of), "run")
        for source in chosen.page_view_source
        for file in page_view_input.find_files(chosen, source)
    ]
    page_view_publish.publish(chosen, read, "run", as_of)
    rankings.rank_hours(chosen, rankings.hours_due(chosen), "run")
    related.relate_articles(chosen, "run", as_of)
    duplicates.link_duplicates(chosen, "run", as_of)


def _export(folder: Path) -> None:
    """Write two copies of an article and views of it, some of them under the same identifiers."""
    folder.mkdir()
    (folder / "my.toml").write_text(WIRE, encoding="utf-8")
    texts = {"a": "original", "b": "cut_end", "c": "original"}
    copies = [
        {
            "@type": "NewsArticle", "url": f"https://{name}.example/story", "headline": "The storm", "inLanguage": "en",
            "articleBody": (COPIES / f"{text}.txt").read_text(encoding="utf-8"), "publisher": name,
            "datePublished": (NOON + timedelta(hours=hour)).isoformat(),
        }
        for hour, (name, text) in enumerate(texts.items())
    ]  # fmt: skip
    (folder / "articles.ndjson").write_text("".join(f"{json.dumps(copy)}\n" for copy in copies), encoding="utf-8")
    views = [
        {
            "event_id": f"{number % 50}", "received_at": (NOON + timedelta(minutes=number)).isoformat(),
            "url": "https://a.example/story", "visitor_id": f"reader-{number % 50}", "country": "DE",
        }
        for number in range(60)
    ]  # fmt: skip
    views.append(views[0])
    (folder / "views.ndjson").write_text("".join(f"{json.dumps(view)}\n" for view in views), encoding="utf-8")
