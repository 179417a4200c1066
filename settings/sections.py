"""The sections of newslake.toml, apart from the sources."""

from difflib import get_close_matches
from functools import cache, cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Section(BaseModel):
    """A table of newslake.toml: no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@cache
def zone_names() -> set[str]:
    """Return the names of all time zones: found in some hundred files, so once a process."""
    return available_timezones()


def known_zone(name: str) -> str:
    """Return `name` if it is a time zone's; ValueError names the one that was meant."""
    if name not in zone_names():
        near = get_close_matches(name, zone_names(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; take an IANA name such as 'Europe/Lisbon'"
        raise ValueError(f"unknown time zone {name!r}{hint}")
    return name


class Site(Section):
    """The site whose articles are viewed."""

    name: str = "Newslake"
    time_zone: str = "UTC"

    _zone = field_validator("time_zone")(known_zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone object of `time_zone`."""
        return ZoneInfo(self.time_zone)


class PageViews(Section):
    """When hours close."""

    close_after_hours: int = Field(default=72, ge=1)
    """Hours after its end, or after its first data where that came later, that an hour takes data for."""


class Bots(Section):
    """From how much on a visitor's hour is a bot's. Reasons: docs/decisions/0007-bots-by-behaviour.md."""

    min_requests: int = Field(default=10, ge=2)
    robots_txt_requests: int = Field(default=1, ge=1)
    scanner_requests: int = Field(default=1, ge=1)
    error_requests: int = Field(default=20, ge=1)
    requests: int = Field(default=300, ge=1)
    distinct_pages: int = Field(default=120, ge=1)
    regular_gaps: int = Field(default=20, ge=2)
    gap_variation: float = Field(default=0.1, ge=0)


class Privacy(Section):
    """What may be known of visitors."""

    country_database: str = ""
    """Path of a MaxMind-format database; without one, countries are those that the input gives."""


class Ranking(Section):
    """How rankings are cut."""

    top_n: int = Field(default=100, ge=1, le=10_000)
    max_age_days: int | None = Field(default=None, ge=1)
    """Articles published longer before the window's end are not ranked; none: however old."""
    exclude: dict[str, str] = {}
    """URL or article_id -> why it is not ranked."""
    country_min_visitors: int = Field(default=1000, ge=1)
    """A country's list is made for windows with more visitors than that."""
    country_round_to: int = Field(default=100, ge=1)
    """Counts of a country's list are rounded up to a multiple of that."""


class Trending(Section):
    """What counts as trending. Reasons: docs/decisions/0010-trending.md."""

    hours: int = Field(default=2, ge=1, le=24)
    """Hours of views that are held against the expected ones."""
    weight_of_weeks: float = Field(default=0.5, ge=0, le=1)
    """The part that the same hours of the last four weeks have in what is expected; the previous 24 h have the rest."""
    softening: float = Field(default=10.0, gt=0)
    """Views added to the expected ones in the divisor, so that small numbers do not score high."""
    min_views: int = Field(default=20, ge=1)
    half_life_hours: float = Field(default=2.0, gt=0)


class Related(Section):
    """How related stories are found. Reasons: docs/decisions/0011-related-stories.md."""

    days: int = Field(default=7, ge=1, le=90)
    """Site days whose visitors are looked at."""
    top_n: int = Field(default=10, ge=1, le=100)
    min_articles: int = Field(default=2, ge=2)
    max_articles: int = Field(default=20, ge=2)
    """Visitor-days with fewer or more articles than these tell nothing."""
    damping: float = Field(default=10.0, ge=0)
    """Weight of common visitors at which half of the similarity counts."""
    min_visitors: int = Field(default=3, ge=1)


class Duplicates(Section):
    """When an article counts as a near-copy of an earlier one. Reasons: docs/decisions/0018-duplicates.md."""

    threshold: float = Field(default=0.45, ge=0.4, le=1)
    """Jaccard similarity of the shingles; the bands would miss too many below 0.4."""
    days: int = Field(default=7, ge=1, le=90)
    """Articles published further apart are not compared."""
    min_shingles: int = Field(default=150, ge=1)
    """Texts with fewer are not compared."""


class Export(Section):
    """What is written for websites. Reasons: docs/decisions/0012-exports.md."""

    base_url: str = Field(default="", pattern=r"^(https?://[^/\s]+\S*)?$")
    """Address that the folder of exports is served at; empty: feeds do not name their own address."""
    site_url: str = Field(default="", pattern=r"^(https?://[^/\s]+\S*)?$")
    """The site's page that feeds lead to; empty: the root of the first listed article's site."""
    title: str = ""
    """Title of the feeds; empty: "Most viewed: " and the site's name."""
    n: int = Field(default=10, ge=1, le=1000)
    time_window: Literal["1h", "3h", "24h", "day", "7d", "30d"] = "24h"


class Report(Section):
    """The HTML report."""

    places: int = Field(default=15, ge=1, le=100)
    """Places of each list."""
    keep: int = Field(default=72, ge=1)
    """Reports that are kept, the newest."""


class Alerts(Section):
    """Who is told of failures. Reasons: docs/decisions/0020-alerts-and-data-docs.md. Secrets are in the connections."""

    slack_webhook_connection: str = Field(default="", pattern=r"^[\w.-]*$")
    """Airflow connection of an incoming webhook, Slack's or of a chat that takes the same messages; empty: none."""
    email_to: tuple[Annotated[str, Field(pattern=r"^[!-~]+@[!-~]+$")], ...] = ()
    """Addresses that get a mail; none: no mail."""
    email_connection: str = Field(default="smtp_default", pattern=r"^[\w.-]+$")
    """Airflow connection of the mail server; its extra `from_email` is the sender."""
    min_severity: Literal["critical", "error", "warning"] = "error"
    """Checks of less weight make no message; a task that fails always does."""
    base_url: str = Field(default="http://127.0.0.1:8080/newslake", pattern=r"^https?://[^/\s]+\S*$")
    """Address that the pages of data docs, report and exports are served at; links lead there."""
    deadline_minutes: float = Field(default=0, ge=0)
    """Minutes after which an hourly run that was queued and is not done is told of; 0: never."""

    @property
    def wanted(self) -> bool:
        """Say whether there is anybody to tell."""
        return bool(self.slack_webhook_connection or self.email_to)


class Fetch(Section):
    """How pages are fetched. Reasons: docs/decisions/0015-fetching.md."""

    contact: str = Field(default="", pattern=r"^[!-~]*$")
    """URL or mail address in our user agent, at which a site's keeper finds you; sources of the web need it."""
    product: str = Field(default="Newslake", pattern=r"^[\w.-]+$")
    """Name in the user agent, and in robots.txt."""
    delay_seconds: float = Field(default=5.0, ge=0)
    """Between two requests to one site; a longer crawl-delay in robots.txt takes its place."""
    max_at_once: int = Field(default=4, ge=1, le=64)
    """Requests under way at any moment, all sites together."""
    max_page_bytes: int = Field(default=10_000_000, ge=10_000)
    """Of a page as it is sent."""
    minutes: float = Field(default=50.0, gt=0)
    """After this long a run asks for no more pages; the next run goes on."""
    private_hosts: tuple[str, ...] = ()
    """Hosts that may have addresses that are not public: a newsroom's own preview server."""
    ca_file: str = ""
    """Certificates to trust beside the system's, for such a server."""


class Maintenance(Section):
    """How long what is not the lake's newest state is kept. Reasons: docs/decisions/0025-maintenance.md."""

    snapshot_days: int = Field(default=7, ge=1)
    """Days that an older state of the lake can be read, as in AT (VERSION => …)."""
    unused_file_hours: int = Field(default=24, ge=1)
    """Hours that a file stays which no snapshot has: a query may still read it, or a run be writing it."""
    staging_days: int = Field(default=14, ge=1)
    """Days after which what a run left staged is removed."""
    airflow_days: int = Field(default=30, ge=1)
    """Days that Airflow's runs and logs are kept."""
