"""MinHash bands: texts that are alike have many of them in common, others hardly any."""

import numpy as np
from rensa import RMinHash

from transforms.duplicate.shingles import Numbers, Shingles

BANDS = 64
ROWS = 2
"""Numbers of a band: two texts of similarity s have a band in common with probability s^2."""

COMMON_BANDS = 4
"""Texts with fewer common bands are not compared: see docs/decisions/0018-duplicates.md for what that misses."""

SEED = 1
MINHASH = f"rensa {RMinHash.ALGORITHM_VERSION}"
"""What makes the numbers: bands of another version are not comparable."""

MULTIPLIERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def band_keys(made: Shingles) -> Numbers:
    """Return texts by bands: 32-bit numbers that are equal where the band is, and hardly ever otherwise."""
    if len(made.ends) == 1:
        return np.empty((0, BANDS), np.int32)
    signatures = RMinHash.digest_matrix_from_flat_token_hashes(
        made.hashes, made.ends.astype(np.uint64), BANDS * ROWS, SEED
    )
    numbers = np.array(signatures.to_rows(), np.uint64).reshape(-1, BANDS, ROWS)
    first, second, third = (np.uint64(multiplier) for multiplier in MULTIPLIERS)
    mixed = numbers[:, :, 0] * first + numbers[:, :, 1] * second + np.arange(BANDS, dtype=np.uint64) * third
    mixed = (mixed ^ (mixed >> np.uint64(31))) * first
    return np.asarray((mixed >> np.uint64(32)).astype(np.uint32).view(np.int32))
