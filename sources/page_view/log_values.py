"""Values as access logs write them, in SQL: each function takes the SQL of a text and returns that of its value."""

from sources.page_view.instant import instant

ESCAPED_BYTE = r"\\x([0-9A-Fa-f]{2})"


def given(*texts: str) -> str:
    """Return the first of the texts that is more than nothing or a dash."""
    return "coalesce({})".format(", ".join(f"nullif(nullif({text}, '-'), '')" for text in texts))


def logged_instant(text: str) -> str:
    """Return the instant of a time in one of the shapes that servers write.

    ISO 8601, the common log's, `2025/05/04 10:00:00`, or an epoch in seconds, milli-, micro- or nanoseconds.
    """
    return rf"""CASE
        WHEN regexp_matches({text}, '^\d\d/\w{{3}}/[12]\d{{3}}:') THEN try_strptime({text}, '%d/%b/%Y:%H:%M:%S %z')
        WHEN regexp_full_match({text}, '\d{{9,10}}(\.\d+)?') THEN to_timestamp(try_cast({text} AS DOUBLE))
        WHEN regexp_full_match({text}, '\d{{12,13}}(\.\d+)?') THEN to_timestamp(try_cast({text} AS DOUBLE) / 1e3)
        WHEN regexp_full_match({text}, '\d{{15,16}}') THEN to_timestamp(try_cast({text} AS DOUBLE) / 1e6)
        WHEN regexp_full_match({text}, '\d{{18,19}}') THEN to_timestamp(try_cast({text} AS DOUBLE) / 1e9)
        WHEN regexp_matches({text}, '^\d{{4}}/') THEN {instant(f"replace({text}, '/', '-')")}
        ELSE {instant(text)}
    END"""


def request_line(text: str) -> str:
    """Return the parts of a request line, `GET /a HTTP/1.1`, as a struct: method and target, empty where it is none."""
    return rf"regexp_extract({text}, '^(\S+) (.*?)(?: HTTP/[\d.]+)?$', ['method', 'target'])"


def escaped_target(text: str) -> str:
    r"""Return a target whose bytes that the log escapes, `\xC3`, are percent-encoded, as a browser would send them."""
    percent = rf"replace(replace({text}, '\\', '%5C'), '\"', '%22')"
    percent = rf"regexp_replace({percent}, '{ESCAPED_BYTE}', '%\1', 'g')"
    return rf"CASE WHEN contains({text}, '\') THEN {percent} ELSE {text} END"


def unescaped(text: str) -> str:
    r"""Return a text with `\xC3`, `\"` and `\\` undone; where that would be no UTF-8, as it stands."""
    percent = escaped_target(f"replace({text}, '%', '%25')")
    return rf"CASE WHEN contains({text}, '\') THEN coalesce(TRY(url_decode({percent})), {text}) ELSE {text} END"


def without_port(text: str) -> str:
    """Return an address without its port, and without the brackets that an IPv6 one has before a port."""
    return rf"regexp_extract({text}, '^\[?(.*?)\]?:\d+$', 1)"


def country(text: str) -> str:
    """Return an ISO 3166-1 alpha-2 code; NULL for what is none, such as Cloudflare's XX (unknown) and T1 (Tor)."""
    return f"CASE WHEN regexp_full_match({text}, '[A-Za-z]{{2}}') THEN nullif(upper({text}), 'XX') END"


def is_prefetch(*texts: str) -> str:
    """Return whether one of the headers Sec-Purpose, Purpose, X-Purpose and X-Moz tells of a page loaded ahead."""
    return "regexp_matches(lower(concat_ws(' ', {})), 'prefetch|prerender|preview')".format(", ".join(texts))
