r"""JSON lines that nginx writes by a `log_format … escape=json`, with the names that people give the keys.

    {"ip": "192.0.2.7", "host": "courier.example", "path": "/a", "status": "200", "user_agent": "Mozilla/5.0 …",
    "date": "2025-05-04T10:00:00+02:00"}

There is no fixed set of keys: those of Matomo's documentation are known, the names of nginx's variables and a few more,
in capitals or not. A line needs an address, a time and a request; one that came to nothing (`"request": ""`) is no page
request. Without `escape=json` nginx writes `\xC3`, which is no JSON; it is read all the same.
Sources: nginx's ngx_http_log_module; Matomo Log Analytics' README.
"""

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

KEYS = {
    "address": ("remote_addr", "ip", "client_ip", "clientip", "remote_ip", "remoteip", "client", "realip_remote_addr"),
    "time": ("msec", "time_iso8601", "date", "time_local", "time", "timestamp", "@timestamp", "ts"),
    "method": ("request_method", "method", "verb"),
    "request": ("request", "request_line"),
    "path": ("request_uri", "path", "uri", "url"),
    "query": ("args", "query_string", "query"),
    "status": ("status", "status_code", "response_code"),
    "host": ("host", "http_host", "server_name", "vhost", "virtual_host", "domain"),
    "user_agent": ("http_user_agent", "user_agent", "useragent", "agent"),
    "country": (
        "geoip2_data_country_code",
        "geoip2_country_code",
        "geoip_country_code",
        "http_cf_ipcountry",
        "country_code",
    ),
    "purpose": ("http_sec_purpose", "sec_purpose", "http_purpose", "http_x_purpose", "http_x_moz"),
}
"""The known names of each value's key, lower case, the best first."""


def value(name: str) -> str:
    """Return the SQL of the first of a value's keys that the line gives more than a dash."""
    return given(*(f"texts[list_position(keys, '{key}')]" for key in KEYS[name]))


FORMAT = Format(
    sql=rf"""
WITH parsed AS (
    SELECT
        position,
        line,
        try_cast(CASE WHEN json_valid(line) THEN line ELSE replace(line, '\x', '\\x') END AS JSON) AS record
    FROM line
),
field AS (
    SELECT
        position,
        line,
        list_transform(json_keys(record), lambda key: lower(key)) AS keys,
        json_extract_string(record, '$.*') AS texts,
        NOT json_valid(line) AS is_escaped
    FROM parsed
),
found AS (
    SELECT
        position,
        line,
        {", ".join(f"{value(name)} AS {name}" for name in KEYS)},
        list_has_any(keys, {list(KEYS["request"] + KEYS["path"])}) AND NOT coalesce(starts_with(request, '{{'), FALSE)
            AS has_request,
        list_has_any(keys, {list(KEYS["status"])}) AS has_status,
        is_escaped
    FROM field
),
told AS (
    SELECT
        position,
        line,
        address,
        {logged_instant("time")} AS received_at,
        {given("method", f"{request_line('request')}.method")} AS method,
        host,
        coalesce(
            path || CASE WHEN contains(path, '?') THEN '' ELSE coalesce('?' || nullif(ltrim(query, '?'), ''), '') END,
            nullif({request_line("request")}.target, ''),
            CASE WHEN starts_with(request, '/') THEN request END
        ) AS target,
        try_cast(status AS SMALLINT) AS status,
        CASE WHEN is_escaped THEN {unescaped("user_agent")} ELSE user_agent END AS user_agent,
        {country("country")} AS country,
        has_request,
        has_status,
        is_escaped,
        {is_prefetch("purpose")} AS is_prefetch
    FROM found
)
SELECT
    * EXCLUDE (has_request, has_status, is_escaped, is_prefetch)
    REPLACE (CASE WHEN is_escaped THEN {escaped_target("target")} ELSE target END AS target),
    coalesce(
        address IS NOT NULL
        AND received_at IS NOT NULL
        AND has_request
        AND (status BETWEEN 100 AND 599 OR NOT has_status),
        FALSE
    ) AS is_readable,
    target IS NOT NULL AND NOT is_prefetch AS is_page_request
FROM told
"""
)
