-- Two stories, three requests of which two are views, a list of the day, and a line that could not be read.
INSERT INTO lake.article
    (article_id, url, headline, author, date_published, in_language, article_body, word_count, image, source)
VALUES
    ('ferryberth22', 'https://courier.example/ferry-berth', 'Council keeps the ferry berth',
        [{'name': 'Carys Lund', 'role': 'editor'}], TIMESTAMPTZ '2025-05-04 08:00:00+00', 'en',
        'The council voted on Monday to keep the berth.', 9, [], 'site'),
    ('lostopera222', 'https://courier.example/lost-opera', 'A lost opera is found',
        [], TIMESTAMPTZ '2025-05-04 09:00:00+00', 'en', 'An opera was found in an attic in Ister Point.', 9,
        [{'url': 'https://courier.example/i/1.jpg', 'caption': 'The attic', 'credit_text': NULL}], 'site');

INSERT INTO lake.page_view_event
    (source, event_id, has_event_key, event_at, visitor_id, visitor_persists, page_id, country, user_agent_id, outcome,
        source_file_id, source_position)
VALUES
    ('web', 1, false, TIMESTAMPTZ '2025-05-04 10:00:00+00', 7, false, 'ferryberth22', 'PT', 3, 'view', 'f1', 1),
    ('web', 2, false, TIMESTAMPTZ '2025-05-04 10:00:20+00', 7, false, 'ferryberth22', 'PT', 3, 'double_click', 'f1', 2),
    ('web', 3, false, TIMESTAMPTZ '2025-05-04 11:30:00+00', 8, false, 'lostopera222', 'ZZ', 3, 'view', 'f1', 3);

INSERT INTO lake.page_view_hourly VALUES
    (TIMESTAMPTZ '2025-05-04 10:00:00+00', 'ferryberth22', 'PT', 1, 1, TIMESTAMPTZ '2025-05-04 10:00:00+00', false),
    (TIMESTAMPTZ '2025-05-04 11:00:00+00', 'lostopera222', 'ZZ', 1, 1, TIMESTAMPTZ '2025-05-04 11:30:00+00', false);

INSERT INTO lake.article_ranking
    (as_of, time_window, scope, position, rank, article_id, views, share)
VALUES
    (TIMESTAMPTZ '2025-05-04 12:00:00+00', '24h', 'all', 1, 1, 'lostopera222', 1, 0.5),
    (TIMESTAMPTZ '2025-05-04 12:00:00+00', '24h', 'all', 2, 1, 'ferryberth22', 1, 0.5);

INSERT INTO lake.ranking_newest VALUES ('24h', TIMESTAMPTZ '2025-05-04 12:00:00+00', ['all']);

INSERT INTO lake.source_file (source_file_id, source, file_name, rows_received, outcomes) VALUES
    ('f1', 'web', 'access.log', 4, MAP {'view': 2, 'double_click': 1, 'invalid': 1});

INSERT INTO lake.quarantined_record VALUES
    ('q1', 'page_view_event', 'web', 'f1', 4, ['line_not_readable'], '[address] - - [31/Feb/2025', 'run_1');
