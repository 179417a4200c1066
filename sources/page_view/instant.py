"""Times of exports as instants, in SQL."""

CLOCK = r"[12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?"
OFFSET = r"(Z| ?UTC|[+-][01]\d(:?[0-5]\d)?)"


def instant(text: str, zone: str = "$time_zone") -> str:
    """Return the SQL that makes a TIMESTAMPTZ of `text`, a column of ISO 8601 times; `zone` is for times without one.

    Anything else is NULL, days without an hour too: the casts alone would take them, and "epoch" and "infinity".
    """
    return f"""CASE
        WHEN regexp_full_match({text}, '{CLOCK}{OFFSET}') THEN try_cast({text} AS TIMESTAMPTZ)
        WHEN regexp_full_match({text}, '{CLOCK}') THEN try_cast({text} AS TIMESTAMP) AT TIME ZONE {zone}
    END"""
