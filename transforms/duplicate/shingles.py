"""A text's shingles: every seven neighbouring letters and digits, one rule for all scripts.

Shingles are hashes of 63 bits, which fit the columns of a sparse matrix. Two that are equal by chance are met once in
some 10^12 pairs of articles.
"""

import hashlib
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.duplicate.credits import without_credits

LETTERS = 7
"""Letters of a shingle. Why so many: docs/decisions/0018-duplicates.md."""

MULTIPLIER = 0x9E3779B97F4A7C15
MIXER = 0xBF58476D1CE4E5B9
"""Odd constants of the hash (SplitMix64's), fixed: what is in the lake was made with them."""

VOWEL_SIGNS = (*range(0x064B, 0x0653), 0x0670, 0x0640)
"""Arabic vowel signs and the stretching letter: newsrooms write them or not."""

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of many texts, one behind the other: those of text i are `hashes[ends[i]:ends[i + 1]]`, sorted."""

    hashes: Numbers
    ends: Numbers
    text_keys: Numbers
    """A number of each text: equal where the letters are."""

    def of(self, text: int) -> Numbers:
        """Return the shingles of one text."""
        return self.hashes[self.ends[text] : self.ends[text + 1]]


def shingles(bodies: Sequence[str]) -> Shingles:
    """Return the shingles of `bodies`, each once a text."""
    letters = [letters_of(body) for body in bodies]
    hashes = [_hashes(text) for text in letters]
    keys = [int.from_bytes(hashlib.blake2b(text.tobytes(), digest_size=8).digest(), "little") for text in letters]
    ends = np.cumsum([0, *map(len, hashes)])
    joined = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
    return Shingles(joined, ends, np.array(keys, np.uint64).view(np.int64))


def similarity(body: str, other: str) -> float:
    """Return the Jaccard similarity of two texts' shingles: 1 where they have the same, 0 where they have none."""
    both = shingles([body, other])
    common = len(np.intersect1d(both.of(0), both.of(1), assume_unique=True))
    every = len(both.hashes) - common
    return common / every if every else 0.0


def letters_of(body: str) -> Numbers:
    """Return the letters and digits that `body` is compared by, as code points: no case, no width, no spaces."""
    text = unicodedata.normalize("NFKC", without_credits(body)).casefold()
    points = np.frombuffer(text.encode("utf-32-le", errors="replace"), np.uint32)
    kept = _letter_table()[points]
    return np.asarray(kept[kept > 0])


def _hashes(letters: Numbers) -> Numbers:
    """Return the sorted, distinct hashes of the shingles of `letters`."""
    count = len(letters) - LETTERS + 1
    if count < 1:
        return np.empty(0, np.uint64)
    wide = letters.astype(np.uint64)
    multiplier, mixer = np.uint64(MULTIPLIER), np.uint64(MIXER)
    hashed = wide[:count]
    for place in range(1, LETTERS):
        hashed = hashed * multiplier + wide[place : place + count]
    hashed = (hashed ^ (hashed >> np.uint64(32))) * mixer
    hashed = (hashed ^ (hashed >> np.uint64(29))) >> np.uint64(1)
    hashed.sort()
    return np.asarray(hashed[np.concatenate(([True], hashed[1:] != hashed[:-1]))])


@cache
def _letter_table() -> Numbers:
    """Return what each code point counts as: 0 if it is no letter, mark or digit; digits of every script are one."""
    table = np.zeros(sys.maxunicode + 1, np.uint32)
    for point in range(sys.maxunicode + 1):
        letter = chr(point)
        category = unicodedata.category(letter)
        if category == "Nd":
            table[point] = ord("0") + unicodedata.decimal(letter)
        elif category[0] in "LMN":
            table[point] = point
    table[list(VOWEL_SIGNS)] = 0
    return table
