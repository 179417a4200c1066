"""Synthetic staged events, from hashes of their numbers: the same size gives the same rows.

Per hour some n events of n / 5 visitors, half of whom stay for the next hour; pages by Zipf's law; 15 % declared bots,
4 % double clicks, 1 % delivered again in another file, and a few visitors who break the rules of behaviour.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from schemas import CONTRACTS

START = datetime(2025, 5, 4, tzinfo=UTC)
HOURS = 24
PAGES = 20_000
AGENTS = 400
BOT_AGENTS = 60

EMPTY = ("article_url", "page_view_count", "hour_status")
"""Inputs of the roll-up that have no rows here."""

DRAWN = """
WITH number AS (
    -- u(k): the k-th draw of a row, from 0 to 1. who: readers, one in 64 a scraper, one in 200 a clock.
    SELECT i, hash(i + {salt}) AS draw,
        CASE WHEN i % 64 = 0 THEN 'scraper' WHEN i % 200 = 7 THEN 'clock' ELSE 'reader' END AS who
    FROM range({rows}) AS t (i)
),
drawn AS (
    SELECT
        i,
        who,
        CASE who
            WHEN 'scraper' THEN -1 - ({hour} * 1000::BIGINT + (i // 64) % greatest(1, {rows} // 64 // 400))
            WHEN 'clock' THEN -1000000000000 - ({hour} * 100000::BIGINT + i // 200 // 60)
            ELSE {hour}::BIGINT * ({readers} // 2) + (draw % {readers})::BIGINT
        END AS visitor,
        floor({pages} ** ((draw >> 20) % 1000003 / 1000003.0))::BIGINT AS page,
        CASE who WHEN 'clock' THEN (i // 200) % 60 * 60 ELSE ((draw >> 40) % 3600)::BIGINT END AS second
    FROM number
),
placed AS (
    SELECT
        i,
        signed(visitor) AS visitor_id,
        page_id_of(CASE who WHEN 'scraper' THEN 1 + hash(i) % {pages} ELSE page END) AS page_id,
        (['ES', 'FR', 'US', 'ZZ'])[1 + (hash(visitor, 'country') % 20)::BIGINT] AS abroad,
        CASE
            WHEN who = 'reader' AND hash(visitor, 'bot') % 100 < 15 THEN hash(visitor, 'agent') % {bots}
            ELSE {bots} + hash(visitor, 'agent') % ({agents} - {bots})
        END AS agent,
        {start_second} + second AS second
    FROM drawn
),
clicked AS (
    SELECT *, i AS number FROM placed
    UNION ALL
    -- The first click of a chain, up to 20 s before: at times in the hour before.
    SELECT * REPLACE (greatest({first_second}, second - 1 - (hash(i) % 20)::BIGINT) AS second), -1 - i AS number
    FROM placed WHERE i % 25 = 3
),
delivered AS (
    SELECT *, '{file}' AS source_file_id FROM clicked
    UNION ALL
    SELECT *, '{file}again' FROM clicked WHERE number % 100 = 9
)
SELECT
    'web' AS source,
    signed('event', {hour}, number) AS event_id,
    FALSE AS has_event_key,
    make_timestamptz(second * 1000000) AS event_at,
    NULL::TIMESTAMPTZ AS received_at,
    visitor_id,
    FALSE AS visitor_persists,
    page_id,
    coalesce(abroad, 'PT') AS country,
    signed('agent', agent) AS user_agent_id,
    'view' AS outcome,
    NULL::VARCHAR AS outcome_reason,
    source_file_id,
    row_number() OVER (PARTITION BY source_file_id) AS source_position
FROM delivered
ORDER BY event_at, event_id
"""

MACROS = """
CREATE OR REPLACE TEMP MACRO signed(a, b := 0, c := 0) AS (hash(a, b, c)::HUGEINT - 9223372036854775808)::BIGINT;
CREATE OR REPLACE TEMP MACRO page_id_of(a) AS
    translate(lower(lpad(to_hex(hash(a, 'page')), 16, '0'))[:12], '0189', 'ghij');
"""


def open_duckdb() -> duckdb.DuckDBPyConnection:
    """Return a connection of its own in UTC."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def write_hour(connection: duckdb.DuckDBPyConnection, folder: Path, hour: datetime, events: int) -> Path:
    """Write the staged events of one hour, about so many, and return the file; its name begins its source_file_id."""
    number = int(hour.timestamp()) // 3600
    rows = round(events / 1.05)
    first = int(START.timestamp()) if hour < START + timedelta(hours=HOURS) else number * 3600
    query = DRAWN.format(
        salt=number * 1_000_003, rows=rows, hour=number % 100_000, readers=max(2, rows // 5), pages=PAGES,
        bots=BOT_AGENTS, agents=AGENTS, start_second=number * 3600, first_second=first, file=file_id(hour),
    )  # fmt: skip
    columns = ", ".join(CONTRACTS["page_view_event"].column_names)
    file = staged_file(folder, hour)
    connection.execute(MACROS)
    connection.execute(f"COPY (SELECT {columns} FROM ({query})) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    return file


def staged_file(folder: Path, hour: datetime) -> Path:
    """Return the file of an hour's staged events."""
    return folder / f"event-{file_id(hour)}.parquet"


def file_id(hour: datetime) -> str:
    """Return the source_file_id of an hour's file."""
    return f"{hour:%Y%m%d%H}"


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the other inputs of the roll-up as Parquet, one file a table."""
    connection.execute(MACROS)
    files = ", ".join(f"('{file_id(START + timedelta(hours=hour))}')" for hour in range(HOURS))
    queries = {
        "user_agent": f"FROM {user_agents(connection)}",
        "source_file": "SELECT id AS source_file_id, 'access-' || id || '.log' AS file_name FROM "
        f"(SELECT f || s AS id FROM (VALUES {files}) AS t (f), (VALUES (''), ('again')) AS u (s))",
        # Every 500th reader of an hour met an error page, every 5000th asked for robots.txt.
        "visitor_signal": "SELECT source, event_id + 1 AS event_id, event_at, visitor_id, "
        "CASE WHEN event_id % 5000 = 0 THEN 'robots_txt' ELSE 'error' END AS signal, source_file_id, source_position "
        f"FROM read_parquet('{folder}/event-*.parquet') WHERE event_id % 500 = 0",
        **{name: _nothing(name) for name in EMPTY},
    }
    for name, query in queries.items():
        connection.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (FORMAT parquet)")


def user_agents(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the FROM item of the agents that the events name."""
    connection.execute(MACROS)
    return (
        f"(SELECT signed('agent', i) AS user_agent_id, 'agent ' || i AS user_agent, i < {BOT_AGENTS} AS is_bot, "
        f"NULL::VARCHAR AS bot_rule, 'bench' AS bot_list_version FROM range({AGENTS}) AS t (i))"
    )


def _nothing(table: str) -> str:
    columns = CONTRACTS[table].columns
    return f"SELECT {', '.join(f'NULL::{column.type} AS {column.name}' for column in columns)} WHERE FALSE"
