"""Log lines whose file is gone: quarantine has them with their addresses masked, so that who sent them is lost.

Such a line gets identifiers that are made of its masked text: the same line in two files is one event, identical lines
of a file are one visitor's, and every other line is a visitor of its own. The event that it really was may come, or
have come, unmasked with another file. Which one that is can't be told for sure: an event of the same instant, page and
user agent is taken for it. The masked one then takes its identifiers over, and the roll-up counts it as `duplicate`.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from dags.steps.release_choice import Row
from lake.publish import Transaction
from transforms.page_view.bots.masking import MASKED, MASKED_MAIL

EVENT = "event_masked"
"""Release outcome of an event that has such identifiers."""

LIKENESS = "source, event_at, page_id, user_agent_id"


def has_mask(column: str) -> str:
    """Return the SQL condition that something in `column` is masked."""
    return f"(contains({column}, '{MASKED}') OR contains({column}, '{MASKED_MAIL}'))"


def identify_masked(connection: duckdb.DuckDBPyConnection, source: str, rows: Sequence[Row]) -> set[int]:
    """Give the masked lines among `rows` identifiers of their own, in what `make_events` made of them.

    Returns the positions of those whose event identifier is such a one: an export's own stays.
    """
    places = [row["source_position"] for row in rows]
    earlier = pa.table({"position": places, "earlier": pa.array([row["earlier"] for row in rows], pa.int64())})
    connection.register("earlier_record", earlier)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE masked AS
        SELECT position,
            signed64(sha256(concat_ws(chr(0), 'masked event', $source, r.line, n.earlier))) AS event_id,
            signed64(sha256(concat_ws(chr(0), 'masked visitor', $source, r.line))) AS visitor_id,
            p.event_key IS NULL OR {has_mask("p.event_key")} AS is_unknown_event,
            coalesce({has_mask("coalesce(p.visitor_key, p.address)")}, FALSE) AS is_unknown_visitor
        FROM record AS r JOIN page_request AS p USING (position) JOIN earlier_record AS n USING (position)
        WHERE {has_mask("r.line")}
        """,
        {"source": source},
    )
    own_id = "event_id = CASE WHEN m.is_unknown_event THEN m.event_id ELSE s.event_id END"
    own_visitor = "visitor_id = CASE WHEN m.is_unknown_visitor THEN m.visitor_id ELSE s.visitor_id END"
    flags = (
        ", has_event_key = s.has_event_key AND NOT m.is_unknown_event"
        ", visitor_persists = s.visitor_persists AND NOT m.is_unknown_visitor"
    )
    for table, more in (("staged_event", flags), ("staged_signal", "")):
        connection.execute(
            f"UPDATE {table} AS s SET {own_id}, {own_visitor}{more} FROM masked AS m "
            "WHERE m.position = s.source_position"
        )
    unknown = connection.execute("SELECT position FROM masked WHERE is_unknown_event").fetchall()
    return {position for (position,) in unknown}


def adopt_in_release(transaction: Transaction, events: str) -> None:
    """Let the masked ones among `events` (a temporary table) take over the identifiers of the events that they are.

    Those are in the lake, or in `events` with another file.
    """
    connection = transaction.connection
    (first, last) = connection.execute(f"SELECT min(event_at), max(event_at) FROM {events}").fetchone() or (None, None)
    if first is None:
        return
    place = "(source_file_id, source_position)"
    is_masked = f"{place} IN (SELECT {place} FROM temp.tried WHERE outcome = '{EVENT}')"
    within = f"event_at BETWEEN TIMESTAMPTZ '{first.isoformat()}' AND TIMESTAMPTZ '{last.isoformat()}'"
    _adopt(
        connection,
        events,
        f"(SELECT * FROM {events} WHERE {is_masked})",
        f"(SELECT * FROM lake.page_view_event WHERE {within} AND NOT {_MASKED_IN_LAKE} "
        f"UNION ALL SELECT * FROM {events} WHERE NOT {is_masked})",
    )


def adopt_in_lake(transaction: Transaction, events: str) -> None:
    """Let masked events of the lake take over the identifiers of those new `events` (a FROM item) that they are."""
    connection = transaction.connection
    if connection.execute(f"SELECT count(*) FROM lake.quarantined_record WHERE {_RELEASED_MASKED}").fetchone() == (0,):
        return
    (first, last) = connection.execute(f"SELECT min(event_at), max(event_at) FROM {events}").fetchone() or (None, None)
    if first is None:
        return
    within = f"event_at BETWEEN TIMESTAMPTZ '{first.isoformat()}' AND TIMESTAMPTZ '{last.isoformat()}'"
    masked = f"(SELECT * FROM lake.page_view_event WHERE {within} AND {_MASKED_IN_LAKE})"
    _adopt(connection, "lake.page_view_event", masked, events)


_RELEASED_MASKED = f"release_outcome = '{EVENT}' AND released_at IS NOT NULL"
_MASKED_IN_LAKE = (
    "(source_file_id, source_position) IN "
    f"(SELECT (source_file_id, source_position) FROM lake.quarantined_record WHERE {_RELEASED_MASKED})"
)


def _adopt(connection: duckdb.DuckDBPyConnection, table: str, masked: str, others: str) -> None:
    """Give each of the `masked` rows of `table` the identifiers of one of `others` that is like it.

    An event that the masked one's own file has as well is another line of that file. As many take over as there are
    others, each another one.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE twin AS
        WITH masked AS (
            SELECT source_file_id, source_position, {LIKENESS},
                row_number() OVER (PARTITION BY source_file_id, {LIKENESS} ORDER BY source_position) AS n
            FROM {masked}
        ),
        own AS (
            SELECT source_file_id, event_id FROM lake.page_view_event
            WHERE source_file_id IN (SELECT source_file_id FROM masked)
        ),
        other AS (
            SELECT m.source_file_id, {LIKENESS}, o.event_id, any_value(o.visitor_id) AS visitor_id,
                row_number() OVER (PARTITION BY m.source_file_id, {LIKENESS} ORDER BY o.event_id) AS n
            FROM (SELECT DISTINCT source_file_id, {LIKENESS} FROM masked) AS m
            JOIN {others} AS o USING ({LIKENESS})
            WHERE o.source_file_id <> m.source_file_id
                AND (m.source_file_id, o.event_id) NOT IN (SELECT (source_file_id, event_id) FROM own)
            GROUP BY m.source_file_id, {LIKENESS}, o.event_id
        )
        SELECT m.source_file_id, m.source_position, o.event_id, o.visitor_id
        FROM masked AS m JOIN other AS o USING (source_file_id, {LIKENESS}, n)
        """
    )
    connection.execute(
        f"UPDATE {table} AS e SET event_id = t.event_id, visitor_id = t.visitor_id FROM temp.twin AS t "
        "WHERE (e.source_file_id, e.source_position) = (t.source_file_id, t.source_position)"
    )
