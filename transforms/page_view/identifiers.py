"""Identifiers of events and visitors: 64 bits, keyed with a salt: a plain hash of a line gives its address away.

The keyed hash is BLAKE2b's own keyed mode (RFC 7693), made for what HMAC is made for: of one block of text it costs a
third of HMAC-SHA256, and hashing is what reading a log takes most time for.
"""

import struct
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import blake2b

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

KEY_BYTES = 32
IDENTIFIER_BYTES = 8

SaltOf = Callable[[date | None], bytes]
"""Gives the secret of a site day; that of None outlives the days, for ids that the site itself keeps for longer."""


def identifiers(key: bytes, messages: Iterable[bytes]) -> pa.Array:
    """Return the signed 64-bit identifier of each message."""
    digests = b"".join([blake2b(message, digest_size=IDENTIFIER_BYTES, key=key).digest() for message in messages])
    return pa.array(struct.unpack(f"<{len(digests) // IDENTIFIER_BYTES}q", digests), pa.int64())


def key_of(salt: bytes, kind: str, scope: str) -> bytes:
    """Return the key for identifiers of one kind (`event`, `visitor`) in one scope (a source, a site)."""
    return blake2b(scope.encode(), digest_size=KEY_BYTES, key=salt, person=kind.encode()).digest()


def identify(connection: duckdb.DuckDBPyConnection, found: pa.Table, kind: str, scope: str, salt_of: SaltOf) -> None:
    """Make the temporary table `<kind>_identifier` of `found`: the name of a row, key_date, message (text).

    It has that name and `identifier`. key_date is the day whose salt is the key; NULL stands for the one that outlives
    the days.
    """
    row = found.column_names[0]
    made = [pa.table({row: found.column(row).slice(0, 0), "identifier": pa.array([], pa.int64())})]
    days = found.column("key_date")
    for day in days.unique().to_pylist():
        of_day = found.filter(pc.is_null(days) if day is None else pc.equal(days, day))
        messages = of_day.column("message").cast(pa.large_binary()).to_pylist()
        numbers = identifiers(key_of(salt_of(day), kind, scope), messages)
        made.append(pa.table({row: of_day.column(row), "identifier": numbers}))
    connection.register("identified_rows", pa.concat_tables(made))
    # A table of its own, so that the plans know how many there are.
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {kind}_identifier AS FROM identified_rows")
    connection.unregister("identified_rows")
