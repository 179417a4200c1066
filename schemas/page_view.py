"""Contracts of page views: requests as they came, the agents and pages they name, and their roll-ups."""

from schemas.columns import columns
from schemas.contract import Check, Contract, Retention
from schemas.patterns import ANY_WEB_URL, COUNTRY, EARLIEST_VIEW, NO_BLANK, PAGE_ID

OUTCOMES_AT_READ = ("invalid", "not_page", "late_closed")
"""Known when a row is read; counted in `source_file`, not kept as events."""

OUTCOMES_AT_ROLL_UP = ("duplicate", "id_conflict", "bot_declared", "bot_behaviour", "double_click", "view")
"""Known when an hour is rolled up; the next file may change them."""

SIGNALS = ("robots_txt", "scanner_path", "error")
"""What requests that are no page views tell of their visitor."""

PAGE_VIEW_EVENT = Contract(
    table="page_view_event",
    grain="one page request that could be read",
    description="Page requests, typed and narrow. No IP address, no user-agent string.",
    columns=columns(
        "source",
        "event_id",
        "has_event_key",
        "event_at",
        "received_at",
        "visitor_id",
        "visitor_persists",
        "page_id",
        "country",
        "user_agent_id",
        "outcome",
        "outcome_reason",
        "source_file_id",
        "source_position",
    ),
    key=("source_file_id", "source_position"),
    owner="audience",
    retention=Retention(
        395,
        "thirteen months, so that a year can be judged again by new bot lists and compared with the one before; "
        "site days go whole, once all their hours are final",
        "event_at",
    ),
    partitioned_by=("year(event_at)", "month(event_at)", "day(event_at)", "hour(event_at)"),
    sorted_by=("event_at", "event_id"),
    merge="hours that a run touches are written again, whole, with their outcomes",
    caveats=("visitor_id changes with the site day; it can't be followed from one day to the next.",),
    checks=(
        Check("unique", ("source_file_id", "source_position"), "critical"),
        Check("not_null", ("source",), "critical"),
        Check("not_null", ("source_file_id",), "critical"),
        Check("not_null", ("source_position",), "critical"),
        Check("between", ("source_position",), "critical", minimum=1),
        Check("not_null", ("event_id",)),
        Check("not_null", ("has_event_key",)),
        Check("not_null", ("event_at",)),
        Check("between", ("event_at",), minimum=EARLIEST_VIEW),
        Check("between", ("received_at",), minimum=EARLIEST_VIEW),
        Check("not_null", ("visitor_id",)),
        Check("not_null", ("visitor_persists",)),
        Check("not_null", ("page_id",)),
        Check("length_between", ("page_id",), minimum=12, maximum=12),
        Check("not_null", ("user_agent_id",)),
        Check("not_null", ("country",)),
        Check("matches", ("country",), pattern=COUNTRY),
        Check("in_set", ("outcome",), "critical", values=OUTCOMES_AT_ROLL_UP),
    ),
)

VISITOR_SIGNAL = Contract(
    table="visitor_signal",
    grain="one request that is no page view but tells of its visitor",
    description="Requests of robots.txt, of scanners' paths and those answered with an error: signs of automation.",
    columns=columns("source", "event_id", "event_at", "visitor_id", "signal", "source_file_id", "source_position"),
    key=("source_file_id", "source_position"),
    owner="audience",
    retention=Retention(395, "as long as the events that it tells about, and with them", "event_at"),
    partitioned_by=("year(event_at)", "month(event_at)", "day(event_at)"),
    sorted_by=("event_at", "event_id"),
    caveats=("A redelivered request stands here again; it is counted once by (source, event_id).",),
    checks=(
        Check("unique", ("source_file_id", "source_position"), "critical"),
        Check("not_null", ("source",), "critical"),
        Check("not_null", ("source_file_id",), "critical"),
        Check("not_null", ("source_position",), "critical"),
        Check("between", ("source_position",), "critical", minimum=1),
        Check("not_null", ("event_id",), "critical"),
        Check("not_null", ("visitor_id",), "critical"),
        Check("not_null", ("event_at",)),
        Check("between", ("event_at",), minimum=EARLIEST_VIEW),
        Check("not_null", ("signal",), "critical"),
        Check("in_set", ("signal",), "critical", values=SIGNALS),
    ),
)

PAGE_VIEW_COUNT = Contract(
    table="page_view_count",
    grain="one hour of one record of counted views",
    description="Views that came in counted, as Wikimedia's dumps give them: nothing is known of visitors.",
    columns=columns("source", "source_file_id", "source_position", "hour_at", "page_id", "country", "views"),
    key=("source_file_id", "source_position", "hour_at"),
    owner="audience",
    retention=Retention(None, "without visitors; the roll-ups can be made again from nothing else"),
    partitioned_by=("year(hour_at)", "month(hour_at)", "day(hour_at)"),
    sorted_by=("hour_at", "page_id"),
    merge="append only; of a source's hour and page the first file's counts stay",
    checks=(
        Check("unique", ("source_file_id", "source_position", "hour_at"), "critical"),
        Check("not_null", ("source",), "critical"),
        Check("not_null", ("source_file_id",), "critical"),
        Check("not_null", ("source_position",), "critical"),
        Check("between", ("source_position",), "critical", minimum=1),
        Check("not_null", ("hour_at",)),
        Check("between", ("hour_at",), minimum=EARLIEST_VIEW),
        Check("not_null", ("views",)),
        Check("between", ("views",), minimum=1),
        Check("not_null", ("page_id",)),
        Check("length_between", ("page_id",), minimum=12, maximum=12),
        Check("not_null", ("country",)),
        Check("matches", ("country",), pattern=COUNTRY),
    ),
)

ACTIVITY_MEASURES = (
    "requests",
    "distinct_pages",
    "robots_txt_requests",
    "scanner_requests",
    "error_requests",
    "gap_count",
    "gap_seconds_sum",
    "gap_seconds_sum_of_squares",
)

VISITOR_ACTIVITY_HOURLY = Contract(
    table="visitor_activity_hourly",
    grain="visitor x UTC hour",
    description="What bots by behaviour are told by: counts and gaps of a visitor's requests in an hour.",
    columns=columns("hour_at", "visitor_id", *ACTIVITY_MEASURES, "behaviour_rule"),
    key=("hour_at", "visitor_id"),
    owner="audience",
    retention=Retention(90, "made again from events and signals whenever an hour is rolled up", "hour_at"),
    partitioned_by=("year(hour_at)", "month(hour_at)", "day(hour_at)"),
    sorted_by=("hour_at", "visitor_id"),
    merge="hours that a run touches are written again, whole",
    caveats=("Visitors with few requests and no signal break no rule and are left out.",),
    checks=(
        Check("unique", ("hour_at", "visitor_id"), "critical"),
        Check("not_null", ("hour_at",), "critical"),
        Check("not_null", ("visitor_id",), "critical"),
        *(Check("not_null", (name,), "critical") for name in ACTIVITY_MEASURES),
        *(Check("between", (name,), "critical", minimum=0) for name in ACTIVITY_MEASURES),
        Check(
            "condition",
            ("requests", "distinct_pages", "gap_count"),
            "critical",
            label="parts_within_requests",
            condition="distinct_pages <= requests AND gap_count <= requests",
        ),
    ),
)

HOUR_STATUS = Contract(
    table="hour_status",
    grain="UTC hour",
    description="Whether an hour still takes data.",
    columns=columns("hour_at", "opened_at", "closes_at", "is_final", "events_deleted_at"),
    key=("hour_at",),
    owner="audience",
    retention=Retention(None, "an hour whose row is gone would take data again"),
    version=2,
    sorted_by=("hour_at",),
    merge="opened once, closed once; its events are deleted once",
    checks=(
        Check("unique", ("hour_at",), "critical"),
        Check("not_null", ("hour_at",), "critical"),
        Check("not_null", ("opened_at",), "critical"),
        Check("not_null", ("closes_at",), "critical"),
        Check("not_null", ("is_final",), "critical"),
    ),
)

USER_AGENT = Contract(
    table="user_agent",
    grain="one distinct user-agent string",
    description="User agents with the verdict of the bot lists.",
    columns=columns("user_agent_id", "user_agent", "is_bot", "bot_rule", "bot_list_version"),
    key=("user_agent_id",),
    owner="audience",
    retention=Retention(395, "as long as an event names it", "user_agent_id", follows="page_view_event"),
    sorted_by=("user_agent_id",),
    merge="the first one stays: the same string gives the same row",
    checks=(
        Check("not_null", ("user_agent_id",), "critical"),
        Check("unique", ("user_agent_id",), "critical"),
        Check("not_null", ("user_agent",), "critical"),
        Check("not_null", ("is_bot",), "critical"),
        Check(
            "condition",
            ("is_bot", "bot_rule"),
            "critical",
            label="bots_have_their_rule",
            condition="is_bot = (bot_rule IS NOT NULL)",
        ),
        Check("not_null", ("bot_list_version",), "critical"),
        Check("matches", ("bot_list_version",), "critical", pattern=NO_BLANK),
    ),
)

PAGE = Contract(
    table="page",
    grain="one canonical page URL that was requested",
    description="The URL behind a page_id, whether or not the page is a known article.",
    columns=columns("page_id", "page_url"),
    key=("page_id",),
    owner="audience",
    retention=Retention(None, "names the pages of roll-ups, which stay"),
    sorted_by=("page_id",),
    merge="the first one stays: page_id is made from page_url",
    checks=(
        Check("not_null", ("page_id",), "critical"),
        Check("unique", ("page_id",), "critical"),
        Check("matches", ("page_id",), "critical", pattern=PAGE_ID),
        Check("not_null", ("page_url",), "critical"),
        Check("matches", ("page_url",), "critical", pattern=ANY_WEB_URL),
    ),
)

ROLL_UP_MEASURES = ("views", "unique_visitors", "last_viewed_at")

ROLL_UP_CHECKS = (
    Check("not_null", ("page_id",), "critical"),
    Check("length_between", ("page_id",), "critical", minimum=12, maximum=12),
    Check("not_null", ("country",), "critical"),
    Check("matches", ("country",), "critical", pattern=COUNTRY),
    Check("not_null", ("views",), "critical"),
    Check("between", ("views",), "critical", minimum=1),
    Check("between", ("unique_visitors",), "critical", minimum=1),
    Check(
        "condition",
        ("unique_visitors", "views"),
        "critical",
        label="visitors_within_views",
        condition="unique_visitors <= views",
    ),
    Check("not_null", ("is_final",), "critical"),
)

PAGE_VIEW_HOURLY = Contract(
    table="page_view_hourly",
    grain="UTC hour x page x country",
    description="Views and exact unique visitors per hour; rolling rankings are made from it.",
    columns=columns("hour_at", "page_id", "country", *ROLL_UP_MEASURES, "is_final"),
    key=("hour_at", "page_id", "country"),
    owner="audience",
    retention=Retention(None, "small, and without visitors: the history that analysts compare with"),
    partitioned_by=("year(hour_at)", "month(hour_at)", "day(hour_at)"),
    sorted_by=("hour_at", "page_id"),
    merge="hours that a run touches are written again, whole",
    caveats=("Pages that are an article's other URL are counted under the article's own page_id.",),
    checks=(
        Check("unique", ("hour_at", "page_id", "country"), "critical"),
        Check("not_null", ("hour_at",), "critical"),
        *ROLL_UP_CHECKS,
    ),
)

PAGE_VIEW_DAILY = Contract(
    table="page_view_daily",
    grain="site day x page x country",
    description="The same per calendar day of the site's time zone, counted from the events themselves.",
    columns=columns("site_date", "page_id", "country", *ROLL_UP_MEASURES, "is_final"),
    key=("site_date", "page_id", "country"),
    owner="audience",
    retention=Retention(None, "small, and without visitors: the history that analysts compare with"),
    partitioned_by=("year(site_date)", "month(site_date)", "day(site_date)"),
    sorted_by=("site_date", "page_id"),
    merge="days that a run touches are written again, whole, once they have ended",
    caveats=("A day in progress has no rows: page_view_hourly has its hours.",),
    checks=(
        Check("unique", ("site_date", "page_id", "country"), "critical"),
        Check("not_null", ("site_date",), "critical"),
        *ROLL_UP_CHECKS,
    ),
)
