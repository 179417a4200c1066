"""Lines that nobody can read."""

import re
from random import Random

from samples.hit import Line

KINDS = 6


def _cut(raw: bytes, rng: Random) -> bytes:
    """Cut a line off within its time."""
    return raw[: raw.index(b"[") + rng.randint(4, 18)]


def broken(rng: Random, raw: bytes, kind: int) -> Line:
    """Spoil a good line in one of six ways, each beyond reading."""
    if kind == 0:
        return Line(_cut(raw, rng), None)
    if kind == 1:
        return Line(b"\xff\xfe\x80\x00" + bytes(rng.choices(range(0xA0, 0x100), k=rng.randint(20, 60))), None)
    if kind == 2:
        return Line(raw.replace(b'"', b""), None)
    if kind == 3:
        return Line(re.sub(rb"\[\d\d/", rb"[32/", raw), None)
    if kind == 4:
        return Line(re.sub(rb"\[\d\d/\w{3}/", rb"[31/Feb/", raw), None)
    return Line(b"kernel: Out of memory: killed process %d (httpd)" % rng.randint(1000, 9999), None)
