"""robots.txt, delays between requests, many sites at once, and addresses that are nobody's business."""

import asyncio
import dataclasses
from collections import defaultdict
from itertools import pairwise

import pytest

from sources.fetch import Exchange, Failure, Fetcher, Request
from tests.integration.certificates import HOST
from tests.integration.misbehaving_server import PAGE, RULES, MisbehavingServer, VirtualClock, fetched, resolve


@pytest.fixture(scope="module")
def server():
    with MisbehavingServer() as running:
        yield running


@pytest.mark.parametrize(
    ("host", "path", "reason"),
    [
        ("forbids.example", "/page", "robots_disallowed"),
        ("forbids.example", "/open/page", None),
        ("robots503.example", "/page", "robots_unavailable"),
        ("robots403.example", "/page", None),
        ("robotsloop.example", "/page", None),
        ("robotsmoved.example", "/page", "robots_disallowed"),
        ("robotslarge.example", "/page", None),
        ("robotslarge.example", "/closed", "robots_disallowed"),
        ("robotshtml.example", "/page", None),
    ],
)
def test_robots_are_obeyed(server, host, path, reason):
    (result,) = fetched(server, Request(server.url(path, host)))
    assert (result.reason if isinstance(result, Failure) else None) == reason
    assert (path in server.paths(host)) == (reason is None)


def test_the_rule_that_decides_is_told(server):
    url = server.url("/page", "forbids.example")
    closed, opened = fetched(server, Request(url), Request(server.url("/open/x", "forbids.example")))
    assert closed.detail == "newslake: disallow /"
    assert opened.final.robots_rule == "newslake: allow /open"


def test_robots_are_asked_for_once_a_day_and_after_an_error_again(server):
    async def run(host, later):
        clock, before = VirtualClock(), server.times[f"robots {host}"]
        async with Fetcher(RULES, clock=clock, resolve=resolve, tls=server.trust) as fetcher:
            for _ in range(3):
                await fetcher.fetch(Request(server.url("/page", host)))
            clock.seconds += later
            await fetcher.fetch(Request(server.url("/page", host)))
        return server.times[f"robots {host}"] - before

    assert asyncio.run(run("robots403.example", 80_000)) == 1
    assert asyncio.run(run("robots403.example", 87_000)) == 2
    assert asyncio.run(run("robots503.example", 601)) == 5, "three attempts, then two until the site is taken for dead"


def test_robots_forbid_where_a_redirect_leads(server):
    target = server.url("/page", "forbids.example")
    before = len(server.paths("forbids.example"))
    (failure,) = fetched(server, Request(server.url(f"/to/{target}")))
    assert (failure.reason, failure.url) == ("robots_disallowed", target)
    assert server.paths("forbids.example")[before:] == ["/robots.txt"]


def test_the_sitemaps_of_robots_are_told(server):
    async def run():
        async with Fetcher(RULES, clock=VirtualClock(), resolve=resolve, tls=server.trust) as fetcher:
            return await fetcher.sitemaps(server.url("/", "slowly.example"))

    assert asyncio.run(run()) == ("https://courier.example/sitemap.xml",)


@pytest.mark.parametrize(("host", "delay"), [(HOST, 5), ("slowly.example", 20), ("tooslowly.example", 60)])
def test_starts_at_one_site_lie_apart(server, host, delay):
    hops, clock = [], VirtualClock()
    fetched(server, *[Request(server.url(f"/{n}", host)) for n in range(4)], clock=clock, keep=hops.append)
    starts = [hop.fetched_at for hop in hops]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    assert gaps == pytest.approx([delay * 1.1] * 4, abs=0.01), "with half of the jitter of 0.2, robots.txt included"


def crowd(server, requests, rules, on_result):
    async def run():
        async with Fetcher(rules, clock=VirtualClock(), resolve=resolve, tls=server.trust) as fetcher:
            await fetcher.fetch_all(requests, on_result)

    asyncio.run(run())


def test_many_sites_go_side_by_side_and_each_in_its_order(server):
    hosts = ["a.example", "b.example", "c.example", "forbids.example", "robots503.example"]
    requests = [Request(server.url(f"/{n}", host)) for n in range(6) for host in hosts]
    requests += [Request("nonsense"), Request(server.url("/broken/garbage", "d.example"))]
    results, paths, handing = [], defaultdict(list), 0

    async def on_result(result):
        nonlocal handing
        handing += 1
        assert handing == 1, "one at a time"
        await asyncio.sleep(0.001)
        handing -= 1
        results.append(result)
        if isinstance(result, Exchange):
            paths[result.url.split("/")[2]].append(result.url.rsplit("/", 1)[1])

    crowd(server, requests, RULES, on_result)
    assert sorted(result.request.url for result in results) == sorted(request.url for request in requests)
    assert len(paths) == 3
    assert set(map(tuple, paths.values())) == {tuple("012345")}
    reasons = {result.reason for result in results if isinstance(result, Failure)}
    assert reasons == {"robots_disallowed", "robots_unavailable", "url_invalid", "protocol_error"}


def test_input_is_taken_as_there_is_room(server):
    rules = dataclasses.replace(RULES, max_waiting=5, delay_seconds=0.0)
    taken = done = 0
    ahead = []

    async def requests():
        nonlocal taken
        for n in range(60):
            taken += 1
            yield Request(server.url(f"/many/{n}", f"{'abcd'[n % 4]}.example"))

    async def on_result(result):
        nonlocal done
        assert isinstance(result, Exchange)
        done += 1
        ahead.append(taken - done)

    crowd(server, requests(), rules, on_result)
    assert done == 60
    assert max(ahead) <= 6, "those that are held, and the one that waits for room"


def test_results_do_not_pile_up_where_their_taker_is_slow(server):
    hosts = [f"n{n}.example" for n in range(30)]
    rules = dataclasses.replace(RULES, delay_seconds=0.0, max_at_once=2, private_hosts=frozenset(hosts))
    answered = handed = 0
    held = []

    async def on_result(_):
        nonlocal handed
        await asyncio.sleep(0.02)
        handed += 1
        held.append(answered - handed)

    def keep(hop):
        nonlocal answered
        answered += hop.status == 200

    async def run():
        async with Fetcher(rules, keep, clock=VirtualClock(), resolve=resolve, tls=server.trust) as fetcher:
            await fetcher.fetch_all([Request(server.url("/page", host)) for host in hosts], on_result)

    asyncio.run(run())
    assert (answered, handed) == (30, 30)
    assert max(held) <= 2 * rules.max_at_once


def test_what_the_taker_of_results_raises_ends_the_run(server):
    async def on_result(_):
        raise OSError("the disk is full")

    requests = [Request(server.url("/page", f"{name}.example")) for name in "abcd"]
    with pytest.raises(ExceptionGroup) as raised:
        crowd(server, requests, RULES, on_result)
    assert "the disk is full" in str(raised.value.exceptions[0])


@pytest.mark.parametrize(
    ("addresses", "url"),
    [
        (["127.0.0.1"], "http://press.example/"),
        (["10.1.2.3"], "http://press.example/"),
        (["169.254.169.254"], "http://press.example/latest/meta-data"),
        (["192.168.0.1", "8.8.8.8"], "http://press.example/"),
        (["::1"], "http://press.example/"),
        (["::ffff:127.0.0.1"], "http://press.example/"),
        (["64:ff9b::7f00:1"], "http://press.example/"),
        (["2002:7f00:1::"], "http://press.example/"),
        (["fec0::1"], "http://press.example/"),
        (["100.64.0.1"], "http://press.example/"),
        (["224.0.0.1"], "http://press.example/"),
        (["0.0.0.0"], "http://press.example/"),  # noqa: S104 - refused
    ],
)
def test_private_addresses_are_not_connected_to(server, addresses, url):
    async def found(host, port):
        return addresses

    async def run():
        async with Fetcher(RULES, clock=VirtualClock(), resolve=found, tls=server.trust) as fetcher:
            return await fetcher.fetch(Request(url))

    failure = asyncio.run(run())
    assert failure.reason == "private_address"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_no_way_of_writing_loopback_reaches_the_server(server, host):
    before = len(server.asked)
    port = server.ports["http"]

    async def run():
        # The system's own resolver.
        async with Fetcher(RULES, clock=VirtualClock(), tls=server.trust) as fetcher:
            return await fetcher.fetch(Request(f"http://{host}:{port}/page"))

    failure = asyncio.run(run())
    assert failure.reason == "private_address", failure
    assert len(server.asked) == before


def test_a_redirect_to_a_private_address_and_a_name_that_changes_its_address_are_refused(server):
    answers = iter(["127.0.0.1", "127.0.0.1", "127.0.0.1"])

    async def changing(host, port):
        return [next(answers)] if host == HOST else ["10.0.0.7"]

    async def run():
        async with Fetcher(RULES, clock=VirtualClock(), resolve=changing, tls=server.trust) as fetcher:
            return await fetcher.fetch(Request(server.url("/to/http://inside.example/page")))

    failure = asyncio.run(run())
    assert (failure.reason, failure.url) == ("private_address", "http://inside.example/page")
    assert [hop.status for hop in failure.hops] == [302]


def test_the_address_that_is_checked_is_the_one_connected_to(server):
    asked = []

    async def once(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    async def run():
        async with Fetcher(RULES, clock=VirtualClock(), resolve=once, tls=server.trust) as fetcher:
            return await fetcher.fetch(Request(server.url("/page")))

    exchange = asyncio.run(run())
    assert exchange.content == PAGE + b"/page"
    assert asked == [(HOST, server.ports["http"])], "one look-up for one connection; no name is handed to the system"
    assert exchange.final.address == "127.0.0.1"


def test_a_name_without_an_address_fails_as_such(server):
    import socket

    async def none(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def run():
        async with Fetcher(RULES, clock=VirtualClock(), resolve=none, tls=server.trust) as fetcher:
            return await fetcher.fetch(Request("http://gone.example/"))

    assert asyncio.run(run()).reason == "dns_error"
