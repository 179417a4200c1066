-- How new everything is, what may still change, and what came too late.
SELECT
    (SELECT max(last_viewed_at) FROM lake.page_view_hourly) AS newest_view,
    (SELECT max(as_of) FROM lake.ranking_newest) AS newest_ranking,
    (SELECT max(date_published) FROM lake.article WHERE date_published < getvariable('as_of')) AS newest_article,
    (SELECT count(*) FROM lake.hour_status WHERE NOT is_final) AS provisional_hours,
    (SELECT min(hour_at) FROM lake.hour_status WHERE NOT is_final) AS oldest_provisional_hour,
    (SELECT min(closes_at) FROM lake.hour_status WHERE NOT is_final) AS next_close,
    (SELECT coalesce(sum(outcomes['late_closed']), 0)::BIGINT FROM lake.source_file) AS late_closed,
    (SELECT coalesce(sum(outcomes['duplicate']), 0)::BIGINT FROM lake.source_file) AS duplicates,
    (SELECT count(*) FROM lake.quarantined_record WHERE released_at IS NULL) AS quarantined
