"""Wire copies: near-duplicate articles by the shingles that their texts share."""

from transforms.duplicate.link import METHOD, DuplicateRules, link
from transforms.duplicate.shingles import similarity

__all__ = ["METHOD", "DuplicateRules", "link", "similarity"]
