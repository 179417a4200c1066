-- The terms of every article of a language, as hashes, and what may not be matched to those that need matches.
-- Parameters: $in_language (NULL: those without one), $top_n; relations article, numbered_article, co_visited, translation.
-- Grain: article; `excluded` is NULL where co-visitation has filled the list.
-- Words are runs of letters, marks and digits. Scripts without spaces give pairs of neighbouring characters instead, and
-- so does Hangul, whose particles cling to the word.
WITH pool AS (
    SELECT n.article_number, lower(nfc_normalize(concat_ws(' ', a.headline, a.article_body))) AS text
    FROM article AS a
    JOIN numbered_article AS n USING (article_id)
    WHERE a.in_language IS NOT DISTINCT FROM $in_language
),
split AS (
    SELECT
        article_number,
        regexp_extract_all(
            text, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+'
        ) AS unspaced,
        regexp_extract_all(
            regexp_replace(
                text, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+', ' ', 'g'
            ),
            '[\p{L}\p{M}\p{N}]+'
        ) AS words
    FROM pool
),
term AS (
    SELECT article_number, list_transform(words || flatten(list_transform(unspaced, lambda run:
        list_transform(range(1, greatest(2, length(run))), lambda place: substring(run, place, 2))
    )), lambda word: hash(word)) AS terms
    FROM split
),
listed AS (
    SELECT article_number, list(other_number) AS others FROM co_visited GROUP BY ALL
),
translated AS (
    SELECT article_number, list(other_number) AS others FROM translation GROUP BY ALL
)
SELECT t.article_number, t.terms,
    CASE
        WHEN coalesce(array_length(l.others), 0) < $top_n
        THEN list_concat([t.article_number], coalesce(l.others, []), coalesce(r.others, []))
    END AS excluded
FROM term AS t
LEFT JOIN listed AS l USING (article_number)
LEFT JOIN translated AS r USING (article_number)
ORDER BY t.article_number
