"""Wikimedia's "pageview complete" days, `pageviews-YYYYMMDD-user`: counted views, a line a page and access method.

    en.wikipedia Tide 31458 mobile-web 44 A12K30X2

project, title, page id (or null, or left out), access method, views of the day, and of its UTC hours: A is 0, X is 23.
Beside `user` there are files of `spider` and `automated` views: readable, and no page views.
A line whose hours don't add up to its day is damaged. A file under a name without day and agent has no readable line.
Sources: the readme of the pageview complete dumps; Wikimedia's analytics-refinery, make_hourly_dumps.hql.
"""

from sources.page_view.formats.wikimedia_hourly import article_path
from sources.page_view.request import Format

WHOLE_HOSTS = {
    "mediawiki": "www.mediawiki.org",
    "wikidata": "www.wikidata.org",
    "wikifunctions": "www.wikifunctions.org",
    "wikimedia": "www.wikimedia.org",
    "wikimediafoundation": "wikimediafoundation.org",
    "wikipedia": "www.wikipedia.org",
    "wikisource": "wikisource.org",
}
"""Hosts of the projects that have no sites; `en.wikipedia` is en.wikipedia.org."""

HOURS = [chr(ord("A") + hour) for hour in range(24)]

FORMAT = Format(
    sql=f"""
WITH split AS (
    SELECT
        position,
        line,
        regexp_extract($file_name, 'pageviews-(\\d{{8}})-(user|spider|automated)', ['day', 'agent']) AS name,
        string_split(line, ' ') AS part
    FROM line
),
hour AS (
    SELECT
        *,
        regexp_full_match(part[-1], '([A-X][0-9]{{1,15}}){{1,24}}') AS has_hours,
        regexp_extract_all(CASE WHEN has_hours THEN part[-1] END, '[A-X]') AS letter,
        regexp_extract_all(CASE WHEN has_hours THEN part[-1] END, '[0-9]+') AS count
    FROM split
),
counted AS (
    SELECT
        *,
        try_strptime(name.day, '%Y%m%d') AT TIME ZONE 'UTC' AS received_at,
        list_transform(
            {HOURS}, lambda hour: coalesce(try_cast(count[list_position(letter, hour)] AS BIGINT), 0)
        ) AS views
    FROM hour
)
SELECT
    position,
    line,
    received_at,
    coalesce(MAP {WHOLE_HOSTS}[part[1]], part[1] || '.org') AS host,
    {article_path("part[2]")} AS target,
    views,
    coalesce(name.agent = 'user' AND part[2] <> '-', FALSE) AS is_page_request,
    coalesce(
        received_at IS NOT NULL
        AND len(part) IN (5, 6)
        AND regexp_full_match(part[1], '[A-Za-z0-9-]+(\\.[a-z]+)?')
        AND part[2] <> ''
        AND (len(part) = 5 OR regexp_full_match(part[3], '\\d+|null'))
        AND part[-3] IN ('desktop', 'mobile-web', 'mobile-app')
        AND has_hours
        AND list_sum(views) = try_cast(part[-2] AS BIGINT),
        FALSE
    ) AS is_readable
FROM counted
""",
)
