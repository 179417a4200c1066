"""Near-copies: newsroom edits in six scripts, and links against a slow pairwise computation in plain Python."""

import json
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.duplicate import DuplicateRules, link, similarity
from transforms.duplicate.bands import COMMON_BANDS, band_keys
from transforms.duplicate.credits import without_credits
from transforms.duplicate.shingles import Shingles

GOLDEN = Path(__file__).parents[1] / "golden" / "duplicates"
THRESHOLD = DuplicateRules().threshold
CASES = sorted(path.parent for path in GOLDEN.glob("*/expect.json"))
LANGUAGES = ("ar", "en", "ja", "ko", "th", "zh")
NOON = datetime(2025, 5, 4, 12, tzinfo=UTC)


def story(case, name):
    return (GOLDEN / case / f"{name}.txt").read_text(encoding="utf-8")


def plain_shingles(body):
    """Seven neighbouring letters, marks and digits, without the hashing and without the tables."""
    text = unicodedata.normalize("NFKC", body).casefold()
    letters = [letter for letter in text if unicodedata.category(letter)[0] in "LMN"]
    return {"".join(letters[place : place + 7]) for place in range(len(letters) - 6)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_copies_and_near_misses_are_told_apart(case):
    expected = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    earlier = story(case.name, expected["earlier"])
    found = {name: similarity(earlier, story(case.name, name)) for name in expected["copies"] + expected["no_copies"]}
    assert {name for name, alike in found.items() if alike >= THRESHOLD} == set(expected["copies"]), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_words_are_far_from_the_threshold(language):
    assert similarity(story(language, "original"), story(language, "own_words")) < 0.1


def test_translations_share_next_to_nothing():
    for one, other in combinations(LANGUAGES, 2):
        assert similarity(story(one, "original"), story(other, "original")) < 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_credit_lines_decide_nothing(language):
    assert similarity(story(language, "original"), story(language, "other_credits")) == 1


@pytest.mark.parametrize("language", ["en", "ja", "ko", "th", "zh"])
def test_similarity_is_that_of_sets_of_letters(language):
    bodies = [without_credits(story(language, name)) for name in ("original", "edited")]
    one, other = map(plain_shingles, bodies)
    assert similarity(*bodies) == len(one & other) / len(one | other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ferry Stays in Port until Thursday", "FERRY, STAYS: in port — until Thursday!"),
        ("로미어 항만공사는 3일 밝혔다", "로미어항만공사는３일 밝혔다"),
        ("한국어 기사의 본문입니다", unicodedata.normalize("NFD", "한국어 기사의 본문입니다")),
        ("ﾌｪﾘｰは木曜日まで運航を取りやめる", "フェリーは木曜日まで運航を取りやめる"),
        ("العبّارة تنقل 1400 شخص يوميا", "العبارة تنقل ١٤٠٠ شخص يوميا"),
    ],
)
def test_spelling_of_the_same_letters_does_not_matter(one, other):
    assert similarity(one, other) == 1


def test_a_dateline_is_all_that_goes():
    body = (
        "The mayor (an engineer) said the bridge was safe.\n\nBy the time that the council met, nobody was left to ask "
        "whether the reporting by the harbour company had been right: the session was closed without a vote at all."
    )
    assert without_credits(body) == body.replace("\n\n", "\n")
    assert without_credits(f"LOWMERE (Tarn) — {body}\n\n© Tarn Wire") == body.replace("\n\n", "\n")


def test_texts_without_shingles_are_like_nothing():
    assert similarity("", "") == 0
    assert similarity("brief", "brief") == 0


COLUMNS = (
    "article_id VARCHAR, article_body VARCHAR, date_published TIMESTAMPTZ, fetched_at TIMESTAMPTZ, publisher VARCHAR, "
    "url VARCHAR"
)
DUPLICATE = (
    "article_id VARCHAR, duplicate_of VARCHAR, similarity DOUBLE, duplicate_kind VARCHAR, first_article_id VARCHAR, "
    "first_publisher VARCHAR, duplicate_method VARCHAR, as_of TIMESTAMPTZ"
)
BAND = "article_id VARCHAR, text_key BIGINT, published_at TIMESTAMPTZ, band_key INTEGER"


class Shelf:
    """The tables that a run finds and leaves, in memory."""

    def __init__(self, rules):
        self.rules = rules
        self.connection = duckdb.connect()
        for table, columns in (("articles", COLUMNS), ("bands", BAND), ("duplicates", DUPLICATE)):
            self.connection.execute(f"CREATE TABLE {table} ({columns})")
        self.connection.execute("SET TimeZone = 'UTC'")

    def run(self, rows, removed=()):
        """Put in `rows`, one an article, in the place of what their articles had; link; return the links."""
        execute = self.connection.execute
        changed = sorted({*(row[0] for row in rows), *removed})
        execute("CREATE OR REPLACE TEMP TABLE changed_article AS SELECT unnest(?::VARCHAR[]) AS article_id", [changed])
        execute("DELETE FROM articles WHERE article_id IN (FROM changed_article)")
        if rows:
            self.connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", rows)
        relations = {
            "article": "memory.articles", "article_band": "memory.bands", "article_duplicate": "memory.duplicates",
        }  # fmt: skip
        link(self.connection, relations, self.rules, NOON)
        execute("DELETE FROM bands WHERE article_id IN (FROM changed_article)")
        execute("INSERT INTO bands BY NAME FROM new_band")
        execute(
            "DELETE FROM duplicates AS d USING duplicate_row AS r "
            "WHERE r.is_stale AND d.article_id = r.article_id AND d.duplicate_of = r.duplicate_of"
        )
        execute("INSERT INTO duplicates BY NAME SELECT * EXCLUDE (is_stale) FROM duplicate_row WHERE NOT is_stale")
        return self.links()

    def links(self):
        return self.connection.execute(
            "SELECT article_id, duplicate_of, similarity, duplicate_kind, first_article_id, first_publisher "
            "FROM duplicates ORDER BY ALL"
        ).fetchall()


def slowly(rows, rules):
    """The links among `rows`, by every pair of them."""
    pieces = []
    for article_id, body, published, fetched, publisher, _ in rows:
        at = published or fetched
        found = plain_shingles(body or "")
        if at is not None and len(found) >= rules.min_shingles:
            order = (at, fetched is None, fetched or at, article_id)
            pieces.append((order, article_id, publisher, at, found))
    pieces.sort(key=lambda piece: piece[0])
    representative: dict[tuple, tuple] = {}
    group = {piece[1]: piece[1] for piece in pieces}

    def root(name):
        while group[name] != name:
            name = group[name]
        return name

    for later in range(len(pieces)):
        for earlier in range(later):
            x, y = pieces[later], pieces[earlier]
            alike = len(x[4] & y[4]) / len(x[4] | y[4])
            if alike < rules.threshold or x[3] - y[3] > timedelta(days=rules.days):
                continue
            kind = "same_publisher" if x[2] == y[2] else "other_publisher"
            representative.setdefault((x[1], frozenset(y[4]), kind), (x[1], y[1], alike, kind))
            group[root(x[1])] = root(y[1])
    clusters: dict[str, list] = {}
    for piece in pieces:
        clusters.setdefault(root(piece[1]), []).append(piece)
    first = {piece[1]: members[0] for members in clusters.values() for piece in members}
    return sorted((*row, first[row[0]][1], first[row[0]][2]) for row in representative.values())


WORDS = {
    name: [f"{name}{word}{number}" for number, word in enumerate(words.split())]
    for name, words in {
        "a": "harbour ferry engine cracks islanders quay foundry schoolchildren causeway council crowns overhaul",
        "b": "로미어항만공사 여객선운항중단 균열발견엔진 섬주민들발묶여 대체선박요구해 주물공장납품약속 둑길만조침수",
    }.items()
}
CUTS = st.one_of(
    # Texts that lead to one another: of each two neighbours here one is like the other, of others hardly any.
    st.sampled_from([("a", 0, 9, ""), ("a", 0, 12, ""), ("a", 3, 12, ""), ("a", 5, 12, ""), ("a", 5, 12, "z")]),
    st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(5, 12), st.sampled_from(["", "z", "y"])),
)
ARTICLES = st.tuples(
    st.sampled_from([f"article{number}" for number in range(7)]),
    st.one_of(CUTS, st.none()),
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), st.integers(0, 3)),
    st.sampled_from(["Tarn Wire", "Courier"]),
)
RULES = DuplicateRules(threshold=0.6, days=3, min_shingles=30)
"""A threshold at which the bands miss one pair in a hundred million."""


def row(drawn):
    name, cut, published, fetched, publisher = drawn
    body = None
    if cut:
        base, start, end, extra = cut
        body = " ".join(WORDS[base][start:end]) + (f" {extra}additional{extra}paragraph{extra}" if extra else "")
    days = (None if value is None else NOON + timedelta(days=value) for value in (published, fetched))
    return (name, body, *days, publisher, f"https://{publisher[0].lower()}.example/{name}")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(ARTICLES, st.booleans()), max_size=5), min_size=1, max_size=5))
def test_runs_in_any_order_of_arrival_give_what_every_pair_gives(batches):
    """Each run puts in some articles, in new words at times, and takes out those that are drawn to go."""
    shelf, held = Shelf(RULES), {}
    for batch in batches:
        drawn = {article[0]: (row(article), goes) for article, goes in batch}
        removed = [name for name, (_, goes) in drawn.items() if goes and name in held]
        rows = [made for name, (made, _) in drawn.items() if name not in removed]
        held = {name: made for name, made in held.items() if name not in removed} | {made[0]: made for made in rows}
        found = shelf.run(rows, removed)
        assert found == slowly(held.values(), RULES)
    assert Shelf(RULES).run(list(held.values())) == shelf.links()


def piece(name, body, day=0, publisher="Tarn Wire", url=None):
    at = NOON + timedelta(days=day)
    return (name, body, at, at, publisher, url or f"https://tarn.example/{name}")


TEXT = " ".join(WORDS["a"])


def test_an_original_that_arrives_after_its_copies_becomes_the_first():
    shelf = Shelf(RULES)
    shelf.run([piece("copy", TEXT, 1, "Courier"), piece("late", TEXT, 2, "Herald")])
    found = shelf.run([piece("wire", TEXT, 0, "Tarn Wire")])
    assert [(row[0], row[1], row[4], row[5]) for row in found] == [
        ("copy", "wire", "wire", "Tarn Wire"), ("late", "wire", "wire", "Tarn Wire"),
    ]  # fmt: skip


def test_an_article_in_new_words_is_no_copy_any_more():
    shelf = Shelf(RULES)
    assert len(shelf.run([piece("wire", TEXT), piece("copy", TEXT, 1), piece("late", TEXT, 2)])) == 2
    assert shelf.run([piece("wire", " ".join(WORDS["b"]))]) == [
        ("late", "copy", 1.0, "same_publisher", "copy", "Tarn Wire")
    ]
    assert shelf.run([], ["copy"]) == []


def test_a_cluster_that_loses_its_middle_is_two():
    """b is like a and c, which are too far apart in time to be compared."""
    shelf = Shelf(RULES)
    found = shelf.run([piece("a", TEXT, 0), piece("b", TEXT, 2), piece("c", TEXT, 4), piece("d", TEXT, 5)])
    assert {row[0]: row[4] for row in found} == {"b": "a", "c": "a", "d": "a"}
    assert {row[0]: row[4] for row in shelf.run([], ["b"])} == {"d": "c"}


def test_a_new_first_is_the_first_of_articles_that_are_not_near_it():
    shelf = Shelf(RULES)
    shelf.run([piece("x", TEXT, 3), piece("w", TEXT, 6)])
    assert {row[0]: row[4] for row in shelf.run([piece("y", TEXT, 0, "Herald")])} == {"x": "y", "w": "y"}
    assert {row[0]: row[4:] for row in shelf.run([], ["y"])} == {"w": ("x", "Tarn Wire")}


def test_an_article_that_is_like_two_joins_their_clusters():
    parts = {"one": (0, 9, 0), "two": (3, 12, 0.1), "end": (5, 12, 0.2), "whole": (0, 12, 0.3)}
    rows = [piece(name, " ".join(WORDS["a"][start:end]), day) for name, (start, end, day) in parts.items()]
    shelf = Shelf(RULES)
    assert [row[:2] + row[4:5] for row in shelf.run(rows[:3])] == [("end", "two", "two")]
    assert [row[:2] + row[4:5] for row in shelf.run(rows[3:])] == [
        ("end", "two", "one"), ("whole", "one", "one"), ("whole", "two", "one"),
    ]  # fmt: skip


def test_copies_further_apart_than_the_days_are_none():
    assert Shelf(RULES).run([piece("wire", TEXT), piece("copy", TEXT, 3.001)]) == []
    assert len(Shelf(RULES).run([piece("wire", TEXT), piece("copy", TEXT, 3)])) == 1


def test_a_publisher_without_a_name_is_known_by_its_host():
    rows = [
        piece("a", TEXT, 0, "The Courier", "https://www.courier.example/a"),
        piece("b", TEXT, 1, "www.courier.example", "https://courier.example/b"),
        piece("c", TEXT, 2, "Herald", "https://courier.example/c"),
    ]
    found = Shelf(RULES).run(rows)
    assert {(row[0], row[1], row[3]) for row in found} == {
        ("b", "a", "same_publisher"), ("c", "a", "other_publisher"), ("c", "b", "same_publisher"),
    }  # fmt: skip


def test_many_articles_of_one_text_have_a_row_each():
    found = Shelf(RULES).run([piece(f"page{number:03}", TEXT, number / 1000) for number in range(300)])
    assert len(found) == 299
    assert {row[1] for row in found} == {"page000"}


def test_short_texts_are_never_matched():
    rules = DuplicateRules()
    short, enough = "subscribe to read on " * 30, story("ko", "original")
    assert Shelf(rules).run([piece("a", short), piece("b", short, 1)]) == []
    assert len(Shelf(rules).run([piece("a", enough), piece("b", enough, 1)])) == 1


def test_what_is_done_in_parts_is_what_is_done_at_once(monkeypatch):
    every = [
        piece(f"{language}_{name}", story(language, name), number / 10, language)
        for language in LANGUAGES
        for number, name in enumerate(("original", "edited", "cut_end", "local_paragraph", "own_words"))
    ]
    at_once = Shelf(DuplicateRules()).run(every)
    assert {row[0] for row in at_once} == {
        f"{language}_{name}" for language in LANGUAGES for name in ("edited", "cut_end", "local_paragraph")
    }
    for module, constant, size in (
        ("link", "BODIES_AT_ONCE", 4), ("link", "ARTICLES_AT_ONCE", 3), ("common_bands", "TEXTS_AT_ONCE", 2),
        ("compare", "PAIRS_AT_ONCE", 3), ("compare", "PAIRS_MULTIPLIED", 2),
    ):  # fmt: skip
        monkeypatch.setattr(sys.modules[f"transforms.duplicate.{module}"], constant, size)
    assert Shelf(DuplicateRules()).run(every) == at_once


def test_bands_miss_next_to_nothing_at_the_threshold():
    """Pairs of sets of 400 that share 248, so 0.449 alike: one in 2,300 has fewer than four bands in common."""
    drawn = np.random.default_rng(7).integers(0, 2**63, (4000, 552), np.uint64)
    ends = np.arange(0, 400 * 4001, 400)
    one, other = (
        band_keys(Shingles(np.sort(part, axis=1).ravel(), ends, np.zeros(4000, np.int64)))
        for part in (drawn[:, :400], drawn[:, 152:])
    )
    common = (one == other).sum(axis=1)
    assert (common < COMMON_BANDS).mean() < 0.0025
    assert abs(common.mean() - 64 * (248 / 552) ** 2) < 0.5
    assert (one[:-1] == other[1:]).sum(axis=1).max() < COMMON_BANDS
