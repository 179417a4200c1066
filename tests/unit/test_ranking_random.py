"""Rankings over random events are, row for row, those of a slow computation that shares nothing with the SQL."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import CONTRACTS
from schemas.arrow import arrow_schema
from tests.unit import ranking_truth as truth
from transforms.ranking import RankingRules, TrendingRules, rank, rank_trending

START = datetime(2025, 10, 25, 6, tzinfo=UTC)
"""The clock goes back on the 26th, at 01:00 UTC: a day of 25 hours."""
HOURS = 60
RULES = TrendingRules(hours=2, weight_of_weeks=0.5, softening=4.0, min_views=3, half_life_hours=2.0)
NAMES = "abcdefghijkl"


def drawn(seed):
    """Events in bursts, with some of the weeks before; most articles are young, some without a date or a section."""
    random = Random(seed)
    articles = {}
    for name in NAMES:
        age = random.choice([None, 40 * 24, 200, 30, 26, *[-random.randint(0, HOURS)] * 4])
        articles[name] = {
            "date_published": None if age is None else START - timedelta(hours=age, minutes=random.randint(0, 59)),
            "article_section": random.choice(["World", "World", "Sport", None]),
            "in_language": random.choice(["en", "es"]),
            "source": "site",
        }
    bursts = [(random.choice(NAMES), random.randint(0, HOURS - 1)) for _ in range(12)]
    events = []
    for _ in range(random.randint(1, 400)):
        name, hour = random.choice(bursts)
        if random.random() < 0.3:
            name, hour = random.choice(NAMES), random.randint(0, HOURS - 1)
        minute = hour * 60 + random.randint(0, 100)
        weeks = random.choice([0, 0, 0, 0, 0, 0, 1, 2, 3, 4]) * 7
        visitor = random.randint(1, 8)
        events.append(
            {
                "at": START + timedelta(minutes=min(minute, HOURS * 60 - 1)) - timedelta(days=weeks),
                "visitor": visitor,
                "article": name,
                "country": ["PT", "ES", "ZZ"][visitor % 3],
                "persists": name < "d" or visitor % 2 == 1,
            }
        )
    return events, articles


def relations(connection, events, articles):
    """Give the roll-ups that the events make, counted in Python, and the events themselves."""
    hourly, daily = defaultdict(list), defaultdict(list)
    for event in events:
        hourly[truth.whole(event["at"]), event["article"], event["country"]].append(event)
        daily[event["at"].astimezone(truth.ZONE).date(), event["article"], event["country"]].append(event)
    tables = {
        "page_view_hourly": [row("hour_at", key, views) for key, views in hourly.items()],
        "page_view_daily": [row("site_date", key, views) for key, views in daily.items()],
        "page_view_event": [
            {
                "source": "web", "event_id": number, "event_at": event["at"], "visitor_id": event["visitor"],
                "visitor_persists": event["persists"], "page_id": event["article"], "country": event["country"],
                "outcome": "view",
            }
            for number, event in enumerate(events)
        ],
        "article": [{"article_id": name, "url": f"/{name}", **article} for name, article in articles.items()],
        "article_url": [],
    }  # fmt: skip
    for name, rows in tables.items():
        schema = arrow_schema(CONTRACTS[name])
        table = pa.Table.from_pylist([{column: r.get(column) for column in schema.names} for r in rows], schema)
        connection.register(f"given_{name}", table)
    return {name: f"given_{name}" for name in tables}


def row(column, key, views):
    return {
        column: key[0], "page_id": key[1], "country": key[2], "views": len(views),
        "unique_visitors": len({view["visitor"] for view in views}),
        "last_viewed_at": max(view["at"] for view in views),
    }  # fmt: skip


def lists(connection, table, columns):
    found = {}
    query = f"SELECT as_of, time_window, scope, position, {', '.join(columns)} FROM {table}"
    for as_of, window, scope, position, *values in connection.execute(query).fetchall():
        named = dict(zip(columns, values, strict=True))
        for name in ("share", "score"):
            if name in named:
                named[name] = round(named[name], 9)
        found.setdefault(as_of, {})[window, scope, position] = named
    return found


COMMON = ["article_id", "rank", "previous_rank", "views", "share"]
SEEDS = st.integers(0, 2**32)
RANDOM = settings(max_examples=12, deadline=None)


@RANDOM
@given(SEEDS, st.sampled_from([2, 100]))
def test_most_viewed(seed, top_n):
    events, articles = drawn(seed)
    hours = [START + truth.HOUR * n for n in range(1, HOURS + 1)]
    rules = RankingRules("Europe/Lisbon", top_n, excluded=["f"], country_min_visitors=1, country_round_to=5)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rank(connection, relations(connection, events, articles), hours, rules)
        found = lists(connection, "ranked_views", [*COMMON, "unique_visitors", "unique_visitors_kind"])
    for as_of in hours:
        assert found.get(as_of, {}) == truth.most_viewed(events, articles, as_of, top_n, {"f"}, 1, 5), as_of


@RANDOM
@given(SEEDS)
def test_trending(seed):
    events, articles = drawn(seed)
    hours = [START + truth.HOUR * n for n in (1, 7, 19, 20, 21, 33, 34, 48, 58)]
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rules = RankingRules("Europe/Lisbon", 100, excluded=["f"])
        rank_trending(connection, relations(connection, events, articles), hours, rules, RULES)
        found = lists(connection, "ranked_trending", [*COMMON, "score", "expected_views"])
    for as_of in hours:
        expected = truth.trending(events, articles, as_of, 100, RULES, {"f"})
        assert set(found.get(as_of, {})) == set(expected), as_of
        for place, line in expected.items():
            assert found[as_of][place] == pytest.approx(line), (as_of, place)


def test_a_spike_scores_by_how_far_it_exceeds_the_day_before():
    """An old article with 24 views in the 24 h before, one an hour, has 12 in two hours: (12 - 2) / sqrt(2 + 4)."""
    articles = {"a": {"date_published": None, "article_section": None, "in_language": "en", "source": "site"}}
    at = START + timedelta(days=2)
    minutes = [-60 * n for n in range(3, 27)] + [-n for n in range(1, 13)]
    event = {"visitor": 1, "article": "a", "country": "PT", "persists": False}
    events = [{**event, "at": at + timedelta(minutes=minute)} for minute in minutes]
    rules = TrendingRules(hours=2, weight_of_weeks=0.0, softening=4.0, min_views=3, half_life_hours=2.0)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        given = relations(connection, events, articles)
        rank_trending(connection, given, [at, at + timedelta(hours=3)], RankingRules("UTC", 10), rules)
        found = lists(connection, "ranked_trending", ["views", "expected_views", "score"])
    assert found[at]["trending", "all", 1] == {"views": 12, "expected_views": 2.0, "score": round(10 / 6**0.5, 9)}
    # Three hours later nothing of it is left in the two hours that are observed: an empty list shows nothing.
    assert at + timedelta(hours=3) not in found
    assert Counter(len(rows) for rows in found.values()) == {3: 1}
