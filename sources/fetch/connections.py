"""Open connections, one request at a time on each, kept a while for the next page of the same site."""

import ssl
from collections import OrderedDict

import h11
import httpcore2


class Connections:
    """Connections by origin. HTTP/2 where the server offers it under TLS, else HTTP/1.1.

    Not httpcore's pool, because a connection whose response was not read to its end must be closed, under HTTP/2
    too, where the pool would keep it and the rest of the body would go on arriving.
    """

    def __init__(
        self, backend: httpcore2.AsyncNetworkBackend, tls: ssl.SSLContext, keep_seconds: float, most: int
    ) -> None:
        self._backend = backend
        self._tls = tls
        self._keep_seconds = keep_seconds
        self._most = most
        self._idle: OrderedDict[httpcore2.AsyncHTTPConnection, httpcore2.Origin] = OrderedDict()

    async def take(self, origin: httpcore2.Origin) -> tuple[httpcore2.AsyncHTTPConnection, bool]:
        """Return a connection to the origin, and whether it was used before."""
        for connection in [kept for kept, its_origin in self._idle.items() if its_origin == origin]:
            del self._idle[connection]
            if connection.is_available() and not connection.has_expired():
                return connection, True
            await connection.aclose()
        return self.new(origin), False

    def new(self, origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        """Return a connection that is not open yet."""
        return httpcore2.AsyncHTTPConnection(
            origin,
            ssl_context=self._tls,
            keepalive_expiry=self._keep_seconds,
            http2=True,
            network_backend=self._backend,
        )

    async def give_back(self, connection: httpcore2.AsyncHTTPConnection, origin: httpcore2.Origin) -> None:
        """Keep a connection whose response was read to its end; of too many the one idle for longest goes."""
        if not connection.is_available() or _has_more(connection):
            await connection.aclose()
            return
        self._idle[connection] = origin
        while len(self._idle) > self._most:
            oldest, _ = self._idle.popitem(last=False)
            await oldest.aclose()

    async def aclose(self) -> None:
        """Close all of them."""
        while self._idle:
            connection, _ = self._idle.popitem()
            await connection.aclose()


def _has_more(connection: httpcore2.AsyncHTTPConnection) -> bool:
    """Whether bytes came after the response: its Content-Length was too short, and they would open the next one."""
    inner = connection._connection  # noqa: SLF001 - httpcore tells it nowhere else; a test holds it
    state = getattr(inner, "_h11_state", None)
    return isinstance(state, h11.Connection) and bool(state.trailing_data[0])
