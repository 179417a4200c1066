"""How a crawl behaves: who it says it is, how often it asks, and when it has enough."""

from dataclasses import dataclass

PAGE_TYPES = ("text/html", "application/xhtml+xml")
FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
    "text/plain",
    "application/gzip",
    "application/x-gzip",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """The rules of one crawl. Times are in seconds, sizes in bytes."""

    contact: str
    """URL or mail address at which a site's keeper finds us; a part of the user agent."""
    product: str = "Newslake"
    """Our name in the user agent and in robots.txt."""
    version: str = "0.1"

    delay_seconds: float = 5.0
    """Between two starts at one site; a longer crawl-delay in robots.txt takes its place."""
    delay_jitter: float = 0.2
    """Up to this share of the delay is added by chance, so that we do not beat time."""
    longest_crawl_delay_seconds: float = 60.0
    max_at_once: int = 4
    """Exchanges under way at any moment, all sites together."""
    max_at_once_per_site: int = 1
    max_waiting: int = 10_000
    """Requests that fetch_all holds before it takes more of its input."""

    max_attempts: int = 3
    """Tries a URL gets in all, its redirects included."""
    backoff_seconds: float = 2.0
    """Rest of a site after an error that may pass; doubled with each further one."""
    rest_after_429_seconds: float = 30.0
    longest_retry_after_seconds: float = 3600.0
    longest_wait_seconds: float = 120.0
    """A site that rests longer than this is not waited for: its requests fail at once."""
    troubles_before_rest: int = 5
    """Errors in a row, of any of its URLs, after which a site is taken for dead."""
    rest_of_dead_site_seconds: float = 600.0

    robots_seconds: float = 86_400.0
    """A robots.txt is believed this long: RFC 9309 allows a day."""
    robots_error_seconds: float = 600.0
    """After this long a robots.txt that could not be had is asked for again."""
    max_robots_bytes: int = 500 * 1024
    max_robots_redirects: int = 5
    max_robots_kept: int = 1000

    max_redirects: int = 10
    connect_seconds: float = 10.0
    first_byte_seconds: float = 30.0
    """From the start to the end of the response's headers, connecting included."""
    read_seconds: float = 15.0
    """Without a byte of the body."""
    total_seconds: float = 60.0
    max_header_bytes: int = 64 * 1024
    max_body_bytes: int = 10_000_000
    """As sent, that is compressed."""
    max_content_bytes: int = 30_000_000
    """Decompressed."""
    max_aside_bytes: int = 256 * 1024
    """Of redirects and error pages this much is kept; the rest is cut off and is no error."""
    content_types: tuple[str, ...] = PAGE_TYPES
    """What is wanted where a request names nothing else; a response without a type is taken."""
    keep_alive_seconds: float = 90.0

    private_hosts: frozenset[str] = frozenset()
    """Hosts, as URLs write them, that may have addresses that are not public."""

    def __post_init__(self) -> None:
        for name in ("contact", "product", "version"):
            value = getattr(self, name)
            if not value or not value.isascii() or not value.isprintable() or set(value) & set("()"):
                raise ValueError(f"{name} {value!r} can't stand in a user agent: give printable ASCII, no brackets")
        for name in ("max_at_once", "max_at_once_per_site", "max_attempts", "troubles_before_rest", "max_waiting"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")

    @property
    def user_agent(self) -> str:
        """The User-Agent that every request carries."""
        return f"{self.product}/{self.version} (+{self.contact})"
