"""What an article is searched by: its addresses, and pieces of its text that no other article has."""

import re
from collections.abc import Iterable

import duckdb

PLAIN = re.compile(r"""[^\s"'\\<>&\u2018-\u201f][^"'\\<>&\u2018-\u201f\n\r\t]{23,}""")
"""A stretch of text that is the same in JSON, HTML and XML."""

LONGEST = 80
MOST_PIECES = 12
"""Pieces of each text: its beginnings, and parts from all over it."""


def pieces(text: str | None) -> list[str]:
    """Return stretches of `text` that it can be found by in any file; none of a short one."""
    found = [piece[:LONGEST].rstrip() for piece in PLAIN.findall(text or "")]
    step = max(1, len(found) // MOST_PIECES)
    return found[::step]


def addresses(urls: Iterable[str]) -> list[str]:
    """Return `urls` up to what would be escaped in a file."""
    return sorted({re.split(r"""["'\\<>&]""", url)[0] for url in urls})


def own_pieces(connection: duckdb.DuckDBPyConnection, article_id: str, texts: Iterable[str]) -> tuple[list[str], int]:
    """Return those of `texts` that no other article holds, and how many others do: a copy is an article of its own."""
    own, shared = [], 0
    for text in sorted(set(texts)):
        held = connection.execute(
            "SELECT count(*) FROM lake.article_revision WHERE article_id <> $id AND "
            "(contains(article_body, $text) OR contains(headline, $text) OR contains(alternative_headline, $text))",
            {"id": article_id, "text": text},
        ).fetchone()
        if held == (0,):
            own.append(text)
        else:
            shared += 1
    return own, shared
