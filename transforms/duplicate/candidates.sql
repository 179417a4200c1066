-- Pairs of texts with enough common bands. Relation: band; parameters: $common, and of the articles whose earlier
-- copies are sought now $from_place and $to_place, with $from_at and $to_at, the time in which those may lie.
-- Grain: pair of texts, the smaller number first.
WITH sought AS (
    SELECT DISTINCT text_key, band_key
    FROM band
    WHERE article_id IN (SELECT article_id FROM placed_article WHERE place BETWEEN $from_place AND $to_place)
),
held AS (
    SELECT DISTINCT text_key, band_key FROM band WHERE published_at BETWEEN $from_at AND $to_at
),
pair AS (
    SELECT s.text_key, h.text_key AS other_key
    FROM sought AS s
    JOIN held AS h ON h.band_key = s.band_key AND h.text_key <> s.text_key
    GROUP BY ALL
    HAVING count(*) >= $common
)
SELECT DISTINCT least(text_key, other_key) AS text_key, greatest(text_key, other_key) AS other_key
FROM pair
