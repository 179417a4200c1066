"""Rankings by views, made from the roll-ups."""

from transforms.ranking.most_viewed import RankingRules, as_of_hours, rank
from transforms.ranking.presence import STEP, add_presence
from transforms.ranking.trending import TrendingRules, rank_trending, trending_hours

__all__ = [
    "STEP",
    "RankingRules",
    "TrendingRules",
    "add_presence",
    "as_of_hours",
    "rank",
    "rank_trending",
    "trending_hours",
]
