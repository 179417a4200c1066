-- How an article changed, from each content it was seen with to the next: paragraphs that came and went. Usage: FROM article_changes('mfrggzdfmztw').
-- The parameters are named once, in `asked`: beside a table they would be taken for its columns.
CREATE MACRO lake.article_changes(article_id) AS TABLE
WITH asked AS (SELECT article_id AS asked_id),
revision AS (
    SELECT r.fetched_at, r.date_modified, r.headline, r.alternative_headline, r.content_hash, r.source,
        list_transform(r.author, a -> a.name) AS authors,
        string_split(coalesce(r.article_body, ''), e'\n\n') AS paragraphs
    FROM lake.article_revision AS r, asked
    WHERE r.article_id = asked_id
),
beside AS (
    SELECT *, row_number() OVER seen AS revision, lag(headline) OVER seen AS previous_headline,
        lag(alternative_headline) OVER seen AS previous_alternative_headline, lag(authors) OVER seen AS previous_authors,
        lag(paragraphs) OVER seen AS previous_paragraphs
    FROM revision
    -- Sites that tell when they changed an article are believed; else it is when we saw it.
    WINDOW seen AS (ORDER BY coalesce(date_modified, fetched_at), fetched_at, content_hash)
)
SELECT revision, date_modified, fetched_at AS first_seen_at, headline,
    CASE WHEN headline IS DISTINCT FROM previous_headline THEN previous_headline END AS headline_before,
    CASE WHEN alternative_headline IS DISTINCT FROM previous_alternative_headline THEN previous_alternative_headline
    END AS alternative_headline_before,
    CASE WHEN authors IS DISTINCT FROM previous_authors THEN previous_authors END AS authors_before,
    CASE WHEN revision > 1 THEN list_filter(paragraphs, p -> NOT list_contains(previous_paragraphs, p)) END AS added,
    CASE WHEN revision > 1 THEN list_filter(previous_paragraphs, p -> NOT list_contains(paragraphs, p)) END AS removed,
    content_hash
FROM beside
ORDER BY revision
