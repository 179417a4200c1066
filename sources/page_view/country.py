"""The country of an address, from a MaxMind-format database that the operator names."""

from collections.abc import Callable
from pathlib import Path

import maxminddb

from sources.errors import SourceError


def country_lookup(database: Path) -> Callable[[str], str | None]:
    """Return the function that gives the country of an address, ISO 3166-1 alpha-2; None where it is not known.

    SourceError where `database` is missing or none of that format. Read: `country.iso_code`, else
    `registered_country.iso_code`, as in GeoLite2, GeoIP2 and DB-IP databases.
    """
    try:
        reader = maxminddb.open_database(database)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise SourceError(
            f"{database}: not a MaxMind database: {error}; correct `country_database` in [privacy]"
        ) from error

    def country(address: str) -> str | None:
        try:
            found = reader.get(address)
        except ValueError:  # a host name, or nothing that is an address
            return None
        if not isinstance(found, dict):
            return None
        for key in ("country", "registered_country"):
            place = found.get(key)
            if isinstance(place, dict) and isinstance(place.get("iso_code"), str):
                return str(place["iso_code"]).upper()
        return None

    return country
