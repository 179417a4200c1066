r"""Wikimedia's hourly page views, `pageviews-YYYYMMDD-HH0000`: counted views of readers, robots left out.

    en.m Tide 42 0

domain code, title, views, and a 0 where the response size once stood. The name of the file tells the hour by its
end: -100000 holds the views from 09:00 to 10:00 UTC. A file under a name without it has no readable line.
Mobile views (`en.m`, `en.m.b`; once `en.zero`) are views of the same page, so they get the address of the desktop site.
A title with quotes is written in quotes, `"\"Tide\""`. The title `-` stands for pages without one.
Sources: Wikitech "Pageviews" (domain_code, "end of the aggregation period"); Wikimedia's analytics-refinery,
transform_pageview_to_legacy_format.hql and the coordinator of the hourly job ("end of the aggregated hour").
"""

from sources.page_view.request import Format

PROJECTS = {
    "": "wikipedia.org",
    "b": "wikibooks.org",
    "d": "wiktionary.org",
    "f": "wikimediafoundation.org",
    "m": "wikimedia.org",
    "n": "wikinews.org",
    "q": "wikiquote.org",
    "s": "wikisource.org",
    "v": "wikiversity.org",
    "voy": "wikivoyage.org",
    "w": "mediawiki.org",
    "wd": "wikidata.org",
}
"""Domains by the last part of a domain code."""

WIKIMEDIA_SITES = ("advisory", "commons", "foundation", "incubator", "m", "meta", "outreach", "quality", "species",
                   "strategy", "usability", "wikimania", "wikitech", "www")  # fmt: skip
"""First parts after which `.m` means wikimedia.org, not a mobile Wikipedia: no language is called so."""


def article_path(title: str) -> str:
    """Return the SQL that gives the path of the page whose title stands in the column `title`."""
    unquoted = rf"""CASE
        WHEN starts_with({title}, '"') AND ends_with({title}, '"') AND contains({title}, '\"')
            THEN replace(replace({title}[2:-2], '\"', '"'), '\\', '\')
        ELSE {title}
    END"""
    escaped = unquoted
    for character in "?#\\":  # they would end the path, or be taken for a slash
        escaped = f"replace({escaped}, '{character}', '%{ord(character):02X}')"
    return f"'/wiki/' || {escaped}"


FORMAT = Format(
    sql=f"""
WITH split AS (
    SELECT
        position,
        line,
        try_strptime(regexp_extract($file_name, 'pageviews-(\\d{{8}}-\\d{{2}})0000', 1), '%Y%m%d-%H')
            AT TIME ZONE 'UTC' - INTERVAL 1 HOUR AS received_at,
        string_split(line, ' ') AS part,
        string_split(split_part(line, ' ', 1), '.') AS code
    FROM line
),
project AS (
    SELECT
        *,
        code[1] AS site,
        CASE
            WHEN len(code) = 1 OR (len(code) = 2 AND code[2] = 'zero') THEN ''
            WHEN len(code) = 2 AND code[2] = 'm' AND site NOT IN {WIKIMEDIA_SITES} THEN ''
            WHEN len(code) = 2 THEN code[2]
            WHEN len(code) = 3 AND code[2] IN ('m', 'zero') THEN code[3]
        END AS suffix,
        MAP {PROJECTS}[suffix] AS domain
    FROM split
)
SELECT
    position,
    line,
    received_at,
    CASE
        WHEN site IN ('', '""') THEN NULL
        WHEN site NOT IN ('m', 'www', 'zero') THEN site || '.' || domain
        WHEN suffix IN ('f', 's') THEN domain
        ELSE 'www.' || domain
    END AS host,
    {article_path("part[2]")} AS target,
    [try_cast(part[3] AS BIGINT)] AS views,
    -- Views of sites that the domain codes have no name for stand in lines without one.
    coalesce(part[1] NOT IN ('', '""') AND part[2] <> '-', FALSE) AS is_page_request,
    coalesce(
        received_at IS NOT NULL
        AND len(part) = 4
        AND (part[1] IN ('', '""') OR (domain IS NOT NULL AND regexp_full_match(site, '[A-Za-z0-9-]+')))
        AND part[2] <> ''
        AND regexp_full_match(part[3], '[1-9]\\d{{0,17}}')
        AND regexp_full_match(part[4], '\\d+'),
        FALSE
    ) AS is_readable
FROM project
""",
)
