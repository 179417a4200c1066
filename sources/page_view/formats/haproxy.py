r"""HAProxy's log of `option httplog` and `option httpslog`, behind what syslog puts before it or not.

    May  4 10:00:00 lb haproxy[6801]: 192.0.2.7:55008 [04/May/2025:10:00:00.584] www~ app/web1 0/0/0/72/72 200 7456 - -
    ---- 5/4/0/1/0 0/0 {courier.example|Mozilla/5.0 (X11)} {nginx} "GET /a HTTP/1.1"

The accept date is local. Of the captured request headers the log gives the values and not the names: a value that looks
like a host name is taken for Host, one that begins with a product and its version for User-Agent. Where a request is
`<BADREQ>`, nobody answered it (-1), a line is of `option tcplog` or tells of the proxy itself, it is readable and no
page request. Source: HAProxy's configuration manual, chapter 8, "Logging".
"""

from sources.page_view.log_values import request_line
from sources.page_view.request import Format

CONNECTION = r"^(?:.*? )?([^\s\[\]]+):\d+ \[(\d\d/\w{3}/[12]\d{3}:\d\d:\d\d:\d\d\.\d{3})\] "
SESSION = r"\S+ \S+/\S+ [-+\d]+(?:/[-+\d]+)"
COUNTERS = r"[-+\d]+(?:/[-+\d]+){4} \d+/\d+"
HTTP = (
    rf"{CONNECTION}{SESSION}{{4}} (-1|\d{{3}}) \+?\d+ \S+ \S+ \S{{4}} {COUNTERS}"
    r'(?: \{([^{}]*)\})?(?: \{[^{}]*\})? "([^"]*)(?:"|$)'
)
OTHER = (
    rf"{CONNECTION}(?:{SESSION}{{2}} \+?\d+ \S\S {COUNTERS}|\S+/\S+: [A-Z])"
    r"|haproxy\[\d+\]: (?:Proxy|(?:Backup )?Server|[Bb]ackend|Health check for) "
)
"""TCP sessions, connections that failed, and what the proxy says of itself and its servers."""

FORMAT = Format(
    sql=rf"""
WITH matched AS (
    SELECT
        position,
        line,
        regexp_extract(line, '{HTTP}', ['address', 'accepted', 'status', 'captured', 'request']) AS field
    FROM line
),
found AS (
    SELECT
        position,
        line,
        field.address AS address,
        try_strptime(field.accepted, '%d/%b/%Y:%H:%M:%S.%g') AT TIME ZONE $time_zone AS received_at,
        try_cast(field.status AS SMALLINT) AS code,
        string_split(field.captured, '|') AS captured,
        {request_line("field.request")} AS request,
        field.address = '' AND regexp_matches(line, '{OTHER}') AS is_other
    FROM matched
),
told AS (
    SELECT
        position,
        line,
        nullif(address, '') AS address,
        received_at,
        nullif(code, -1) AS status,
        nullif(request.method, '') AS method,
        -- What is no printable ASCII stands as #C3: percent-encoded it is what a browser would have sent.
        nullif(regexp_replace(request.target, '#([0-9A-Fa-f]{{2}})', '%\1', 'g'), '') AS target,
        list_filter(
            captured, lambda text: regexp_full_match(text, '(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+(?::\d+)?')
        )[1] AS host,
        list_filter(captured, lambda text: regexp_matches(text, '^[A-Za-z][\w .-]*/v?\d'))[1] AS agent,
        is_other
    FROM found
)
SELECT
    * EXCLUDE (agent, is_other),
    coalesce(
        TRY(url_decode(regexp_replace(replace(agent, '%', '%25'), '#([0-9A-Fa-f]{{2}})', '%\1', 'g'))), agent
    ) AS user_agent,
    is_other
    OR coalesce(received_at IS NOT NULL AND (status IS NULL OR status BETWEEN 100 AND 599), FALSE) AS is_readable,
    target IS NOT NULL AND status IS NOT NULL AS is_page_request
FROM told
"""
)
