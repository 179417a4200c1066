"""Related stories: by common visitors, and by words where those are too few."""

from transforms.related.related import RelatedRules, relate

__all__ = ["RelatedRules", "relate"]
