"""One request on the wire: its response, within limits of time and size, and what went wrong."""

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpcore2
from ada_url import URL

from sources.fetch.address import PublicBackend
from sources.fetch.connections import Connections
from sources.fetch.exchange import Headers, Trouble, Truncated, header
from sources.fetch.rules import FetchRules
from sources.fetch.troubles import trouble_of
from sources.fetch.urls import target_of

DEFAULT_PORTS = {"http:": 80, "https:": 443}


@dataclass(slots=True)
class Answer:
    """What came so far of a response. Without a status nothing did."""

    status: int = 0
    reason_phrase: str = ""
    http_version: str = ""
    headers: Headers = ()
    body: bytearray = field(default_factory=bytearray)
    truncated: Truncated = ""
    address: str = ""
    tls_version: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of a body to take; `quiet`: what is over is cut off, and that is no trouble."""

    most_bytes: int
    quiet: bool


Judge = Callable[[Answer], Plan | Trouble]
"""Looks at status and headers and says whether to read on."""


class Wire:
    """Sends requests. Redirects, politeness and retries are others' business."""

    def __init__(self, rules: FetchRules, backend: PublicBackend, tls: ssl.SSLContext) -> None:
        self._rules = rules
        self._connections = Connections(backend, tls, rules.keep_alive_seconds, most=8 * rules.max_at_once)

    async def get(self, url: str, headers: Headers, judge: Judge) -> tuple[Answer, Trouble | None]:
        """Return what came for a clean URL, and what went wrong: both where a response broke off."""
        answer, started, deadline = Answer(), time.perf_counter(), asyncio.timeout(self._rules.total_seconds)
        trouble = None
        try:
            async with deadline:
                trouble = await self._exchange(url, headers, judge, answer)
        except Exception as error:  # noqa: BLE001 - whatever a server makes a library raise, one URL must not end a crawl
            trouble = trouble_of(error, in_body=bool(answer.status))
            if deadline.expired():
                trouble = Trouble("slow", f"{len(answer.body)} bytes in {self._rules.total_seconds:g} s")
            if answer.status:
                answer.truncated = "time" if trouble.reason in {"slow", "timed_out"} else "disconnect"
        answer.seconds = time.perf_counter() - started
        return answer, trouble

    async def aclose(self) -> None:
        """Close all connections."""
        await self._connections.aclose()

    async def _exchange(self, url: str, headers: Headers, judge: Judge, answer: Answer) -> Trouble | None:
        request = _request(url, headers, self._rules)
        origin = request.url.origin
        whole = False
        connection, used_before = await self._connections.take(origin)
        try:
            try:
                response = await self._head(connection, request)
            except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable) as error:
                if not used_before or trouble_of(error, in_body=False).reason != "connection_error":
                    raise
                # The server may have hung up while we were idle: no error, and no attempt (RFC 9110, 9.2.2).
                await connection.aclose()
                connection = self._connections.new(origin)
                response = await self._head(connection, request)
            trouble, whole = await self._read(response, judge, answer)
            if whole:
                await response.aclose()
            return trouble
        finally:
            await (self._connections.give_back(connection, origin) if whole else connection.aclose())

    async def _head(self, connection: httpcore2.AsyncHTTPConnection, request: httpcore2.Request) -> httpcore2.Response:
        async with asyncio.timeout(self._rules.first_byte_seconds):
            return await connection.handle_async_request(request)

    async def _read(self, response: httpcore2.Response, judge: Judge, answer: Answer) -> tuple[Trouble | None, bool]:
        """Fill `answer`; return what is wrong with it, and whether the body was read to its end."""
        fill_head(answer, response)
        plan = head_trouble(answer.headers, self._rules.max_header_bytes) or judge(answer)
        if isinstance(plan, Trouble):
            answer.truncated = "length" if plan.reason == "too_large" else "unspecified"
            return plan, False
        declared = header(answer.headers, "content-length")
        if declared.isdecimal() and int(declared) > plan.most_bytes and not plan.quiet:
            answer.truncated = "length"
            return Trouble("too_large", f"{declared} bytes are declared, more than {plan.most_bytes}"), False
        async for chunk in response.aiter_stream():
            answer.body += chunk
            if len(answer.body) > plan.most_bytes:
                del answer.body[plan.most_bytes :]
                answer.truncated = "length"
                return None if plan.quiet else Trouble("too_large", f"more than {plan.most_bytes} bytes"), False
        return None, True


def _request(url: str, headers: Headers, rules: FetchRules) -> httpcore2.Request:
    parts = URL(url)
    where = httpcore2.URL(
        scheme=parts.protocol.removesuffix(":").encode(),
        host=parts.hostname.strip("[]").encode(),
        port=int(parts.port) if parts.port else DEFAULT_PORTS[parts.protocol],
        target=target_of(url).encode(),
    )
    return httpcore2.Request(
        b"GET",
        where,
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        extensions={
            "timeout": {"connect": rules.connect_seconds, "read": rules.read_seconds, "write": rules.connect_seconds}
        },
    )


def fill_head(answer: Answer, response: httpcore2.Response) -> None:
    """Copy what is known once the headers are in."""
    stream = response.extensions["network_stream"]
    answer.status = response.status
    answer.http_version = response.extensions["http_version"].decode("latin-1")
    answer.reason_phrase = response.extensions.get("reason_phrase", b"").decode("latin-1")
    answer.headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    answer.address = str((stream.get_extra_info("server_addr") or ("",))[0])
    secured = stream.get_extra_info("ssl_object")
    answer.tls_version = (secured.version() or "") if secured else ""


def head_trouble(headers: Headers, most_bytes: int) -> Trouble | None:
    """Return what is wrong with headers as such."""
    size = sum(len(name) + len(value) + 4 for name, value in headers)
    if size > most_bytes:
        return Trouble("headers_too_large", f"{size} bytes of headers, more than {most_bytes}")
    # h11 refuses these; under HTTP/2 httpcore lets them through.
    if any(set("\r\n\0") & set(name + value) for name, value in headers):
        return Trouble("protocol_error", "a header holds a line break or a NUL")
    return None
