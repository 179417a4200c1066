"""Traefik's access log with `format: json`, JSON lines.

    {"ClientHost":"192.0.2.7","DownstreamStatus":200,"RequestHost":"courier.example","RequestMethod":"GET","RequestPath":
    "/a","StartUTC":"2025-05-04T08:00:00.1Z","request_User-Agent":"Mozilla/5.0 …","time":"2025-05-04T08:00:01Z"}

`time`, when the line was written, stands for the request as in other servers' logs; where it is dropped, StartUTC or
StartLocal. Headers are there where the settings keep them: as `request_User-Agent`, or under `RequestHeaders`. What got
no answer (status 0) is readable and no page request. Source: Traefik's "Access logs", available fields.
"""

import json

from sources.page_view.log_values import country, given, is_prefetch, logged_instant, request_line, without_port
from sources.page_view.request import Format

HEADERS = ("User-Agent", "Cf-Ipcountry", "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
FIELDS = (
    *("time", "StartUTC", "StartLocal", "ClientHost", "ClientAddr", "RequestHost", "RequestAddr"),
    *("RequestMethod", "RequestPath", "RequestLine", "DownstreamStatus", "OriginStatus"),
)
RECORD = json.dumps(
    {
        **dict.fromkeys(FIELDS, "VARCHAR"),
        **{f"request_{name}": "VARCHAR" for name in HEADERS},
        "RequestHeaders": dict.fromkeys(HEADERS, "JSON"),
    }
)
"""As json_transform wants it. What is missing or of another type is NULL."""


def header(name: str) -> str:
    """Return the SQL of a request header, which is a text or a list of texts."""
    nested = f'RequestHeaders."{name}"'
    return f"""coalesce("request_{name}", json_extract_string({nested}, '$[0]'), json_extract_string({nested}, '$'))"""


FORMAT = Format(
    sql=rf"""
WITH parsed AS (
    SELECT position, line, json_transform(try_cast(line AS JSON), '{RECORD}') AS record
    FROM line
),
field AS (
    SELECT position, line, record.*
    FROM parsed
),
told AS (
    SELECT
        position,
        line,
        {given("ClientHost", without_port("ClientAddr"))} AS address,
        {logged_instant("coalesce(time, StartUTC, StartLocal)")} AS received_at,
        {given("RequestMethod", f"{request_line('RequestLine')}.method")} AS method,
        {given("RequestHost", "RequestAddr")} AS host,
        {given("RequestPath", f"{request_line('RequestLine')}.target")} AS target,
        try_cast(coalesce(DownstreamStatus, OriginStatus) AS SMALLINT) AS code,
        {header("User-Agent")} AS user_agent,
        {country(header("Cf-Ipcountry"))} AS country,
        {is_prefetch(*map(header, HEADERS[2:]))} AS is_prefetch
    FROM field
)
SELECT
    * EXCLUDE (code, is_prefetch),
    nullif(code, 0) AS status,
    coalesce(
        address IS NOT NULL
        AND received_at IS NOT NULL
        AND method IS NOT NULL
        AND target IS NOT NULL
        AND (code = 0 OR code BETWEEN 100 AND 599),
        FALSE
    ) AS is_readable,
    coalesce(code <> 0, FALSE) AND NOT is_prefetch AS is_page_request
FROM told
"""
)
