-- How fresh is what I look at? The newest view, the newest ranking, hours that may still change, rows in quarantine.
SELECT
    (SELECT max(last_viewed_at) FROM page_view_hourly) AS newest_view,
    (SELECT max(as_of) FROM ranking_newest) AS newest_ranking,
    (SELECT count(*) FROM hour_status WHERE NOT is_final) AS provisional_hours,
    (SELECT count(*) FROM quarantined_record WHERE released_at IS NULL) AS quarantined_records,
    (SELECT max(modified_at) FROM source_file) AS newest_input
