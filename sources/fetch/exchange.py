"""What goes into a fetch and what comes out of it."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, NamedTuple

Headers = tuple[tuple[str, str], ...]
"""Names and values in their order, each byte a character (Latin-1)."""
Truncated = Literal["", "length", "time", "disconnect", "unspecified"]
"""Why a body is not whole, in WARC-Truncated's words."""


class Trouble(NamedTuple):
    """What went wrong with one attempt. `passing`: another attempt may go well."""

    reason: str
    detail: str
    passing: bool = False


class Earlier(NamedTuple):
    """The newest whole response to a URL that is in an archive: what a revisit record refers to."""

    record_id: str
    url: str
    fetched_at: datetime
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Request:
    """A URL to fetch, with what an earlier fetch left. The defaults of types and size are those of the rules."""

    url: str
    etag: str = ""
    last_modified: str = ""
    source: str = ""
    earlier: Earlier | None = None
    content_types: tuple[str, ...] | None = None
    max_body_bytes: int | None = None
    cut_off: bool = False
    """What is longer is cut off, instead of refused."""

    @property
    def is_conditional(self) -> bool:
        """Whether the site may answer "not modified"."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request and the response to it, as received but for the transfer encoding, which is undone."""

    url: str
    request_headers: Headers
    status: int
    reason_phrase: str = ""
    http_version: str
    headers: Headers
    body: bytes = field(repr=False)
    """With its content encoding. Empty once the hop is kept, except in an Exchange's last hop."""
    truncated: Truncated = ""
    address: str = ""
    tls_version: str = ""
    fetched_at: datetime
    seconds: float = 0.0
    record_id: str
    payload_digest: str
    source: str = ""
    via: str = ""
    """The URL that redirected here."""
    number: int = 0
    """Redirects before this hop."""
    attempt: int = 1
    robots_rule: str = ""
    note: str = ""
    earlier: Earlier | None = None

    def header(self, name: str) -> str:
        """Return the first value of a header, or ""."""
        return header(self.headers, name)

    @property
    def repeats_earlier(self) -> bool:
        """Whether the earlier response says it all: same payload, or "not modified"."""
        same = self.status == 304 or self.payload_digest == self.earlier.payload_digest if self.earlier else False  # noqa: PLR2004
        return same and not self.truncated

    def without_body(self) -> "Hop":
        """Return the hop for the records: its body is in the archive."""
        return replace(self, body=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A fetch that brought a page, or word that it has not changed."""

    request: Request
    hops: tuple[Hop, ...]
    """Every response, redirects and failed attempts included; the last is the answer."""
    content: bytes = field(repr=False)
    """The body without its content encoding; empty where `not_modified`."""
    not_modified: bool = False

    @property
    def final(self) -> Hop:
        """The answer itself."""
        return self.hops[-1]

    @property
    def url(self) -> str:
        """Where the answer came from, after redirects."""
        return self.final.url

    @property
    def etag(self) -> str:
        """To be sent next time."""
        return self.final.header("etag") or (self.request.etag if self.not_modified else "")

    @property
    def last_modified(self) -> str:
        """To be sent next time."""
        return self.final.header("last-modified") or (self.request.last_modified if self.not_modified else "")

    @property
    def earlier(self) -> Earlier | None:
        """What the next request should carry: the record that holds the body."""
        hop = self.final
        if hop.repeats_earlier:
            return hop.earlier
        return None if self.not_modified else Earlier(hop.record_id, hop.url, hop.fetched_at, hop.payload_digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A fetch that brought nothing usable, and why."""

    request: Request
    url: str
    """Where it failed, after redirects."""
    reason: str
    """Short and stable, in snake case: docs/decisions/0015-fetching.md lists them."""
    detail: str = ""
    hops: tuple[Hop, ...] = ()
    retry_after: float | None = None
    """Seconds after which the site may be asked again, where that is known."""


def header(headers: Headers, name: str) -> str:
    """Return the first value of a header, or ""."""
    return next((value for key, value in headers if key.lower() == name), "")


def digest(content: bytes) -> str:
    """Return a digest as WARC writes it: algorithm, colon, Base32."""
    return f"sha256:{base64.b32encode(hashlib.sha256(content).digest()).decode('ascii')}"
