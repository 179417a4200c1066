-- The scopes of articles. Parameters: relation article_number (article_number.sql). Grain: article x scope.
SELECT number, dense_rank() OVER (ORDER BY scope)::INTEGER AS scope_number, scope
FROM (
    SELECT number, unnest(list_filter([
        'all', 'section:' || article_section, 'language:' || in_language, 'source:' || source
    ], lambda scope: scope IS NOT NULL)) AS scope
    FROM article_number
    WHERE NOT is_excluded
)
