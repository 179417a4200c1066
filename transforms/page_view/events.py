"""From the page requests of one input to events, signals, counts, pages, user agents and what was refused.

Only distinct targets, addresses and user agents are handled in Python; rows stay in DuckDB.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from transforms.engine import make_table
from transforms.page_view.bots import mask, user_agent_rows
from transforms.page_view.functions import create_functions
from transforms.page_view.identifiers import SaltOf, identify
from transforms.page_view.lookups import CountryOf, map_countries, map_targets

make = partial(make_table, Path(__file__).parent)
UNKNOWN_AGENT = "(unknown)"
"""Stands for the user agent where the format does not tell it: that says nothing of its sender."""

STAGED_TABLES = {
    "page_view_event": "staged_event",
    "visitor_signal": "staged_signal",
    "page_view_count": "staged_count",
    "page": "staged_page",
    "user_agent": "staged_user_agent",
    "quarantined_record": "staged_quarantine",
}
"""Contract -> temporary table that `make_events` makes."""


LinesAt = Callable[[pa.ChunkedArray], pa.ChunkedArray]
"""Gives the lines at positions, as large_string: where they lie already, as a query would copy them twice."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where requests come from, and by what they are judged. Every output row is a function of this and the input."""

    source: str
    source_file_id: str
    run_id: str
    as_of: datetime
    """As-of time of the run: what lies more than a day later can't be true."""
    time_zone: str
    """IANA zone of the site: an identifier lives as long as a day of it."""
    site_host: str = "*"
    """Host whose pages count; "*" is every one."""
    closed_hours: Sequence[datetime] = ()
    """Hours that take no more data."""
    known_user_agents: pa.Table | None = None
    """user_agent_id of the agents that the present lists have judged."""


def make_events(
    connection: duckdb.DuckDBPyConnection,
    origin: Origin,
    lines_at: LinesAt,
    salt_of: SaltOf,
    country_of: CountryOf | None = None,
) -> Mapping[str, int]:
    """Turn the relations `record` and `request` into those of STAGED_TABLES; return how many rows had which outcome.

    The counts: received, invalid, not_page, late_closed, view (of counted views); the others are events.
    """
    create_functions(connection)
    connection.execute("CREATE OR REPLACE TEMP TABLE closed_hour (hour_at TIMESTAMPTZ)")
    connection.execute("INSERT INTO closed_hour SELECT unnest($hours)", {"hours": list(origin.closed_hours)})
    make(
        connection,
        "requests",
        {
            "time_zone": origin.time_zone,
            "host": origin.site_host,
            "as_of": origin.as_of,
            "unknown_agent": UNKNOWN_AGENT,
        },
        "page_request",
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE agent_of_input AS "
        "SELECT user_agent, signed64(sha256(user_agent)) AS user_agent_id "
        "FROM (SELECT DISTINCT user_agent FROM page_request WHERE kind <> 'invalid')"
    )
    map_targets(connection, origin.site_host)
    map_countries(connection, country_of)
    make(connection, "visitors", table="visitor_of_input")
    # A table of its own, so that the plan knows how few there are.
    make(connection, "repeated", table="repeated_line")
    visitors = connection.execute("SELECT visitor_hash, key_date, message FROM visitor_of_input").to_arrow_table()
    identify(connection, visitors, "visitor", origin.site_host, salt_of)
    identify(connection, _event_messages(connection, lines_at), "event", origin.source, salt_of)
    make(connection, "identified")
    _stage_events(connection, origin)
    _stage_user_agents(connection, origin)
    _stage_quarantine(connection, origin)
    return _counts(connection)


def _event_messages(connection: duckdb.DuckDBPyConnection, lines_at: LinesAt) -> pa.Table:
    """Return what the identifiers of events are made of (position, key_date, message).

    That is the export's own key, else the line, and how many identical ones came before it where any did.
    """
    interest = "kind IN ('page', 'robots_txt', 'scanner_path', 'error')"
    keyed = connection.execute(
        "SELECT position, NULL::DATE AS key_date, event_key AS message FROM page_request "
        f"WHERE {interest} AND event_key IS NOT NULL"
    ).to_arrow_table()  # a key may come again on another day
    others = connection.execute(
        "SELECT position, site_date AS key_date, coalesce(earlier, 0) AS earlier "
        f"FROM page_request LEFT JOIN repeated_line USING (position) WHERE {interest} AND event_key IS NULL"
    ).to_arrow_table()
    others = others.append_column("message", lines_at(others.column("position")))
    first = others.filter(pc.equal(others.column("earlier"), 0))
    again = others.filter(pc.greater(others.column("earlier"), 0))
    numbers = again.column("earlier").cast(pa.large_string())
    numbered = pc.binary_join_element_wise(again.column("message"), numbers, pa.scalar("\0", pa.large_string()))
    return pa.concat_tables(
        [
            keyed.set_column(2, "message", keyed.column("message").cast(pa.large_string())),
            first.drop_columns("earlier"),
            again.drop_columns("earlier").set_column(2, "message", numbered),
        ]
    )


def _stage_events(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    """Make staged_event, staged_signal, staged_count and staged_page."""
    input_columns = {"source": origin.source, "source_file_id": origin.source_file_id}
    place = "$source AS source, $source_file_id AS source_file_id, position AS source_position"
    for contract, kinds in (("page_view_event", "kind = 'page'"), ("visitor_signal", "kind <> 'page'")):
        columns = ", ".join(CONTRACTS[contract].column_names)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {STAGED_TABLES[contract]} AS SELECT {columns} FROM ("
            f"SELECT *, {place}, kind AS signal, NULL::VARCHAR AS outcome, NULL::VARCHAR AS outcome_reason "
            f"FROM identified WHERE {kinds}) ORDER BY event_at, event_id",
            input_columns,
        )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_count AS "
        f"SELECT {', '.join(CONTRACTS['page_view_count'].column_names)} FROM ("
        f"SELECT {place}, hour_start(hour_number(event_at) + unnest(range(len(views)))) AS hour_at, "
        "page_id, coalesce(country, 'ZZ') AS country, unnest(views) AS views "
        "FROM page_request JOIN target_page USING (target_hash) WHERE kind = 'count'"
        ") WHERE views <> 0 ORDER BY hour_at, page_id",
        input_columns,
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_page AS SELECT * FROM page_of_input WHERE page_id IN "
        "(SELECT page_id FROM staged_event UNION ALL SELECT page_id FROM staged_count) ORDER BY page_id"
    )


def _stage_user_agents(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    """Make staged_user_agent: the agents of the events that the present lists have not judged yet."""
    known = origin.known_user_agents
    connection.register(
        "known_agent", known if known is not None else pa.table({"user_agent_id": pa.array([], pa.int64())})
    )
    agents = connection.execute(
        "SELECT user_agent_id, user_agent FROM agent_of_input "
        "WHERE user_agent_id IN (SELECT user_agent_id FROM staged_event) "
        "AND user_agent_id NOT IN (SELECT user_agent_id FROM known_agent) ORDER BY 1"
    ).fetchall()
    table = pa.Table.from_pylist(user_agent_rows(agents), schema=arrow_schema(CONTRACTS["user_agent"]))
    connection.register("agent", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE staged_user_agent AS SELECT * FROM agent")


def _stage_quarantine(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    """Make staged_quarantine: the lines that can't be read or can't be true, addresses masked."""
    refused = connection.execute(
        "SELECT position, CASE WHEN kind = 'future' THEN 'event_at_in_future' ELSE 'line_not_readable' END, line "
        "FROM record JOIN page_request USING (position) WHERE kind IN ('invalid', 'future') ORDER BY position"
    ).fetchall()
    rows = [
        {
            "quarantined_record_id": record_id(origin.source_file_id, position),
            "table_name": "page_view_event", "source": origin.source, "source_file_id": origin.source_file_id,
            "source_position": position, "failed_checks": [reason], "record": mask(line), "run_id": origin.run_id,
        }
        for position, reason, line in refused
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACTS["quarantined_record"]))
    connection.register("refused", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE staged_quarantine AS SELECT * FROM refused")


def _counts(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Return the counts that `make_events` tells of; what is neither an event nor one of them is no page."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM staged_quarantine), "
        "(SELECT count(*) FROM page_request WHERE kind = 'late_closed'), "
        "(SELECT count(DISTINCT source_position) FROM staged_count), (SELECT count(*) FROM staged_event)"
    ).fetchone()
    received, invalid, late, counted, events = row or (0, 0, 0, 0, 0)
    not_page = received - invalid - late - counted - events
    return {"received": received, "invalid": invalid, "not_page": not_page, "late_closed": late, "view": counted}


def record_id(source_file_id: str, position: int) -> str:
    """Return the identifier of the quarantined record at a place of an input."""
    return hashlib.sha256(f"page_view_event\0{source_file_id}\0{position}".encode()).hexdigest()[:16]


def source_file_id(source: str, digest: str) -> str:
    """Return the identifier of an input: the same content in the same source is the same input."""
    return hashlib.sha256(f"{source}\0{digest}".encode()).hexdigest()[:16]
