"""Wire copies: what linking costs in a lake of 100,000 articles, and what it finds of all that every pair would give.

Three of ten articles are copies of others, half of them word for word; the rest have a cut end, a paragraph of their
own and other words here and there. All lie within the days that are compared.
"""

import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import events
from benchmarks.part import THREADS, Measured, Part, work_folder

ARTICLES = int(os.environ.get("BENCH_ARTICLES", "100000"))
HOUR = 500
SUBSET = 5_000
JOINED = 1_000
"""Of the subset: the cost grows with the square, 5,000 take eight minutes."""
START = datetime(2025, 5, 4, tzinfo=UTC)
DAYS = 7
WORDS = 400
VOCABULARY = 30_000
"""Words of a story, drawn by Zipf's law."""

JOIN = r"""
WITH story AS (
    SELECT article_id, regexp_replace(lower(nfc_normalize(article_body)), '[^\p{{L}}\p{{M}}\p{{N}}]', '', 'g') AS text
    FROM '{file}' LIMIT {joined}
),
shingle AS (
    SELECT DISTINCT article_id,
        unnest(list_transform(range(1, length(text) - 5), lambda place: hash(substring(text, place, 7)))) AS shingle
    FROM story
),
size AS (SELECT article_id, count(*) AS n FROM shingle GROUP BY ALL),
common AS (
    SELECT a.article_id, b.article_id AS other_id, count(*) AS n
    FROM shingle AS a
    JOIN shingle AS b ON a.shingle = b.shingle AND a.article_id < b.article_id
    GROUP BY ALL
)
SELECT count(*)
FROM common AS c
JOIN size AS x ON x.article_id = c.article_id
JOIN size AS y ON y.article_id = c.other_id
WHERE c.n / (x.n + y.n - c.n) >= 0.45
"""

COLUMNS = ("article_id", "url", "headline", "article_body", "date_published", "fetched_at", "publisher", "source")


def make_stories() -> Measured:
    """Write the articles of the lake, those of the hour after, and those of the subset."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    drawn = random.Random(20250504)  # noqa: S311 - a benchmark's stories, the same every time
    words = _vocabulary(drawn)
    every = _stories(drawn, words, ARTICLES + HOUR)
    parts = (("lake", every[:ARTICLES]), ("hour", every[ARTICLES:]), ("subset", _stories(drawn, words, SUBSET)))
    for name, stories in parts:
        table = pa.table({column: [story[column] for story in stories] for column in COLUMNS})
        pq.write_table(table, _stories_file(name), row_group_size=20_000)
    letters = sum(len(story["article_body"]) for story in every) // len(every)
    return Measured(f"of {letters} letters", ARTICLES, "articles")


def link_duplicates() -> Measured:
    """Link all the articles of a new lake, by the step of the DAG."""
    chosen = _home()
    _put(chosen, "lake")
    return _linked(chosen)


def link_hour() -> Measured:
    """Link the articles of an hour in that lake."""
    chosen = _home()
    _put(chosen, "hour")
    return _linked(chosen)


def link_subset() -> Measured:
    """Link the subset alone, and hold it against what every pair gives."""
    import time

    from transforms.duplicate import DuplicateRules, link

    rules = DuplicateRules()
    with events.open_duckdb() as connection:
        connection.execute(f"SET threads = {THREADS}; CREATE TABLE story AS FROM '{_stories_file('subset')}'")
        connection.execute("CREATE TEMP TABLE changed_article AS SELECT article_id FROM story")
        connection.execute(
            "CREATE TABLE link (article_id VARCHAR, duplicate_of VARCHAR, similarity DOUBLE, duplicate_kind VARCHAR, "
            "first_article_id VARCHAR, first_publisher VARCHAR, duplicate_method VARCHAR)"
        )
        connection.execute(
            "CREATE TABLE band (article_id VARCHAR, text_key BIGINT, published_at TIMESTAMPTZ, band_key INTEGER)"
        )
        relations = {"article": "memory.story", "article_band": "memory.band", "article_duplicate": "memory.link"}
        started = time.perf_counter()
        link(connection, relations, rules, START)
        seconds = time.perf_counter() - started
        found = _texts(connection, "SELECT text_key, other_key, similarity FROM near_text")
        expected = {pair: alike for pair, alike in _every_pair(connection) if alike >= rules.threshold}
    right = sum(found[pair] == alike for pair, alike in expected.items() if pair in found)
    what = f"recall {right / len(expected):.5f}, precision {right / len(found):.5f}, {len(expected)} pairs of texts"
    return Measured(what, SUBSET, "articles", seconds)


def join_shingles() -> Measured:
    """Seek the pairs of a fifth of the subset in plain SQL: a join of all shingles, counted."""
    with events.open_duckdb() as connection:
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '6GB'")
        (pairs,) = connection.execute(JOIN.format(file=_stories_file("subset"), joined=JOINED)).fetchone() or (0,)
    return Measured(f"{pairs} pairs of articles", JOINED, "articles")


def datasketch_lsh() -> Measured:
    """Seek the pairs of the subset by datasketch's MinHashLSH in its plain use, with the same shingles."""
    try:
        import datasketch
    except ImportError:
        return Measured("left out: datasketch is not installed")
    from transforms.duplicate import DuplicateRules

    with events.open_duckdb() as connection:
        stories = connection.execute(f"SELECT article_id, article_body FROM '{_stories_file('subset')}'").fetchall()
    index = datasketch.MinHashLSH(threshold=DuplicateRules().threshold, num_perm=128)
    pairs = 0
    for name, body in stories:
        text = "".join(letter for letter in body.lower() if letter.isalnum())
        minhash = datasketch.MinHash(num_perm=128)
        minhash.update_batch([text[place : place + 7].encode() for place in range(len(text) - 6)])
        pairs += len(index.query(minhash))
        index.insert(name, minhash)
    return Measured(f"datasketch {datasketch.__version__}: {pairs} pairs, not compared", SUBSET, "articles")


def _vocabulary(drawn: random.Random) -> list[str]:
    syllables = [first + vowel + last for first in "bdfghklmnprst" for vowel in "aeiou" for last in ("", "n", "r", "s")]
    return ["".join(drawn.choices(syllables, k=drawn.choice((1, 2, 2, 3, 4)))) for _ in range(VOCABULARY)]


def _stories(drawn: random.Random, words: Sequence[str], count: int) -> list[dict[str, Any]]:
    """Return articles in the order of their numbers, their times drawn."""
    bodies: list[list[str]] = []
    stories = []
    for number in range(count):
        text = list(_words(drawn, words, drawn.randint(WORDS // 2, WORDS * 3 // 2)))
        if bodies and drawn.random() < 0.3:
            text = _copied(drawn, words, bodies[int(len(bodies) * drawn.random() ** 2)])
        else:
            bodies.append(text)
        at = START + timedelta(seconds=drawn.randrange(DAYS * 86_400))
        publisher = f"Paper {drawn.randrange(300)}"
        name = f"{number:012}"
        stories.append(
            {"article_id": name, "url": f"https://paper.example/{name}", "headline": "Story", "source": "bench",
             "article_body": " ".join(text), "date_published": at, "fetched_at": at, "publisher": publisher}
        )  # fmt: skip
    return stories


def _copied(drawn: random.Random, words: Sequence[str], text: list[str]) -> list[str]:
    if drawn.random() < 0.5:
        return text
    changed = drawn.random() * 0.08
    kept = text[: int(len(text) * drawn.uniform(0.5, 1))]
    edited = [drawn.choice(words) if drawn.random() < changed else word for word in kept]
    return edited + list(_words(drawn, words, int(len(text) * drawn.uniform(0, 0.25))))


def _words(drawn: random.Random, words: Sequence[str], count: int) -> Iterator[str]:
    for _ in range(count):
        yield words[int(VOCABULARY ** drawn.random()) - 1]


def _stories_file(name: str) -> Path:
    return work_folder() / f"stories_{name}.parquet"


def _home() -> Any:
    """Return settings whose lake is its own."""
    import settings

    os.environ["NEWSLAKE_HOME"] = str(work_folder() / "copies")
    return settings.load()


def _put(chosen: Any, name: str) -> None:
    """Put the articles of a file into the lake; the parts of one run share the folder above the lake's home."""
    import lake
    from dags.steps.place import lake_location
    from schemas import CONTRACTS

    file = Path(os.environ["NEWSLAKE_HOME"]).parent / f"stories_{name}.parquet"
    nothing = [column for column in CONTRACTS["article"].columns if column.name not in COLUMNS]
    empty = ", ".join(f"NULL::{column.type} AS {column.name}" for column in nothing)
    with lake.transaction(lake_location(chosen), run_id=name, message="bench") as transaction:
        transaction.append("article", f"(SELECT *, {empty} FROM '{file}')")


def _linked(chosen: Any) -> Measured:
    """Link what is new, and say how long that took without what was put in before."""
    import time

    from dags.steps import duplicates

    started = time.perf_counter()
    done = duplicates.link_duplicates(chosen, "bench", START) or {}
    seconds = time.perf_counter() - started
    what = f"{done['looked_at']} of {done['of_articles']} articles, {done['rows_added']} rows"
    return Measured(what, done["looked_at"], "articles", seconds)


def _texts(connection: Any, query: str) -> dict[tuple[int, int], float]:
    return {(one, other): alike for one, other, alike in connection.execute(query).fetchall()}


def _every_pair(connection: Any) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield every pair of different texts that share a shingle, the smaller number first, with its similarity."""
    import numpy as np
    from scipy.sparse import csr_array

    from transforms.duplicate.shingles import shingles

    made = shingles([body for (body,) in connection.execute("SELECT article_body FROM story").fetchall()])
    keys, once = np.unique(made.text_keys, return_index=True)
    _, numbered = np.unique(made.hashes, return_inverse=True)
    shape = (len(made.ends) - 1, int(numbered.max()) + 1)
    texts: Any = csr_array((np.ones(len(numbered), np.int32), numbered, made.ends), shape=shape)[once]
    sizes = np.diff(texts.indptr)
    for first in range(0, len(keys), 200):
        common = (texts[first : first + 200] @ texts.T).tocoo()
        one, other = common.coords[0] + first, common.coords[1]
        alike = common.data / (sizes[one] + sizes[other] - common.data)
        for place in np.flatnonzero((one < other) & (alike > 0.3)):
            yield (int(keys[one[place]]), int(keys[other[place]])), float(alike[place])


PARTS = (
    Part(make_stories),
    Part(link_duplicates, (make_stories,)),
    Part(link_hour, (link_duplicates,)),
    *(Part(part, (make_stories,)) for part in (link_subset, join_shingles, datasketch_lsh)),
)
