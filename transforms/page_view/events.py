"""From the page requests of one input to events, pages, user agents and what was refused.

Only distinct targets and distinct user agents are handled in Python; rows stay in DuckDB.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from transforms.page_view.bots import mask, user_agent_rows
from transforms.page_view.static_files import STATIC_ENDINGS
from transforms.url import canonical_url, page_id

SQL = Path(__file__).parent
HMAC_BLOCK_BYTES = 64
UNKNOWN_HOST = "unknown.invalid"
"""Stands for the host where neither the log nor the settings name one (RFC 2606)."""

SaltOf = Callable[[date], bytes]


def make_events(  # noqa: PLR0913 - each is an input that the identifiers or the ledger need
    connection: duckdb.DuckDBPyConnection,
    *,
    source: str,
    source_file_id: str,
    site_host: str,
    time_zone: str,
    run_id: str,
    salt_of: SaltOf,
) -> Mapping[str, int]:
    """Turn the temporary table `request` into `staged_event`, `staged_page`, `staged_user_agent` and
    `staged_quarantine`, and return how many rows were received, invalid and not_page.

    `site_host` is the host whose pages count, "*" for every one; `time_zone` the site's IANA zone;
    `salt_of` gives the secret of a site day.
    """  # noqa: D205 - four names need the room
    connection.create_function("mask_addresses", mask, ["VARCHAR"], "VARCHAR")
    connection.execute((SQL / "functions.sql").read_text(encoding="utf-8"))
    _select_pages(connection, site_host, time_zone)
    _map_targets(connection, site_host)
    _register_salts(connection, salt_of)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE staged_event AS {(SQL / 'events.sql').read_text(encoding='utf-8')}",
        {"source": source, "site": site_host, "source_file_id": source_file_id},
    )
    _map_user_agents(connection)
    _quarantine_invalid(connection, source, source_file_id, run_id)
    received, invalid = connection.execute(
        "SELECT count(*), count(*) FILTER (NOT is_readable) FROM request"
    ).fetchone() or (0, 0)
    (events,) = connection.execute("SELECT count(*) FROM staged_event").fetchone() or (0,)
    connection.remove_function("mask_addresses")
    return {"received": received, "invalid": invalid, "not_page": received - invalid - events}


def _select_pages(connection: duckdb.DuckDBPyConnection, site_host: str, time_zone: str) -> None:
    """Keep what may be a page view: GET, 200 or 304, no static file, of the site's host."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE page_request AS
        SELECT
            position, line, hash(line) AS line_hash, address, event_at, target,
            coalesce(user_agent, '') AS user_agent,
            signed64(sha256(coalesce(user_agent, ''))) AS user_agent_id,
            (event_at AT TIME ZONE $time_zone)::DATE AS site_date
        FROM request
        WHERE is_readable AND method = 'GET' AND status IN (200, 304)
            AND NOT list_contains($static, regexp_extract(lower(split_part(target, '?', 1)), '\\.([a-z0-9]+)$', 1))
            AND ($host = '*' OR NOT contains(target, '://') OR target NOT SIMILAR TO '[a-zA-Z]+://.*'
                OR lower(regexp_extract(target, '://([^/:?#]*)', 1)) = lower($host))
        """,
        {"time_zone": time_zone, "host": site_host, "static": sorted(STATIC_ENDINGS)},
    )


def _map_targets(connection: duckdb.DuckDBPyConnection, site_host: str) -> None:
    """Make target_page (target, page_id) and staged_page from the distinct targets; those that are no URL fall out."""
    base = f"https://{UNKNOWN_HOST if site_host == '*' else site_host}/"
    targets = [target for (target,) in connection.execute("SELECT DISTINCT target FROM page_request").fetchall()]
    urls = {target: url for target in targets if (url := canonical_url(target, base))}
    ids = {url: page_id(url) for url in set(urls.values())}
    connection.register(
        "target_page",
        pa.table(
            {
                "target": pa.array(urls, pa.string()),
                "page_id": pa.array([ids[url] for url in urls.values()], pa.string()),
            }
        ),
    )
    pages = {identifier: url for url, identifier in sorted(ids.items())}
    connection.register(
        "page_of_input",
        pa.table(
            {
                "page_id": pa.array(pages, pa.string()),
                "page_url": pa.array(pages.values(), pa.string()),
            }
        ),
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE staged_page AS SELECT * FROM page_of_input ORDER BY page_id")


def _register_salts(connection: duckdb.DuckDBPyConnection, salt_of: SaltOf) -> None:
    """Register `salt` (site_date, inner_key, outer_key): the padded keys of RFC 2104 for every day there is."""
    days = [day for (day,) in connection.execute("SELECT DISTINCT site_date FROM page_request ORDER BY 1").fetchall()]
    keys = [salt_of(day).ljust(HMAC_BLOCK_BYTES, b"\0") for day in days]
    connection.register(
        "salt",
        pa.table(
            {
                "site_date": pa.array(days, pa.date32()),
                "inner_key": pa.array([bytes(byte ^ 0x36 for byte in key) for key in keys], pa.binary()),
                "outer_key": pa.array([bytes(byte ^ 0x5C for byte in key) for key in keys], pa.binary()),
            }
        ),
    )


def _map_user_agents(connection: duckdb.DuckDBPyConnection) -> None:
    agents = connection.execute("SELECT DISTINCT user_agent_id, user_agent FROM page_request ORDER BY 1").fetchall()
    contract = CONTRACTS["user_agent"]
    connection.register("agent", pa.Table.from_pylist(user_agent_rows(agents), schema=arrow_schema(contract)))
    connection.execute("CREATE OR REPLACE TEMP TABLE staged_user_agent AS SELECT * FROM agent")


def _quarantine_invalid(connection: duckdb.DuckDBPyConnection, source: str, source_file_id: str, run_id: str) -> None:
    """Make staged_quarantine: the lines that can't be read, addresses masked."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE staged_quarantine AS
        SELECT
            sha256(concat_ws(chr(0), 'page_view_event', $source_file_id, position))[1:16] AS quarantined_record_id,
            'page_view_event' AS table_name, $source AS source, $source_file_id AS source_file_id,
            position AS source_position, ['line_not_readable'] AS failed_checks,
            mask_addresses(line) AS record, $run_id AS run_id
        FROM request WHERE NOT is_readable ORDER BY position
        """,
        {"source": source, "source_file_id": source_file_id, "run_id": run_id},
    )


def source_file_id(source: str, digest: str) -> str:
    """Return the identifier of an input: the same content in the same source is the same input."""
    return hashlib.sha256(f"{source}\0{digest}".encode()).hexdigest()[:16]
