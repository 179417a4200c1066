"""A lake of its own for tests that call the steps of `ingest_page_views` themselves, without Airflow."""

from datetime import UTC, datetime
from pathlib import Path

import lake
import settings
from dags.steps import page_view_input, page_view_publish
from dags.steps.place import lake_location

AS_OF = datetime(2025, 5, 5, tzinfo=UTC)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Lake:
    """A home folder with one source of page views, `web`, at `logs`."""

    def __init__(self, folder: Path, monkeypatch, config: str = "") -> None:
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        file = folder / "my.toml"
        file.write_text(
            f'[site]\ntime_zone = "Europe/Lisbon"\n{config}\n'
            + ("" if "page_view_source" in config else '[[page_view_source]]\nname = "web"\nlocation = "logs"\n'),
            encoding="utf-8",
        )
        monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
        monkeypatch.setenv("NEWSLAKE_HOME", str(folder / "home"))
        self.settings = settings.load()
        self.runs = 0

    def ingest(self, as_of: datetime = AS_OF, redo=()):
        """Find, read, validate and publish, as one run does."""
        self.runs += 1
        run = f"run_{self.runs}"
        found = [
            file
            for source in self.settings.page_view_source
            for file in page_view_input.find_files(self.settings, source)
        ]
        read = [
            page_view_input.validate(page_view_input.read_file(self.settings, file, run, as_of), run) for file in found
        ]
        return page_view_publish.publish(self.settings, read, run, as_of, redo)

    def rows(self, query: str, *values):
        with lake.connect(lake_location(self.settings)) as connection:
            return connection.execute(query, values).fetchall()

    def outcomes(self):
        """Every outcome of the ledger, added up; what was received is their sum, for every input."""
        ledger = self.rows("SELECT rows_received, outcomes FROM source_file")
        assert all(received == sum(outcomes.values()) for received, outcomes in ledger)
        total: dict[str, int] = {}
        for _, outcomes in ledger:
            for outcome, count in outcomes.items():
                total[outcome] = total.get(outcome, 0) + count
        return total

    def roll_ups(self):
        """The hourly and daily views, in an order of their own."""
        return [self.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in ("page_view_hourly", "page_view_daily")]


def line(
    second: int, page: str = "/a", host: int = 1, agent: str = AGENT, status: int = 200, method: str = "GET"
) -> str:
    """An Apache line, `second` seconds after 10:00 UTC on 4 May 2025."""
    at = datetime.fromtimestamp(1746352800 + second, UTC)
    return f'192.0.{host}.7 - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{method} {page} HTTP/1.1" {status} 12 "-" "{agent}"\n'
