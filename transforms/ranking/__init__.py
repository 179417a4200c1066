"""Rankings by views, made from the roll-ups."""

from transforms.ranking.most_viewed import as_of_hours, rank

__all__ = ["as_of_hours", "rank"]
