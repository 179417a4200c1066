"""Robots that call themselves browsers: each within one hour, each told by one rule of behaviour."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from samples.agents import PEOPLE
from samples.desk import Desk, Visitor
from samples.hit import Hit
from samples.period import Period, midnight
from samples.visits import page_hit

REGULAR_REQUESTS = 30
REGULAR_SECONDS = 97
SCANNED = ("/wp-login.php", "/.env", "/phpmyadmin/index.php")


def _robot(rng: Random, day: int, kind: int) -> Visitor:
    """Return a robot in a network of its own, where no person is."""
    return Visitor(f"172.16.{4 * (day % 60) + kind}", rng.randrange(1, 255), PEOPLE[(day + kind) % 4], "en")


def _pages(rng: Random, desk: Desk, robot: Visitor, seconds: list[int], rule: str) -> Iterator[Hit]:
    for at in seconds:
        if article := desk.any(rng, at):
            yield replace(page_hit(rng, robot, at, article.url, article), behaviour=rule)


def _plain(robot: Visitor, at: int, target: str, status: int) -> Hit:
    return Hit(at=at, address=robot.address, agent=robot.agent, target=target, page=None, status=status, size=412)


def automated(rng: Random, desk: Desk, period: Period) -> Iterator[Hit]:
    """Yield the requests of three robots a day: one reads by the clock, one reads robots.txt, one looks for holes."""
    for day, date in enumerate(period.dates):
        hour = int(midnight(date).timestamp()) + 3600 * rng.randrange(6, 23)
        robot = _robot(rng, day, 0)
        seconds = [hour + 60 + REGULAR_SECONDS * number + rng.randrange(2) for number in range(REGULAR_REQUESTS)]
        yield from _pages(rng, desk, robot, seconds, "regular_gaps")
        robot = _robot(rng, day, 1)
        yield _plain(robot, hour + 5, "/robots.txt", 200)
        yield from _pages(rng, desk, robot, sorted(rng.sample(range(hour + 6, hour + 3000), 5)), "robots_txt")
        robot = _robot(rng, day, 2)
        yield from _pages(rng, desk, robot, [hour + 20, hour + 90], "scanner_path")
        for number, target in enumerate(SCANNED):
            yield _plain(robot, hour + 100 + number, target, 404)
