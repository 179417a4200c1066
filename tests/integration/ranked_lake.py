"""A lake with articles and rankings of a test's own making, for what reads rankings."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

import lake
import settings
from dags.steps import exports
from dags.steps.place import lake_location
from schemas import CONTRACTS
from schemas.arrow import arrow_schema

AS_OF = datetime(2025, 5, 8, 9, tzinfo=UTC)
NEWEST = (
    "SELECT time_window, as_of, list(DISTINCT scope ORDER BY scope) AS scopes FROM lake.article_ranking "
    "GROUP BY time_window, as_of QUALIFY as_of = max(as_of) OVER (PARTITION BY time_window)"
)


class RankedLake:
    """A home folder whose lake has what `fill` was given."""

    def __init__(self, folder: Path, monkeypatch, config: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "my.toml"
        file.write_text(f'[site]\nname = "The Courier"\n{config}', encoding="utf-8")
        monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
        monkeypatch.setenv("NEWSLAKE_HOME", str(folder / "home"))
        self.settings = settings.load()
        self.exports = self.settings.home / "exports"

    def fill(self, **tables) -> None:
        """Put rows in the place of all that the named tables have; columns left out are NULL."""
        with lake.transaction(lake_location(self.settings), run_id="test", message="fill") as transaction:
            for table, rows in tables.items():
                transaction.connection.execute(f"DELETE FROM lake.{table}")
                transaction.connection.register(
                    "given", pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACTS[table]))
                )
                transaction.append(table, "given")
            transaction.connection.execute("DELETE FROM lake.ranking_newest")
            transaction.append("ranking_newest", f"({NEWEST})")

    def drop(self, table: str) -> None:
        with lake.connect(lake_location(self.settings), read_only=False) as connection:
            connection.execute(f"DROP TABLE lake.{table}")

    def export(self) -> dict[str, int]:
        return exports.export(self.settings)

    def files(self) -> dict[str, int]:
        """Every exported file and the nanosecond of its last change."""
        found = [file for file in self.exports.rglob("*") if file.is_file()]
        return {str(file.relative_to(self.exports)): file.stat().st_mtime_ns for file in found}


def article(number: int, headline: str | None = None, **columns):
    return {
        "article_id": f"story{number:07}", "url": f"https://courier.example/story-{number}",
        "headline": headline or f"Story {number}", "in_language": "en", "article_section": "World",
        "date_published": AS_OF - timedelta(hours=number), "source": "site", **columns,
    }  # fmt: skip


def ranking(scope: str, *numbers: int, as_of: datetime = AS_OF, time_window: str = "24h", **columns):
    """A list of the articles `numbers`, the first with most views."""
    return [
        {
            "as_of": as_of, "time_window": time_window, "scope": scope, "position": place, "rank": place,
            "article_id": f"story{number:07}", "views": 100 * (len(numbers) - place + 1),
            "share": 1 / 3, **columns,
        }
        for place, number in enumerate(numbers, 1)
    ]  # fmt: skip


def related(number: int, *others: int, method: str = "co_visitation"):
    return [
        {"article_id": f"story{number:07}", "position": place, "related_article_id": f"story{other:07}",
         "similarity": 1 / place, "method": method, "as_of": AS_OF}
        for place, other in enumerate(others, 1)
    ]  # fmt: skip
