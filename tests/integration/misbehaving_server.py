"""A web server on loopback that does on purpose what servers do by mistake or malice.

Its behaviour follows the path, that of robots.txt the host. `resolve` leads every name to it, so that tests have as
many sites as they like.
"""

import asyncio
import contextlib
import gzip
import ssl
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sources.fetch import Fetcher, FetchRules
from tests.integration.certificates import HOST, certificates

PAGE = b"<!doctype html><title>Harbour reopens</title><p>The harbour of Port Lumen reopened on Monday.</p>"
BOMB = gzip.compress(b"\0" * 40_000_000)
"""Packed once: on a busy machine it takes longer than a client waits for an answer."""
NOW = datetime(2025, 5, 4, 12, 0, tzinfo=UTC)
CHARSETS = {
    "euc-kr": "항구가 다시 열렸다",
    "shift_jis": "港が再開した",
    "gb18030": "港口重新开放",
    "windows-1251": "Гавань снова открыта",
    "utf-16": "Höfn opnuð á ný",
}


class VirtualClock:
    """Time that passes only where somebody sleeps."""

    def __init__(self):
        self.seconds = 1000.0
        self.slept = []

    def monotonic(self):
        return self.seconds

    def now(self):
        return NOW + timedelta(seconds=self.seconds - 1000.0)

    async def sleep(self, seconds):
        until = self.seconds + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0.002)
        self.seconds = max(self.seconds, until)


@dataclass
class Asked:
    """One request as the server got it."""

    host: str
    path: str
    headers: dict


HOSTS = ["forbids", "slowly", "tooslowly", "robots503", "robots403", "robotsmoved", "robotsloop", "robotslarge"]
RULES = FetchRules(
    contact="https://courier.example/bot",
    private_hosts=frozenset(
        {HOST, "xn--bcher-kva.example", *(f"{name}.example" for name in [*HOSTS, "robotshtml", "a", "b", "c", "d"])}
    ),
    first_byte_seconds=0.4,
    read_seconds=0.3,
    total_seconds=0.8,
)


async def resolve(host, port):
    return ["127.0.0.1"]


def fetched(server, *requests, clock=None, keep=lambda _: None):
    """Fetch one after the other with one fetcher, whose chance is always a half."""

    async def run():
        async with Fetcher(
            RULES, keep, clock=clock or VirtualClock(), chance=lambda: 0.5, resolve=resolve, tls=server.trust
        ) as fetcher:
            return [await fetcher.fetch(request) for request in requests]

    return asyncio.run(run())


def head(status="200 OK", *headers, type_="text/html; charset=utf-8", length=None):
    lines = [f"HTTP/1.1 {status}"]
    if type_:
        lines.append(f"Content-Type: {type_}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1")


def page(body=PAGE, *headers, status="200 OK", type_="text/html; charset=utf-8"):
    return head(status, *headers, type_=type_, length=len(body)) + body


class MisbehavingServer:
    """Runs in a thread of its own between `with` and its end."""

    def __init__(self):
        self.asked = []
        self.ports = {}
        self.contexts, self.trust = certificates()
        self.times = Counter()

    def url(self, path, host=HOST, kind="http"):
        return f"{'http' if kind == 'http' else 'https'}://{host}:{self.ports[kind]}{path}"

    def paths(self, host=None):
        return [asked.path for asked in self.asked if host in (None, asked.host)]

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready):
        self._stop = asyncio.Event()
        servers = [await asyncio.start_server(self._connection, "127.0.0.1", 0)]
        self.ports["http"] = servers[0].sockets[0].getsockname()[1]
        for kind, context in self.contexts.items():
            server = await asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=context)
            self.ports[kind] = server.sockets[0].getsockname()[1]
            servers.append(server)
        ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:] if line)}
                host = headers["host"].partition(":")[0]
                self.asked.append(Asked(host, path, headers))
                await self._answer(host, path, headers, writer)
                await writer.drain()
                if path.startswith("/broken/"):
                    break
        with contextlib.suppress(OSError, ssl.SSLError):
            writer.close()

    async def _answer(self, host, path, headers, writer):
        if path == "/robots.txt":
            writer.write(self._robots(host))
        elif path.startswith("/broken/"):
            await self._broken(path.removeprefix("/broken/"), writer)
        else:
            writer.write(self._page(path, headers))

    def _robots(self, host):  # noqa: PLR0911 - one for each kind
        self.times[f"robots {host}"] += 1
        text = lambda lines: page(lines.encode(), type_="text/plain")  # noqa: E731
        match host.partition(".")[0]:
            case "forbids":
                return text("User-agent: *\nDisallow: /\n\nUser-agent: newslake\nAllow: /open\nDisallow: /\n")
            case "slowly":
                return text("User-agent: *\nCrawl-delay: 20\nSitemap: https://courier.example/sitemap.xml\n")
            case "tooslowly":
                return text("User-agent: *\nCrawl-delay: 86400\n")
            case "robots503":
                return page(b"", status="503 Service Unavailable")
            case "robots403":
                return page(b"no", status="403 Forbidden")
            case "robotsmoved":
                return head(
                    "301 Moved Permanently", f"Location: {self.url('/robots.txt', 'forbids.example')}", length=0
                )
            case "robotsloop":
                return head("302 Found", "Location: /robots.txt", length=0)
            case "robotslarge":
                # The rule that forbids everything lies beyond the limit.
                return text("User-agent: *\nDisallow: /closed\n" + "#" * 79 + "\n" * (600 * 1024) + "Disallow: /\n")
            case "robotshtml":
                return page(PAGE)
        return page(b"not here", status="404 Not Found")

    def _page(self, path, headers):  # noqa: PLR0911 - one for each kind
        name, _, rest = path[1:].partition("/")
        self.times[path] += 1
        match name:
            case "loop":
                return head("302 Found", f"Location: /loop/{'b' if rest == 'a' else 'a'}", length=0)
            case "chain":
                target = f"/chain/{int(rest) - 1}" if int(rest) else "/page"
                return head("301 Moved Permanently", f"Location: {target}", length=0)
            case "to":
                return head("302 Found", f"Location: {rest}", length=0)
            case "tonowhere":
                return head("302 Found", length=0)
            case "injected":
                return head("302 Found", "Location: /page%0d%0aSet-Cookie:%20a=b\tx", length=0)
            case "control":
                return head("302 Found", "Location: /pa\x00ge", length=0)
            case "charset":
                body = f"<title>{CHARSETS[rest]}</title>".encode(rest)
                return page(body, type_=f"text/html; charset={rest}")
            case "wrongcharset":
                return page("<title>港口</title>".encode("gb18030"), type_="text/html; charset=no-such-charset")
            case "nocharset":
                return page("<title>항구</title>".encode("euc-kr"), type_="")
            case "gzip":
                return page(gzip.compress(PAGE), "Content-Encoding: gzip")
            case "bomb":
                return page(BOMB, "Content-Encoding: gzip")
            case "notgzip":
                return page(PAGE, "Content-Encoding: gzip")
            case "utf8coding":
                return page(PAGE, "Content-Encoding: utf-8")
            case "large":
                return head(length=10**9) + b"x"
            case "excess":
                return head(length=len(PAGE)) + PAGE + page(b"<p>forged") * 3
            case "unasked304":
                return head("304 Not Modified", type_="")
            case "conditional":
                if headers.get("if-none-match") == '"v1"' or headers.get("if-modified-since"):
                    return head("304 Not Modified", 'ETag: "v1"', type_="")
                return page(PAGE, 'ETag: "v1"', "Last-Modified: Sun, 04 May 2025 10:00:00 GMT", "Set-Cookie: a=b")
            case "soft404":
                return page(b"<title>Page not found</title>")
            case "status":
                return page(b"<p>sorry", status=f"{rest} Whatever")
            case "storm":
                return page(b"<p>slow down", "Retry-After: 40", status="429 Too Many Requests")
            case "stormuntil":
                at = format_datetime(NOW + timedelta(hours=3), usegmt=True)
                return page(b"<p>slow down", f"Retry-After: {at}", status="429 Too Many Requests")
            case "recovers":
                return page() if self.times[path] > 2 else page(b"", "Retry-After: 7", status="503 Service Unavailable")
            case "picture":
                return page(b"\x89PNG", type_="image/png")
            case "manyheaders":
                return head("200 OK", *(f"X-{n}: {'y' * 100}" for n in range(700)), length=0)
        return page(PAGE + path.encode())

    async def _broken(self, path, writer):
        match path:
            case "short":
                # Content-Length says more than there is.
                writer.write(head(length=1000) + PAGE)
            case "reset":
                writer.write(head(length=1000) + PAGE)
                await writer.drain()
                writer.transport.abort()
            case "silence":
                pass
            case "hangs":
                await asyncio.sleep(30)
            case "drip":
                writer.write(head(length=10_000))
                for _ in range(2000):
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.02)
            case "stalls":
                writer.write(head(length=10_000) + b"x")
                await writer.drain()
                await asyncio.sleep(30)
            case "dripheaders":
                for byte in head("200 OK", f"X-Long: {'y' * 5000}"):
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.02)
            case "endless":
                writer.write(head("200 OK", "Transfer-Encoding: chunked"))
                for _ in range(100_000):
                    writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                    await writer.drain()
            case "endlessheader":
                writer.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
                for _ in range(10_000):
                    writer.write(b"y" * 65536)
                    await writer.drain()
            case "continues":
                for _ in range(100_000):
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.001)
            case "chunks":
                writer.write(head("200 OK", "Transfer-Encoding: chunked") + b"5\r\nhello\r\nZZ\r\nworld\r\n")
            case "chunkscut":
                writer.write(head("200 OK", "Transfer-Encoding: chunked") + b"ff\r\nhello")
            case "http09":
                writer.write(PAGE)
            case "garbage":
                writer.write(bytes(range(256)) * 4)
            case "untilclose":
                writer.write(head() + PAGE)
            case "twolengths":
                writer.write(head("200 OK", "Content-Length: 5", length=7) + PAGE)
