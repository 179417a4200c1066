"""Connecting to public addresses only: the address that is checked is the one that is connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpcore2

from sources.fetch.exchange import Trouble

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to addresses; OSError (socket.gaierror) where there is none."""
NAT64 = "64:ff9b::"
ADDRESSES_TRIED = 4


class UnreachableError(Exception):
    """A host that is not connected to."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.detail)
        self.trouble = trouble


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether anyone on the internet may have this address, however it is written."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and address.lower().startswith(NAT64):
            inner = IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class PublicBackend(httpcore2.AnyIOBackend):
    """Sockets to public addresses, and to the private ones of hosts that are named."""

    def __init__(self, private_hosts: frozenset[str], resolve: Resolve = resolve) -> None:
        self._private_hosts = private_hosts
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve the host once, check every address, and connect to the first that answers."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            passing = getattr(error, "errno", None) == socket.EAI_AGAIN
            raise UnreachableError(Trouble("dns_error", f"{host}: {error}", passing)) from error
        if not addresses:
            raise UnreachableError(Trouble("dns_error", f"{host} has no address"))
        private = [] if host in self._private_hosts else [address for address in addresses if not is_public(address)]
        if private:
            # A name with public and private addresses is refused too: there is no honest reason for one.
            raise UnreachableError(Trouble("private_address", f"{host} is {private[0]}, which is not public"))
        last: Exception | None = None
        for address in addresses[:ADDRESSES_TRIED]:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        raise last or httpcore2.ConnectError(f"no address of {host} answers")
