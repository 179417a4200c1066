"""Hours rolled up before the lake's lock is taken, so that other writers wait for what is written alone.

What an hour rolls up to depends on the lake's events and what they are looked up in, never on what other hours roll up
to. So it holds until somebody commits who changed any of that, which the catalog tells: then it is done again, under
the lock. Backfills side by side roll up different hours again, and do not stand in one another's way.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb

from dags.steps.engines import engine_of
from dags.steps.hours import still_rollable
from dags.steps.place import lake_location
from dags.steps.roll_up import LOOKED_UP, batches, bring_in_events, bring_in_roll_ups, judge, make_carried, pass_carried
from lake.committed import CatalogCommit, commits_since
from lake.publish import Transaction
from quality import Verdict
from settings import Settings

log = logging.getLogger("newslake.page_views")

MESSAGE = "ingest_page_views"
"""By which commits of page views are known."""

READ = {"page_view_event", "visitor_signal", "page_view_count", *LOOKED_UP}
"""What a roll-up reads."""


@dataclass(frozen=True, slots=True)
class RolledAhead:
    """What hours roll up to by one snapshot, in temporary tables of one connection, as the gate judged it."""

    connection: duckdb.DuckDBPyConnection
    snapshot_id: int
    hours: Sequence[datetime]
    judged: str
    """FROM item of their events with their outcomes."""
    verdicts: Mapping[str, Verdict]
    """Table -> what the gate says of its rows."""

    def holds(self, transaction: Transaction) -> bool:
        """Say whether `transaction` can bring it in, and would find the same."""
        is_here = transaction.connection is self.connection
        if not is_here or self.hours != still_rollable(self.connection, self.hours):
            return False
        since = commits_since(self.connection, self.snapshot_id)
        if changed := [commit for commit in since if self._is_changed_by(commit)]:
            log.info("%d hours are rolled up again, because of %s", len(self.hours), changed[0].message)
        return not changed

    def bring_in(self, transaction: Transaction) -> None:
        """Put it in the place of what the lake has."""
        bring_in_events(transaction, self.judged, self.hours)
        bring_in_roll_ups(transaction, self.hours, self.verdicts)

    def _is_changed_by(self, commit: CatalogCommit) -> bool:
        if READ.isdisjoint(commit.tables):
            return False
        if commit.message.startswith(f"{MESSAGE} (") and commit.notes.get("files") == 0:  # no new events
            touched = {datetime.fromisoformat(hour) for hour in commit.notes["touched_hours"]}
            return not touched.isdisjoint(self.hours)
        return True


@contextmanager
def roll_up_ahead(
    connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, hours: Sequence[datetime]
) -> Iterator[RolledAhead | None]:
    """Roll up `hours` as the lake has them now, for a transaction of the same connection (lake.open_to_write).

    None where there is nothing to do, or more than is held at once; and with SQLite, which has nobody wait for less.
    """
    if not hours or lake_location(settings).readers_hold_up_writers:
        yield None
        return
    connection.execute("BEGIN")
    transaction = Transaction(connection, {"run_id": run_id})
    hours = still_rollable(connection, sorted(hours))
    with engine_of(transaction, settings) as engine:
        if not hours or len(list(batches(transaction, hours, None, engine))) > 1:
            connection.execute("COMMIT")
            yield None
            return
        (snapshot,) = connection.execute("FROM lake.current_snapshot()").fetchone() or (0,)
        make_carried(transaction)
        judged = judge(transaction, settings, engine, hours)
        with pass_carried(transaction, settings, hours) as verdicts:
            connection.execute("COMMIT")
            yield RolledAhead(connection, snapshot, hours, judged, verdicts)
