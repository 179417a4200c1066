"""HTTP/2: against a real server, and against one that breaks the protocol."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import threading

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import hypercorn.asyncio
import hypercorn.config
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sources.fetch import Exchange, Fetcher, FetchRules, Request
from tests.integration.certificates import HOST, certificate, certificates, key_pem, pem
from tests.integration.misbehaving_server import PAGE, VirtualClock, resolve

RULES = FetchRules(
    contact="https://courier.example/bot",
    private_hosts=frozenset({HOST}),
    first_byte_seconds=2,
    max_body_bytes=300_000,
    total_seconds=5,
)


class InThread:
    """Runs a coroutine that takes (ready, stop) in a loop of its own."""

    def __init__(self, serve):
        self._serve = serve

    def __enter__(self):
        self._loop, self._ready = asyncio.new_event_loop(), threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self):
        self._loop.run_until_complete(self._serve(self._ready, self._stop))

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


def fetched(trust, port, *paths, keep=lambda _: None):
    async def run():
        async with Fetcher(RULES, keep, clock=VirtualClock(), resolve=resolve, tls=trust) as fetcher:
            return [await fetcher.fetch(Request(f"https://{HOST}:{port}{path}")) for path in paths]

    return asyncio.run(run())


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"]
    plenty = path == "/plenty"
    body = b"" if path == "/robots.txt" else gzip.compress(PAGE + path.encode())
    headers = [(b"content-type", b"text/html"), (b"x-version", scope["http_version"].encode())]
    if path == "/manyheaders":
        headers += [(f"x-{n}".encode(), b"y" * 500) for n in range(200)]
    if not plenty:
        headers.append((b"content-encoding", b"gzip"))
    status = 404 if path == "/robots.txt" else 200
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for _ in range(100 if plenty else 0):
        await send({"type": "http.response.body", "body": b"x" * 10_000, "more_body": True})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def real_server(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = certificate(name, name, key, key, days=(-1, 30), host=HOST)
    folder = tmp_path_factory.mktemp("tls")
    (folder / "key.pem").write_text(key_pem(key))
    (folder / "cert.pem").write_text(pem(made))
    config = hypercorn.config.Config()
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config.bind = [f"fd://{listening.detach()}"]
    config.certfile, config.keyfile = str(folder / "cert.pem"), str(folder / "key.pem")
    config.graceful_timeout = 0
    config.accesslog = config.errorlog = None

    async def serve(ready, stop):
        ready.set()
        await hypercorn.asyncio.serve(application, config, shutdown_trigger=stop.wait)

    with InThread(serve):
        yield ssl.create_default_context(cadata=pem(made)), port


def test_pages_come_over_http2(real_server):
    hops = []
    results = fetched(*real_server, "/one", "/two", keep=hops.append)
    assert [result.content for result in results] == [PAGE + b"/one", PAGE + b"/two"]
    assert {hop.http_version for hop in hops} == {"HTTP/2"}
    assert [result.final.header("x-version") for result in results] == ["2", "2"]
    assert results[0].final.tls_version == "TLSv1.3"
    assert gzip.decompress(hops[1].body) == PAGE + b"/one", "the body is kept as it was sent"


def test_what_is_too_large_is_given_up_and_the_next_page_is_not_harmed(real_server):
    plenty, after, headers, last = fetched(*real_server, "/plenty", "/after", "/manyheaders", "/last")
    assert (plenty.reason, plenty.hops[-1].truncated) == ("too_large", "length")
    assert headers.reason == "headers_too_large"
    assert [after.content, last.content] == [PAGE + b"/after", PAGE + b"/last"]


class BadServer:
    """Speaks HTTP/2 until it comes to the path."""

    def __init__(self):
        self.asked = []
        self.contexts, self.trust = certificates()
        self.context = self.contexts["https"]
        self.context.set_alpn_protocols(["h2"])

    async def serve(self, ready, stop):
        server = await asyncio.start_server(self.connection, "127.0.0.1", 0, ssl=self.context)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    async def connection(self, reader, writer):
        # What we send is not checked: it is meant to be wrong.
        config = h2.config.H2Configuration(
            client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False
        )
        state = h2.connection.H2Connection(config)
        state.initiate_connection()
        writer.write(state.data_to_send())
        with contextlib.suppress(OSError, h2.exceptions.ProtocolError):
            while data := await reader.read(65536):
                for event in state.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        path = dict(event.headers)[b":path"].decode()
                        self.asked.append(path)
                        self.answer(state, event.stream_id, path, writer)
                writer.write(state.data_to_send())
                await writer.drain()
        writer.close()

    def answer(self, state, stream, path, writer):
        ok = [(":status", "200"), ("content-type", "text/html")]
        if path == "/robots.txt":
            state.send_headers(stream, [(":status", "404")], end_stream=True)
        elif path == "/reset":
            state.send_headers(stream, ok)
            state.send_data(stream, b"<p>half")
            state.reset_stream(stream)
        elif path == "/goaway":
            state.close_connection()
        elif path == "/linebreak":
            state.send_headers(stream, [*ok, ("x-note", "a\r\nSet-Cookie: b=c")])
            state.send_data(stream, PAGE, end_stream=True)
        elif path == "/nostatus":
            state.send_headers(stream, [("content-type", "text/html")])
            state.send_data(stream, PAGE, end_stream=True)
        elif path == "/garbage":
            # Data on a stream that nobody opened.
            writer.write(b"\0\0\4\0\0\0\0\0\x63text")
        elif path == "/length":
            state.send_headers(stream, [*ok, ("content-length", "5")])
            state.send_data(stream, PAGE, end_stream=True)
        else:
            state.send_headers(stream, ok)
            state.send_data(stream, PAGE, end_stream=True)


@pytest.fixture(scope="module")
def bad_server():
    server = BadServer()
    with InThread(server.serve):
        yield server


@pytest.mark.parametrize(
    ("path", "reason", "requests"),
    [
        ("/reset", "connection_error", 3),
        # One more: the first went out on a connection that had been idle, where hanging up costs no attempt.
        ("/goaway", "connection_error", 4),
        ("/linebreak", "protocol_error", 1),
        ("/garbage", "protocol_error", 1),
        ("/length", "protocol_error", 1),
    ],
)
def test_a_broken_protocol_ends_in_a_reason(bad_server, path, reason, requests):
    before = bad_server.asked.count(path)
    failure, page = fetched(bad_server.trust, bad_server.port, path, "/page")
    assert (failure.reason, bad_server.asked.count(path) - before) == (reason, requests), failure.detail
    assert isinstance(page, Exchange)
    assert page.content == PAGE
