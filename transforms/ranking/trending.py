"""Rank what trends: articles that are viewed more than their past, or their section's, makes one expect."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from transforms.page_view.functions import create_functions
from transforms.ranking.most_viewed import HOUR, RankingRules, make, make_hours, number_articles

WEEKS = 4
"""How many weeks back the same hours are looked at."""
PEER_DAYS = 7
"""Within how many days the articles that an article is held against were as old as it."""
HALF_LIVES = 4
"""After so many a score is no longer shown: a sixteenth of it is left."""


@dataclass(frozen=True, slots=True)
class TrendingRules:
    """The settings' [trending], which give the meanings."""

    hours: int
    weight_of_weeks: float
    softening: float
    min_views: int
    half_life_hours: float

    @property
    def decay_hours(self) -> int:
        """For how many hours a score is shown."""
        return math.ceil(HALF_LIVES * self.half_life_hours)


def trending_hours(touched: Iterable[datetime], last_hour: datetime, rules: TrendingRules) -> list[datetime]:
    """Return the as-of hours whose trending lists the `touched` UTC hours take part in, in order.

    An hour is observed, then part of the day before and of the days of others' youth, then of the same hours of later
    weeks, by a clock that daylight saving may have moved; each for as long as scores decay.
    """
    shown = rules.hours + rules.decay_hours + 1
    reach = range(1, max(24 * PEER_DAYS, 24) + 2 * rules.hours + shown + 1)
    weeks = [range(24 * 7 * week - 1, 24 * 7 * week + shown + 2) for week in range(1, WEEKS + 1)]
    steps = sorted({step for part in (reach, *weeks) for step in part})
    newest = last_hour + HOUR
    return sorted({later for hour in touched for step in steps if (later := hour + HOUR * step) <= newest})


def rank_trending(
    connection: duckdb.DuckDBPyConnection,
    relations: Mapping[str, str],
    as_of: Sequence[datetime],
    ranking: RankingRules,
    rules: TrendingRules,
) -> None:
    """Make the temporary table `ranked_trending`: rows of contract article_ranking for the hours `as_of`.

    `relations` gives FROM items for page_view_hourly and article.
    """
    create_functions(connection)
    first = min(as_of) - timedelta(days=7 * WEEKS + 1) - HOUR * (rules.decay_hours + rules.hours + 1)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW page_view_hourly AS SELECT * FROM {relations['page_view_hourly']} "
        f"WHERE hour_at >= TIMESTAMPTZ '{first.isoformat()}' AND hour_at < TIMESTAMPTZ '{max(as_of).isoformat()}'"
    )
    make_hours(connection, "as_of_hour", as_of)
    hours = {"hours": rules.hours}
    make(connection, "trending_moment", {"decay_hours": rules.decay_hours})
    make(connection, "trending_hour", {**hours, "time_zone": ranking.time_zone})
    number_articles(connection, relations["article"], ranking)
    make(connection, "trending_views")
    score = {name: getattr(rules, name) for name in ("weight_of_weeks", "softening", "min_views")}
    make(connection, "trending_score", {**hours, **score})
    decay = {"half_life_hours": rules.half_life_hours, "decay_hours": rules.decay_hours}
    cut = {"top_n": ranking.top_n, "max_age_days": ranking.max_age_days}
    make(connection, "trending", {**hours, **decay, **cut}, "ranked_trending")
