"""Taking back a log's last line that was read before it was whole: the whole line comes now."""

from datetime import datetime
from typing import Any

from dags.steps.ledger import apply_changes, begin_changes, note_change
from dags.steps.roll_up import touched_by
from lake.publish import Transaction

TABLES = ("page_view_event", "visitor_signal", "page_view_count", "quarantined_record")


def withdraw(transaction: Transaction, place: dict[str, Any]) -> list[datetime]:
    """Remove what the line at `place` {source_file_id, source_position} became; return the hours that lose an event.

    The ledger's entry has one row less: the line is received again, whole, with the input that comes now.
    """
    connection = transaction.connection
    where = f"source_file_id = '{place['source_file_id']}' AND source_position = {int(place['source_position'])}"
    hours = touched_by(connection, where)
    (outcome,) = connection.execute(
        f"SELECT outcome FROM lake.page_view_event WHERE {where} "
        f"UNION ALL SELECT 'view' FROM lake.page_view_count WHERE {where} "
        f"UNION ALL SELECT 'invalid' FROM lake.quarantined_record WHERE {where} AND released_at IS NULL "
        f"UNION ALL SELECT 'late_closed' FROM lake.quarantined_record WHERE {where} AND release_outcome = 'late_closed'"
    ).fetchone() or ("not_page",)
    for table in TABLES:
        connection.execute(f"DELETE FROM lake.{table} WHERE {where}")
    begin_changes(connection)
    note_change(connection, f"SELECT '{place['source_file_id']}' AS source_file_id, '{outcome}' AS outcome", -1)
    apply_changes(connection)
    return hours
