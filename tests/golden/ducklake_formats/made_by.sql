-- The lakes of the folders here were made of this, by DuckDB 1.4.4 (format 0.3) and 1.5.1 (0.4) with their own
-- `ducklake`; of the catalog its dump is kept, with DATA_PATH for the folder. They stay as they are.
BEGIN;
CREATE TABLE page (page_id VARCHAR, page_url VARCHAR);
CREATE TABLE page_view_hourly (hour_at TIMESTAMPTZ, page_id VARCHAR, country VARCHAR, views BIGINT,
    unique_visitors BIGINT, last_viewed_at TIMESTAMPTZ, is_final BOOLEAN);
ALTER TABLE page_view_hourly SET PARTITIONED BY (year(hour_at), month(hour_at), day(hour_at));
COMMENT ON TABLE page IS 'Pages. Grain: one canonical page URL that was requested.';
INSERT INTO page VALUES ('ferryberth22', 'https://courier.example/ferry'), ('lostopera222', 'https://courier.example/x');
INSERT INTO page_view_hourly VALUES
    ('2025-05-04 10:00:00+00', 'ferryberth22', 'PT', 3, 2, '2025-05-04 10:59:00+00', true),
    ('2025-05-05 10:00:00+00', 'ferryberth22', 'PT', 4, 2, '2025-05-05 10:59:00+00', true);
CALL lake.set_commit_message('newslake', 'ingest_page_views (run_1)', extra_info => '{"run_id": "run_1"}');
COMMIT;
DELETE FROM page WHERE page_id = 'lostopera222';
CREATE VIEW busiest AS SELECT page_id, sum(views) AS views FROM lake.page_view_hourly GROUP BY ALL;
