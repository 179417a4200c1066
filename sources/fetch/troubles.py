"""Errors of the network and of libraries, said in our reasons."""

import ssl
from collections.abc import Iterator

import h2.exceptions
import h11
import httpcore2

from sources.fetch.address import UnreachableError
from sources.fetch.exchange import Trouble
from sources.fetch.urls import one_line

BROKEN_OFF = ("Server disconnected", "peer closed connection", "peer unexpectedly closed")
"""How httpcore and h11 begin when the other side hung up, which they raise as an error of protocol."""
TOO_LARGE_STATUS = 431


def trouble_of(error: Exception, *, in_body: bool) -> Trouble:
    """Return what an error raised by an exchange means. `in_body`: the headers had come."""
    where = "in the body" if in_body else "before the response"
    text = one_line(str(error) or type(error).__name__)
    for cause in _causes(error):
        if isinstance(cause, UnreachableError):
            return cause.trouble
        if isinstance(cause, h2.exceptions.DenialOfServiceError) or (
            isinstance(cause, h11.RemoteProtocolError) and cause.error_status_hint == TOO_LARGE_STATUS
        ):
            return Trouble("headers_too_large", text)
        # Only of a handshake: later ones are the connection's, and "want read" is no error at all.
        handshake = isinstance(error, httpcore2.ConnectError) and isinstance(cause, ssl.SSLError)
        if handshake and not isinstance(cause, ssl.SSLEOFError):
            return Trouble("tls_error", text)
    if isinstance(error, (TimeoutError, httpcore2.TimeoutException)):
        return Trouble("timed_out", f"nothing came for too long {where}", passing=True)
    hung_up = text.startswith(BROKEN_OFF) or isinstance(error, httpcore2.ConnectionNotAvailable)
    # A reset stream or a GOAWAY carries its event, not a text or an error.
    reset = isinstance(error, httpcore2.RemoteProtocolError) and not isinstance(error.args[0], (str, Exception))
    if hung_up or reset or isinstance(error, (httpcore2.NetworkError, OSError)):
        return Trouble("connection_error", f"{text} {where}", passing=True)
    return Trouble("protocol_error", f"{type(error).__name__}: {text} {where}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it was raised from, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
