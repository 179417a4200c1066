"""What requests are joined with: pages of targets, salts of days, countries of addresses, each found once."""

from collections.abc import Callable
from datetime import date

import duckdb
import pyarrow as pa

from transforms.url import canonical_url, page_id

HMAC_BLOCK_BYTES = 64
UNKNOWN_HOST = "unknown.invalid"
"""Stands for the host where neither the log nor the settings name one (RFC 2606)."""

SaltOf = Callable[[date | None], bytes]
"""Gives the secret of a site day; that of None outlives the days, for ids that the site itself keeps for longer."""

CountryOf = Callable[[str], str | None]
"""Gives the country of an address, ISO 3166-1 alpha-2."""


def map_targets(connection: duckdb.DuckDBPyConnection, site_host: str) -> None:
    """Register target_page (host, target, page_id) and page_of_input (page_id, page_url) of the distinct targets.

    Those that are no URL fall out.
    """
    asked = connection.execute(
        "SELECT DISTINCT coalesce(host, ''), target FROM page_request "
        "WHERE target IS NOT NULL AND kind NOT IN ('future', 'late_closed')"
    ).fetchall()
    site = UNKNOWN_HOST if site_host == "*" else site_host
    hosts: list[str] = []
    targets: list[str] = []
    pages: list[str] = []
    urls: dict[str, str] = {}
    for host, target in asked:
        url = canonical_url(target, f"https://{host or site}/")
        if url:
            identifier = page_id(url)
            hosts.append(host)
            targets.append(target)
            pages.append(identifier)
            urls[identifier] = min(
                url, urls.get(identifier, url)
            )  # http and https are one page: one URL, whatever the order
    text = pa.string()
    connection.register(
        "target_page",
        pa.table({"host": pa.array(hosts, text), "target": pa.array(targets, text), "page_id": pa.array(pages, text)}),
    )
    connection.register(
        "page_of_input", pa.table({"page_id": pa.array(urls, text), "page_url": pa.array(urls.values(), text)})
    )


def register_salts(connection: duckdb.DuckDBPyConnection, salt_of: SaltOf) -> None:
    """Register `salt` (site_date, inner_key, outer_key): the padded keys of RFC 2104, for every day and for none."""
    rows = connection.execute(
        "SELECT DISTINCT site_date FROM page_request WHERE kind NOT IN ('future', 'late_closed', 'count') ORDER BY 1"
    ).fetchall()
    days = [*(day for (day,) in rows), None]
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


def map_countries(connection: duckdb.DuckDBPyConnection, country_of: CountryOf | None) -> None:
    """Register address_country (address, country) of the distinct addresses: they go no further."""
    rows: list[tuple[str]] = []
    if country_of:
        rows = connection.execute(
            "SELECT DISTINCT address FROM page_request WHERE country IS NULL AND address <> ''"
        ).fetchall()
    found = {address: country for (address,) in rows if country_of and (country := country_of(address))}
    connection.register(
        "address_country",
        pa.table({"address": pa.array(found, pa.string()), "country": pa.array(found.values(), pa.string())}),
    )
