-- The articles whose readers saw each article too, best first.
-- Parameters: $unit, $damping, $top_n; relations article_pair, article_weight, translation.
-- Grain: article x position.
WITH directed AS (
    SELECT article_number, other_number, weight, shared_visitors FROM article_pair
    UNION ALL
    SELECT other_number, article_number, weight, shared_visitors FROM article_pair
),
scored AS (
    SELECT
        d.article_number, d.other_number, d.shared_visitors, d.weight / $unit AS common,
        common / sqrt(a.weight / $unit * (b.weight / $unit)) * (common / (common + $damping)) AS similarity
    FROM directed AS d
    JOIN article_weight AS a ON a.article_number = d.article_number
    JOIN article_weight AS b ON b.article_number = d.other_number
    ANTI JOIN translation AS t ON t.article_number = d.article_number AND t.other_number = d.other_number
)
SELECT article_number, other_number, similarity, shared_visitors
FROM scored
QUALIFY row_number() OVER (PARTITION BY article_number ORDER BY similarity DESC, other_number) <= $top_n
