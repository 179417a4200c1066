"""WARC's digests: `sha1:` and Base32, or another algorithm and hexadecimal digits."""

import base64
import binascii
import hashlib
from collections.abc import Iterable

ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


def is_wrong(declared: str, contents: Iterable[bytes]) -> bool:
    """Tell whether `declared` is the digest of none of `contents`. What can't be checked is not wrong."""
    name, _, written = declared.strip().partition(":")
    algorithm = name.lower().replace("-", "")
    if algorithm not in ALGORITHMS or not written:
        return False
    hashes = [hashlib.new(algorithm, one, usedforsecurity=False).digest() for one in contents]
    return bool(hashes) and _bytes(written, len(hashes[0])) not in hashes


def _bytes(written: str, size: int) -> bytes:
    try:
        if len(written) == 2 * size:
            return bytes.fromhex(written)
        padded = written.upper().rstrip("=")
        return base64.b32decode(padded + "=" * (-len(padded) % 8))
    except (ValueError, binascii.Error):
        return b""
