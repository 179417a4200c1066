"""What requests are joined with: pages of targets and countries of addresses, each found once."""

from collections.abc import Callable

import duckdb
import pyarrow as pa

from transforms.url import canonical_url, page_id

UNKNOWN_HOST = "unknown.invalid"
"""Stands for the host where neither the log nor the settings name one (RFC 2606)."""

CountryOf = Callable[[str], str | None]
"""Gives the country of an address, ISO 3166-1 alpha-2."""


def map_targets(connection: duckdb.DuckDBPyConnection, site_host: str) -> None:
    """Make target_page (target_hash, page_id) and register page_of_input (page_id, page_url) of the distinct targets.

    Those that are no URL fall out.
    """
    asked = connection.execute(
        "SELECT target_hash, any_value(coalesce(host, '')), any_value(target) FROM page_request "
        "WHERE target IS NOT NULL AND kind NOT IN ('invalid', 'future', 'late_closed') GROUP BY target_hash"
    ).fetchall()
    site = UNKNOWN_HOST if site_host == "*" else site_host
    targets: list[int] = []
    pages: list[str] = []
    urls: dict[str, str] = {}
    for target_hash, host, target in asked:
        url = canonical_url(target, f"https://{host or site}/")
        if url:
            identifier = page_id(url)
            targets.append(target_hash)
            pages.append(identifier)
            urls[identifier] = min(
                url, urls.get(identifier, url)
            )  # http and https are one page: one URL, whatever the order
    text = pa.string()
    connection.register(
        "target_rows", pa.table({"target_hash": pa.array(targets, pa.uint64()), "page_id": pa.array(pages, text)})
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE target_page AS FROM target_rows")
    connection.register(
        "page_of_input", pa.table({"page_id": pa.array(urls, text), "page_url": pa.array(urls.values(), text)})
    )


def map_countries(connection: duckdb.DuckDBPyConnection, country_of: CountryOf | None) -> None:
    """Register address_country (address, country) of the distinct addresses: they go no further."""
    rows: list[tuple[str]] = []
    if country_of:
        rows = connection.execute(
            "SELECT DISTINCT address FROM page_request WHERE kind <> 'invalid' AND country IS NULL AND address <> ''"
        ).fetchall()
    found = {address: country for (address,) in rows if country_of and (country := country_of(address))}
    connection.register(
        "address_country",
        pa.table({"address": pa.array(found, pa.string()), "country": pa.array(found.values(), pa.string())}),
    )
