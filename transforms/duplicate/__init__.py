"""Wire copies: near-duplicate articles by the shingles that their texts share."""

from transforms.duplicate.bands import MINHASH
from transforms.duplicate.link import METHOD, DuplicateRules, link
from transforms.duplicate.shingles import similarity

__all__ = ["METHOD", "MINHASH", "DuplicateRules", "link", "similarity"]
