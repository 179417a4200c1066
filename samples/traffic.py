"""The requests of all days: people by the hour, bots around the clock."""

from collections.abc import Iterator
from datetime import date
from random import Random

from samples.agents import BOTS
from samples.automated import automated
from samples.desk import Desk, Visitor, draw_visitor
from samples.hit import Hit, instant
from samples.period import ZONE, Period, midnight
from samples.plan import EDITIONS
from samples.visits import page_hit, visit

RHYTHM = (14, 8, 5, 4, 5, 12, 30, 62, 84, 80, 72, 70, 86, 90, 72, 64, 62, 66, 74, 82, 88, 80, 56, 30)
"""How many come in each hour of the site's own zone, in proportion."""
BOT_SHARE = 0.18
"""Requests of bots, for each visit of a person."""


def _local_day(at: int) -> date:
    return instant(at).astimezone(ZONE).date()


def _people(rng: Random, desk: Desk, period: Period, visits_per_day: int) -> Iterator[Hit]:
    """Yield the requests of people; some of a day's visitors come back on that day of the site's zone."""
    today, day = [draw_visitor(rng)], _local_day(int(period.start.timestamp()))
    for hour in range(int(period.start.timestamp()), int(period.end.timestamp()), 3600):
        if _local_day(hour) != day:
            today, day = [draw_visitor(rng)], _local_day(hour)
        share = RHYTHM[instant(hour).astimezone(ZONE).hour] / sum(RHYTHM)
        for _ in range(round(visits_per_day * share * rng.uniform(0.9, 1.1))):
            back = rng.random() < 0.12
            visitor = rng.choice(today) if back else draw_visitor(rng)
            today += [] if back else [visitor]
            yield from visit(rng, desk, visitor, hour + rng.randrange(3600))


def _bot_hit(rng: Random, desk: Desk, bot: Visitor, at: int) -> Hit:
    """Return one request of a bot: robots.txt, a front or an article."""
    chance = rng.random()
    if chance < 0.06:
        return Hit(at=at, address=bot.address, agent=bot.agent, target="/robots.txt", page=None, size=412)
    article = desk.any(rng, at) if chance > 0.2 else None
    hit = page_hit(rng, bot, at, article.url if article else EDITIONS[rng.choice(("en", "es"))].front, article)
    if hit.page and rng.random() < 0.02:
        return Hit(at=at, address=bot.address, agent=bot.agent, target=hit.target, page=None, method="HEAD")
    return hit


def _bots(rng: Random, desk: Desk, period: Period, visits_per_day: int) -> Iterator[Hit]:
    for day in period.dates:
        start = int(midnight(day).timestamp())
        for agent in BOTS:
            bot = Visitor(f"10.{rng.randrange(256)}.{rng.randrange(256)}", rng.randrange(1, 255), agent, "en")
            for _ in range(max(2, round(visits_per_day * BOT_SHARE / len(BOTS) * rng.uniform(0.4, 1.6)))):
                yield _bot_hit(rng, desk, bot, start + rng.randrange(86_400))


def traffic(rng: Random, desk: Desk, period: Period, visits_per_day: int) -> list[Hit]:
    """Return all requests within the period, in the order of their time."""
    people = _people(rng, desk, period, visits_per_day)
    hits = [*people, *_bots(rng, desk, period, visits_per_day), *automated(rng, desk, period)]
    return sorted((hit for hit in hits if hit.at < period.end.timestamp()), key=lambda hit: hit.at)
