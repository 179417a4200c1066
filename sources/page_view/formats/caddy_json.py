"""Caddy's access log, JSON lines.

    {"level":"info","ts":1746345600.123,"logger":"http.log.access","msg":"handled request","request":{"client_ip":
    "192.0.2.7","method":"GET","host":"courier.example","uri":"/a","headers":{"User-Agent":["…"]}},"status":200}

The time is an epoch or any of the encoder's named `time_format`s; those without a zone are local. What Caddy's other
loggers write into the same stream is readable and no page request; so is a request that got no answer (status 0), and
the second telling of a failed one by `http.log.error`. Source: Caddy's documentation of `log`, of Caddy 2.0 and later.
"""

import json

from sources.page_view.log_values import country, is_prefetch, logged_instant, without_port
from sources.page_view.request import Format

HEADERS = ("User-Agent", "Cf-Ipcountry", "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
RECORD = json.dumps(
    {
        "ts": "VARCHAR",
        "logger": "VARCHAR",
        "msg": "VARCHAR",
        "request": {
            **dict.fromkeys(("client_ip", "remote_ip", "remote_addr", "method", "host", "uri"), "VARCHAR"),
            "headers": {name: ["VARCHAR"] for name in HEADERS},
        },
        "status": "VARCHAR",
    }
)
"""As json_transform wants it. What is missing or of another type is NULL."""

FORMAT = Format(
    sql=rf"""
WITH parsed AS (
    SELECT position, line, json_transform(try_cast(line AS JSON), '{RECORD}') AS record
    FROM line
),
field AS (
    SELECT
        position,
        line,
        record.ts AS ts,
        record.logger AS logger,
        record.msg AS msg,
        record.request AS request,
        record.request.headers AS headers,
        try_cast(record.status AS SMALLINT) AS code,
        -- Before Caddy 2.5 the address came with its port.
        coalesce(
            record.request.client_ip, record.request.remote_ip, {without_port("record.request.remote_addr")}
        ) AS client
    FROM parsed
),
told AS (
    SELECT
        *,
        {logged_instant("ts")} AS received_at,
        coalesce(starts_with(logger, 'http.log.access'), FALSE) AS is_access,
        coalesce(regexp_matches(logger, '^(admin|caddy|dns|events|http|layer4|pki|tls)(\.|$)'), FALSE) AS is_caddys
    FROM field
)
SELECT
    position,
    line,
    nullif(client, '') AS address,
    received_at,
    request.method AS method,
    request.host AS host,
    request.uri AS target,
    nullif(code, 0) AS status,
    headers."User-Agent"[1] AS user_agent,
    {country('headers."Cf-Ipcountry"[1]')} AS country,
    coalesce(
        received_at IS NOT NULL AND msg IS NOT NULL AND CASE
            WHEN is_access THEN client <> '' AND request.uri <> '' AND (code = 0 OR code BETWEEN 100 AND 599)
            ELSE is_caddys
        END,
        FALSE
    ) AS is_readable,
    is_access
    AND coalesce(code <> 0, FALSE)
    AND NOT {is_prefetch(*(f'headers."{name}"[1]' for name in HEADERS[2:]))} AS is_page_request
FROM told
"""
)
