-- The tables of a lake as version 1 of every contract made them: no comment tells a version or a key.
-- Comments of columns are left out. This file stays as it is: lakes like it are out there.

CREATE TABLE lake.article (
    article_id VARCHAR,
    url VARCHAR,
    headline VARCHAR,
    alternative_headline VARCHAR,
    author STRUCT("name" VARCHAR, "role" VARCHAR)[],
    date_published TIMESTAMP WITH TIME ZONE,
    date_published_offset_minutes SMALLINT,
    date_published_precision VARCHAR,
    date_modified TIMESTAMP WITH TIME ZONE,
    date_modified_offset_minutes SMALLINT,
    date_modified_precision VARCHAR,
    in_language VARCHAR,
    article_section VARCHAR,
    keywords VARCHAR[],
    article_body VARCHAR,
    word_count INTEGER,
    image STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[],
    publisher VARCHAR,
    translation_of_url VARCHAR,
    is_accessible_for_free BOOLEAN,
    related_link VARCHAR[],
    content_hash VARCHAR,
    source VARCHAR,
    fetched_at TIMESTAMP WITH TIME ZONE,
    warc_record_id VARCHAR
);
ALTER TABLE lake.article SET SORTED BY (date_published, article_id);
COMMENT ON TABLE lake.article IS 'News articles in schema.org''s NewsArticle words. Grain: one article, its newest revision.';

CREATE TABLE lake.article_revision (
    article_id VARCHAR,
    content_hash VARCHAR,
    headline VARCHAR,
    alternative_headline VARCHAR,
    author STRUCT("name" VARCHAR, "role" VARCHAR)[],
    article_body VARCHAR,
    date_modified TIMESTAMP WITH TIME ZONE,
    fetched_at TIMESTAMP WITH TIME ZONE,
    source VARCHAR,
    warc_record_id VARCHAR
);
ALTER TABLE lake.article_revision SET SORTED BY (article_id, fetched_at);
COMMENT ON TABLE lake.article_revision IS 'Every content that an article was seen with: what changed and when. See the macro article_changes. Grain: one content of one article.';

CREATE TABLE lake.article_url (
    page_id VARCHAR,
    page_url VARCHAR,
    article_id VARCHAR,
    url_kind VARCHAR,
    source VARCHAR,
    fetched_at TIMESTAMP WITH TIME ZONE
);
ALTER TABLE lake.article_url SET SORTED BY (page_id);
COMMENT ON TABLE lake.article_url IS 'Resolves a requested page to its article: the publisher''s own canonical wins. Grain: one URL known to mean an article.';

CREATE TABLE lake.article_duplicate (
    article_id VARCHAR,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    duplicate_kind VARCHAR,
    first_article_id VARCHAR,
    first_publisher VARCHAR,
    duplicate_method VARCHAR,
    as_of TIMESTAMP WITH TIME ZONE
);
ALTER TABLE lake.article_duplicate SET SORTED BY (article_id, duplicate_of);
COMMENT ON TABLE lake.article_duplicate IS 'Articles that carry the text of an earlier one: wire copies, and a publisher''s own under another URL. Grain: article x earlier near-copy.';

CREATE TABLE lake.article_band (
    article_id VARCHAR,
    text_key BIGINT,
    published_at TIMESTAMP WITH TIME ZONE,
    band_key INTEGER
);
ALTER TABLE lake.article_band SET SORTED BY (published_at, article_id);
COMMENT ON TABLE lake.article_band IS 'What near-copies are found by without reading every text again; made from article, not for queries. Grain: article x MinHash band.';

CREATE TABLE lake.page_fetch (
    page_id VARCHAR,
    page_url VARCHAR,
    source VARCHAR,
    fetched_at TIMESTAMP WITH TIME ZONE,
    fetch_outcome VARCHAR,
    fetch_reason VARCHAR,
    final_url VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    payload_digest VARCHAR,
    payload_record_id VARCHAR,
    payload_url VARCHAR,
    payload_fetched_at TIMESTAMP WITH TIME ZONE,
    listed_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER,
    retry_at TIMESTAMP WITH TIME ZONE
);
ALTER TABLE lake.page_fetch SET SORTED BY (page_id);
COMMENT ON TABLE lake.page_fetch IS 'What the next fetch of a page must know: validators, the record with its body, when to try again. Grain: one URL that was asked for, as its newest fetch left it.';

CREATE TABLE lake.page_view_event (
    source VARCHAR,
    event_id BIGINT,
    has_event_key BOOLEAN,
    event_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE,
    visitor_id BIGINT,
    visitor_persists BOOLEAN,
    page_id VARCHAR,
    country VARCHAR,
    user_agent_id BIGINT,
    outcome VARCHAR,
    outcome_reason VARCHAR,
    source_file_id VARCHAR,
    source_position BIGINT
);
ALTER TABLE lake.page_view_event SET PARTITIONED BY (year(event_at), month(event_at), day(event_at), hour(event_at));
ALTER TABLE lake.page_view_event SET SORTED BY (event_at, event_id);
COMMENT ON TABLE lake.page_view_event IS 'Page requests, typed and narrow. No IP address, no user-agent string. Grain: one page request that could be read.';

CREATE TABLE lake.visitor_signal (
    source VARCHAR,
    event_id BIGINT,
    event_at TIMESTAMP WITH TIME ZONE,
    visitor_id BIGINT,
    signal VARCHAR,
    source_file_id VARCHAR,
    source_position BIGINT
);
ALTER TABLE lake.visitor_signal SET PARTITIONED BY (year(event_at), month(event_at), day(event_at));
ALTER TABLE lake.visitor_signal SET SORTED BY (event_at, event_id);
COMMENT ON TABLE lake.visitor_signal IS 'Requests of robots.txt, of scanners'' paths and those answered with an error: signs of automation. Grain: one request that is no page view but tells of its visitor.';

CREATE TABLE lake.page_view_count (
    source VARCHAR,
    source_file_id VARCHAR,
    source_position BIGINT,
    hour_at TIMESTAMP WITH TIME ZONE,
    page_id VARCHAR,
    country VARCHAR,
    views BIGINT
);
ALTER TABLE lake.page_view_count SET PARTITIONED BY (year(hour_at), month(hour_at), day(hour_at));
ALTER TABLE lake.page_view_count SET SORTED BY (hour_at, page_id);
COMMENT ON TABLE lake.page_view_count IS 'Views that came in counted, as Wikimedia''s dumps give them: nothing is known of visitors. Grain: one hour of one record of counted views.';

CREATE TABLE lake.visitor_activity_hourly (
    hour_at TIMESTAMP WITH TIME ZONE,
    visitor_id BIGINT,
    requests BIGINT,
    distinct_pages BIGINT,
    robots_txt_requests BIGINT,
    scanner_requests BIGINT,
    error_requests BIGINT,
    gap_count BIGINT,
    gap_seconds_sum DOUBLE,
    gap_seconds_sum_of_squares DOUBLE,
    behaviour_rule VARCHAR
);
ALTER TABLE lake.visitor_activity_hourly SET PARTITIONED BY (year(hour_at), month(hour_at), day(hour_at));
ALTER TABLE lake.visitor_activity_hourly SET SORTED BY (hour_at, visitor_id);
COMMENT ON TABLE lake.visitor_activity_hourly IS 'What bots by behaviour are told by: counts and gaps of a visitor''s requests in an hour. Grain: visitor x UTC hour.';

CREATE TABLE lake.hour_status (
    hour_at TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE,
    closes_at TIMESTAMP WITH TIME ZONE,
    is_final BOOLEAN
);
ALTER TABLE lake.hour_status SET SORTED BY (hour_at);
COMMENT ON TABLE lake.hour_status IS 'Whether an hour still takes data. Grain: UTC hour.';

CREATE TABLE lake.user_agent (
    user_agent_id BIGINT,
    user_agent VARCHAR,
    is_bot BOOLEAN,
    bot_rule VARCHAR,
    bot_list_version VARCHAR
);
ALTER TABLE lake.user_agent SET SORTED BY (user_agent_id);
COMMENT ON TABLE lake.user_agent IS 'User agents with the verdict of the bot lists. Grain: one distinct user-agent string.';

CREATE TABLE lake.page (
    page_id VARCHAR,
    page_url VARCHAR
);
ALTER TABLE lake.page SET SORTED BY (page_id);
COMMENT ON TABLE lake.page IS 'The URL behind a page_id, whether or not the page is a known article. Grain: one canonical page URL that was requested.';

CREATE TABLE lake.page_view_hourly (
    hour_at TIMESTAMP WITH TIME ZONE,
    page_id VARCHAR,
    country VARCHAR,
    views BIGINT,
    unique_visitors BIGINT,
    last_viewed_at TIMESTAMP WITH TIME ZONE,
    is_final BOOLEAN
);
ALTER TABLE lake.page_view_hourly SET PARTITIONED BY (year(hour_at), month(hour_at), day(hour_at));
ALTER TABLE lake.page_view_hourly SET SORTED BY (hour_at, page_id);
COMMENT ON TABLE lake.page_view_hourly IS 'Views and exact unique visitors per hour; rolling rankings are made from it. Grain: UTC hour x page x country.';

CREATE TABLE lake.page_view_daily (
    site_date DATE,
    page_id VARCHAR,
    country VARCHAR,
    views BIGINT,
    unique_visitors BIGINT,
    last_viewed_at TIMESTAMP WITH TIME ZONE,
    is_final BOOLEAN
);
ALTER TABLE lake.page_view_daily SET PARTITIONED BY (year(site_date), month(site_date), day(site_date));
ALTER TABLE lake.page_view_daily SET SORTED BY (site_date, page_id);
COMMENT ON TABLE lake.page_view_daily IS 'The same per calendar day of the site''s time zone, counted from the events themselves. Grain: site day x page x country.';

CREATE TABLE lake.article_ranking (
    as_of TIMESTAMP WITH TIME ZONE,
    time_window VARCHAR,
    scope VARCHAR,
    position INTEGER,
    rank INTEGER,
    previous_rank INTEGER,
    rank_delta INTEGER,
    entered_at TIMESTAMP WITH TIME ZONE,
    peak_rank INTEGER,
    article_id VARCHAR,
    views BIGINT,
    share DOUBLE,
    unique_visitors BIGINT,
    unique_visitors_kind VARCHAR,
    expected_views DOUBLE,
    score DOUBLE,
    window_start TIMESTAMP WITH TIME ZONE,
    window_end TIMESTAMP WITH TIME ZONE,
    watermark TIMESTAMP WITH TIME ZONE
);
ALTER TABLE lake.article_ranking SET PARTITIONED BY (year(as_of), month(as_of), day(as_of));
ALTER TABLE lake.article_ranking SET SORTED BY (as_of, time_window, scope, position);
COMMENT ON TABLE lake.article_ranking IS 'The most viewed articles, for every hour, window and scope. Grain: as-of hour x window x scope x position.';

CREATE TABLE lake.ranking_newest (
    time_window VARCHAR,
    as_of TIMESTAMP WITH TIME ZONE,
    scopes VARCHAR[]
);
ALTER TABLE lake.ranking_newest SET SORTED BY (time_window);
COMMENT ON TABLE lake.ranking_newest IS 'Which ranking is the newest of each window, so that readers need not search all of them. Grain: window.';

CREATE TABLE lake.related_article (
    article_id VARCHAR,
    position INTEGER,
    related_article_id VARCHAR,
    similarity DOUBLE,
    method VARCHAR,
    shared_visitors BIGINT,
    as_of TIMESTAMP WITH TIME ZONE
);
ALTER TABLE lake.related_article SET SORTED BY (article_id, position);
COMMENT ON TABLE lake.related_article IS 'Stories related to each article, best first, as the newest site day that ended gives them. Grain: article x position.';

CREATE TABLE lake.source_file (
    source_file_id VARCHAR,
    source VARCHAR,
    file_name VARCHAR,
    content_digest VARCHAR,
    size_bytes BIGINT,
    format VARCHAR,
    first_byte BIGINT,
    first_position BIGINT,
    modified_at TIMESTAMP WITH TIME ZONE,
    rows_received BIGINT,
    outcomes MAP(VARCHAR, BIGINT)
);
ALTER TABLE lake.source_file SET SORTED BY (source_file_id);
COMMENT ON TABLE lake.source_file IS 'The ledger of inputs. rows_received is always the sum of outcomes. Grain: one input file or fetch batch.';

CREATE TABLE lake.quarantined_record (
    quarantined_record_id VARCHAR,
    table_name VARCHAR,
    source VARCHAR,
    source_file_id VARCHAR,
    source_position BIGINT,
    failed_checks VARCHAR[],
    record VARCHAR,
    run_id VARCHAR
);
COMMENT ON TABLE lake.quarantined_record IS 'Records that were refused, with the checks that they failed and the record itself. Grain: one record that failed.';

CREATE TABLE lake.quality_result (
    run_id VARCHAR,
    table_name VARCHAR,
    source_file_id VARCHAR,
    check_name VARCHAR,
    column_name VARCHAR,
    severity VARCHAR,
    success BOOLEAN,
    expected VARCHAR,
    observed VARCHAR,
    unexpected_count BIGINT,
    row_count BIGINT
);
COMMENT ON TABLE lake.quality_result IS 'What each check expected and observed. Grain: run x table x input x check.';
