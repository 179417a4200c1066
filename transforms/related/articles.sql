-- Articles by number: pairs of numbers are joined and kept at a third of the cost of pairs of identifiers.
-- Relation: article. Grain: article. The numbers are in the order of article_id, so ties go by number.
SELECT article_id, (row_number() OVER (ORDER BY article_id))::INTEGER AS article_number, in_language
FROM article
