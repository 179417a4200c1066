r"""Logs in a format of one's own, told by the very string of the server's settings: nginx's or Apache's.

    $remote_addr - $remote_user [$time_local] "$request" $status "$http_user_agent"
    %h %l %u %t \"%r\" %>s \"%{User-Agent}i\"

A line that the string does not describe to its end is not readable; one without a request (`-`) is no page request.
The address is the server's own idea of the client, `$remote_addr` or `%a` and `%h`: headers such as X-Forwarded-For are
the client's to invent. Sources: nginx's ngx_http_log_module, Apache's mod_log_config.
"""

import re
from collections.abc import Callable

from sources.errors import SourceError
from sources.page_view.log_format import Value, log_format_pieces
from sources.page_view.log_values import (
    country,
    escaped_target,
    given,
    is_prefetch,
    logged_instant,
    request_line,
    unescaped,
)
from sources.page_view.request import Format
from sources.page_view.strftime import is_whole

IN_QUOTES = r'(?:[^"\\]|\\.)*|.*?'
"""Up to the quote that is not escaped; only a line without a reading of that kind is read more freely."""

PATTERNS = {
    "": ".*?",
    "address": r'[^\s",]+',
    "instant": r"[\w:/.+-]+?(?: [+-]\d{4})?",
    "request": ".*?",
    "target": r"[/*]\S*?|-|",
    "uri": r"[/*]\S*?|-|",
    "path": r'[/*](?:[^?"\\]|\\.)*?|-|',
    "query": r'(?:\?(?:[^"\\]|\\.)*?)?',
    "arguments": r"\S*?",
    "method": r'[^\s"]*',
    "status": r"\d{3}|-",
    "host": r'[^\s"/,|]*',
    "user_agent": ".*?",
    "country": r'[^\s"]*?',
    "purpose": ".*?",
}
FREE = {"", "request", "target", "uri", "path", "arguments", "user_agent", "purpose"}
"""What may hold anything: where it stands alone in quotes, the quotes tell where it ends."""
READ_AS: dict[str, Callable[[str], str]] = {
    "status": "try_cast({} AS SMALLINT)".format,
    "host": str,
    "user_agent": unescaped,
    "country": country,
}
NEEDED = {
    "an address": "write $remote_addr (nginx), %a or %h (Apache)",
    "a whole time": "write $time_local, $time_iso8601 or $msec (nginx), %t or %{%Y-%m-%dT%H:%M:%S%z}t (Apache)",
    "a request": "write $request or $request_uri (nginx), %r or %U%q (Apache)",
}


def custom_format(log_format: str) -> Format:
    """Return the format that `log_format` describes. SourceError where it names no address, no time or no request."""
    pieces = log_format_pieces(log_format)
    values = [piece for piece in pieces if isinstance(piece, Value) and piece.meaning]
    time = _time(values)
    named = {value.meaning for value in values}
    found = {
        "an address": "address" in named,
        "a whole time": time is not None,
        "a request": bool(named & {"request", "target", "uri", "path"}),
    }
    missing = [f"{what}: {NEEDED[what]}" for what, is_there in found.items() if not is_there]
    if missing:
        raise SourceError(f"log_format {log_format!r} lacks {'; '.join(missing)}, where the log has it")
    groups = ", ".join(f"'f{number}'" for number in range(len(values)))
    columns = ",\n        ".join(f"{text} AS {name}" for name, text in _columns(values, str(time)).items())
    # Of what the string does not name nothing is said: a request is a GET with the status 200, as `request.py` has it.
    status_fits = "status BETWEEN 100 AND 599" if "status" in named else "TRUE"
    return Format(
        sql=rf"""
WITH matched AS (
    SELECT position, line, regexp_extract(line, '{_pattern(pieces)}', [{groups}]) AS field
    FROM line
),
told AS (
    SELECT
        position,
        line,
        {columns}
    FROM matched
)
SELECT
    * EXCLUDE (is_prefetch),
    coalesce(address IS NOT NULL AND received_at IS NOT NULL AND {status_fits}, FALSE) AS is_readable,
    target IS NOT NULL AND NOT is_prefetch AS is_page_request
FROM told
"""
    )


def _pattern(pieces: list[str | Value]) -> str:
    """Return the regular expression of a line as an SQL literal holds it, with a group for each value that tells."""
    pattern = ""
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if isinstance(piece, str):
            pattern += re.escape(piece)
            continue
        one = piece.time_part[0] or PATTERNS[piece.meaning]
        if piece.meaning in FREE and str(before).endswith('"') and str(after).startswith('"'):
            one = IN_QUOTES
        pattern += f"({one})" if piece.meaning else f"(?:{one})"
    return rf"^{pattern}\s*$".replace("'", "''")


def _time(values: list[Value]) -> str | None:
    """Return the SQL of the time: a whole instant where there is one, else of its parts; those of the end come last."""
    if instants := _fields(values, "instant"):
        return logged_instant(instants[0])
    for meaning in ("time", "end_time"):
        formats = [value.time_part[1] for value in values if value.meaning == meaning]
        if is_whole(set(formats)):
            text = ", ".join(f"trim({field})" for field in _fields(values, meaning))
            time = f"try_strptime(concat_ws(' ', {text}), '{' '.join(formats)}')"
            return time if "%z" in formats else f"{time} AT TIME ZONE $time_zone"
    return None


def _columns(values: list[Value], time: str) -> dict[str, str]:
    """Return the SQL of each column that the values tell."""
    one = {name: given(*fields) for name in PATTERNS if (fields := _fields(values, name))}
    targets, methods = [], []
    if "target" in one:
        targets.append(one["target"])
    if "method" in one:
        methods.append(one["method"])
    if "request" in one:
        targets.append(f"{request_line(one['request'])}.target")
        methods.append(f"{request_line(one['request'])}.method")
    if "uri" in one:  # nginx writes a dash where there are no arguments, right behind the path
        targets.append(f"regexp_replace({one['uri']}, '^([^?]*)-$', '\\1')")
    if "path" in one:
        query = one.get("query") or one.get("arguments") or "''"
        targets.append(f"{one['path']} || coalesce('?' || nullif(ltrim({query}, '?'), ''), '')")
    columns = {
        "address": one["address"],
        "received_at": time,
        "target": escaped_target(given(*targets)),
        "is_prefetch": is_prefetch(*_fields(values, "purpose")) if "purpose" in one else "FALSE",
    }
    if methods:
        columns["method"] = given(*methods)
    return columns | {name: read(one[name]) for name, read in READ_AS.items() if name in one}


def _fields(values: list[Value], meaning: str) -> list[str]:
    """Return the captured fields with this meaning, those of the lowest rank first."""
    found = [(value.rank, number) for number, value in enumerate(values) if value.meaning == meaning]
    return [f"field.f{number}" for _, number in sorted(found)]
