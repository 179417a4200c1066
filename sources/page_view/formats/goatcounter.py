"""GoatCounter's CSV export of page views, versions 1 and 2: the version stands before the first name of the header.

    2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date
    /world/a,A,0,Mozilla/5.0 …,Firefox 140,Linux,3c1a-77f0,0,,,"1280,768,1",AR,1,2025-05-04T10:00:00Z

A newer version changes the layout, and none of its records is read. User agents are blank since GoatCounter stopped
storing them; whether an agent is a bot is ours to say, so Bot is not looked at. Blank lines are part of the format.
Source: GoatCounter's help pages "Export" (CSV format, Versioning).
"""

from sources.page_view.instant import instant
from sources.page_view.request import Format

FORMAT = Format(
    kind="csv",
    columns=("Event", "Session", "FirstVisit", "Referrer scheme", "Location", "Date"),
    sql=f"""
WITH record AS (
    SELECT
        position,
        line,
        trim(line) = '' AS is_blank,
        coalesce(field['2Path'], field['1Path']) AS path,
        CASE WHEN field['1Path'] IS NULL THEN field['UserAgent'] ELSE field['Browser'] END AS user_agent,
        lower(field['Event']) IN ('1', 'true') AS is_event,
        lower(field['Event']) IN ('0', 'false') AS is_page_view,
        field['Session'] AS session,
        upper(split_part(field['Location'], '-', 1)) AS country,
        {instant("field['Date']", "'UTC'")} AS received_at
    FROM line
)
SELECT
    position,
    line,
    path AS target,
    nullif(user_agent, '') AS user_agent,
    -- Where sessions are not collected, each view is a visitor of its own: one visitor of all would look like a robot.
    CASE WHEN session IN ('', '0-0') THEN 'alone ' || md5(line) ELSE session END AS visitor_key,
    CASE WHEN session IS NOT NULL THEN FALSE END AS visitor_key_persists,
    CASE WHEN regexp_full_match(country, '[A-Z]{{2}}') THEN country END AS country,
    received_at,
    coalesce(is_page_view, FALSE) AS is_page_request,
    is_blank OR coalesce(
        (is_event OR is_page_view)
        AND received_at IS NOT NULL
        AND path <> ''
        -- A line end in one of these is an open quote that swallowed the records behind it.
        AND NOT regexp_matches(concat(path, user_agent, session), '[\\r\\n]'),
        FALSE
    ) AS is_readable
FROM record
""",
)
