"""Faults of page views and their roll-ups."""

from datetime import date

from tests.contract.faults.kinds import (
    EARLIER,
    Faults,
    counted,
    country,
    identifier,
    measured,
    missing,
    one_of,
    repeated,
    seen_at,
    short_identifier,
    web_address,
)

PLACE = {"source_file_id": "file-0", "source_position": 1}
PLACED: tuple[Faults, ...] = (*missing("source", "source_file_id"), counted("source_position", 1))
PAGE_VIEW_EVENT: tuple[Faults, ...] = (
    *PLACED,
    repeated(**PLACE),
    *missing("event_id", "has_event_key", "visitor_id", "visitor_persists", "user_agent_id"),
    seen_at("event_at"),
    seen_at("received_at", null=False),
    short_identifier("page_id"),
    country(),
    one_of("outcome", null=False),
)
VISITOR_SIGNAL: tuple[Faults, ...] = (
    *PLACED,
    repeated(**PLACE),
    *missing("event_id", "visitor_id"),
    seen_at("event_at"),
    one_of("signal"),
)
PAGE_VIEW_COUNT: tuple[Faults, ...] = (
    *PLACED,
    repeated(**PLACE, hour_at=EARLIER),
    seen_at("hour_at"),
    short_identifier("page_id"),
    country(),
    counted("views", 1),
)
VISITOR_ACTIVITY_HOURLY: tuple[Faults, ...] = (
    *missing("hour_at", "visitor_id"),
    repeated(hour_at=EARLIER, visitor_id=1),
    *(
        counted(name, 0)
        for name in (
            "requests",
            "distinct_pages",
            "robots_txt_requests",
            "scanner_requests",
            "error_requests",
            "gap_count",
        )
    ),
    measured("gap_seconds_sum"),
    measured("gap_seconds_sum_of_squares"),
    Faults("distinct_pages", (("more than requests", 100_001, "parts_within_requests"),)),
    Faults("gap_count", (("more than requests", 100_001, "parts_within_requests"),)),
)
HOUR_STATUS: tuple[Faults, ...] = (repeated(hour_at=EARLIER), *missing("hour_at", "opened_at", "closes_at", "is_final"))
USER_AGENT: tuple[Faults, ...] = (
    repeated(user_agent_id=-1),
    *missing("user_agent_id", "user_agent", "is_bot", "bot_list_version"),
    Faults(
        "bot_rule",
        (("missing of a bot", None, "bots_have_their_rule"), ("of a person", "curl", "bots_have_their_rule")),
        {"of a person": {"is_bot": False}},
    ),
    Faults("bot_list_version", (("empty", "", "bot_list_version_matches"),)),
)
PAGE: tuple[Faults, ...] = (identifier("page_id"), repeated(page_id="zzzzzzzzzzzz"), web_address("page_url"))

ROLL_UP: tuple[Faults, ...] = (
    short_identifier("page_id"),
    country(),
    counted("views", 1),
    counted("unique_visitors", 1, null=False),
    Faults("unique_visitors", (("more than views", 10_000, "visitors_within_views"),)),
    *missing("is_final"),
)
PAGE_VIEW_HOURLY = (*missing("hour_at"), repeated(hour_at=EARLIER, page_id="zzzzzzzzzzzz", country="KR"), *ROLL_UP)
PAGE_VIEW_DAILY = (
    *missing("site_date"),
    repeated(site_date=date(2026, 1, 1), page_id="zzzzzzzzzzzz", country="KR"),
    *ROLL_UP,
)
