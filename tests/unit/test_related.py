"""Related stories by common visitors: hand-worked numbers, and a slow computation in plain Python."""

import math
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.page_view.site_days import site_day
from transforms.related import RelatedRules, relate
from transforms.url import page_id

LISBON = ZoneInfo("Europe/Lisbon")
DAY = date(2025, 5, 4)
NOON = datetime(2025, 5, 4, 12, tzinfo=UTC)
ARTICLE = "article_id VARCHAR, translation_of_url VARCHAR, in_language VARCHAR, headline VARCHAR, article_body VARCHAR"


def article(name, translation_of=None, language=None, headline=None, body=None):
    return (name, translation_of, language or name, headline or name, body)


def related(articles, events, rules, urls=(), days=(DAY,), zone=LISBON):
    """The rows (article, position, related, similarity, method, shared visitors) for events (visitor, page[, instant[,
    outcome]])."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE a ({ARTICLE})")
        connection.execute("CREATE TABLE u (page_id VARCHAR, article_id VARCHAR)")
        connection.execute("CREATE TABLE e (visitor_id BIGINT, page_id VARCHAR, event_at TIMESTAMPTZ, outcome VARCHAR)")
        rows = [(*event, *(NOON, "view")[len(event) - 2 :]) for event in events]
        for table, values in (("a", articles), ("u", urls), ("e", rows)):
            if values:
                marks = ", ".join("?" * len(values[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", list(values))
        relations = {"page_view_event": "memory.e", "article": "memory.a", "article_url": "memory.u"}
        relate(connection, relations, [site_day(day, zone) for day in days], rules)
        return connection.execute(
            "SELECT article_id, position, related_article_id, similarity, method, shared_visitors FROM related "
            "ORDER BY article_id, position"
        ).fetchall()


def of(rows, name):
    return [(row[2], row[3]) for row in rows if row[0] == name]


def seen(**visitors):
    return [(number, page) for number, pages in enumerate(visitors.values()) for page in pages]


def test_similarity_worked_out_by_hand():
    # Three visitors of a and b alone weigh 1/log2(3) = 0.63093 each, one of a, b and c 1/log2(4) = 0.5.
    # c_ab = 2.39279 = n_a = n_b, so its cosine is 1 and its damping 2.39279 / 4.39279 = 0.54471.
    # c_ac = 0.5, n_c = 0.5: 0.5 / sqrt(2.39279 * 0.5) * 0.5 / 2.5 = 0.09142.
    events = seen(first="ab", second="ab", third="ab", fourth="abc", alone="c")
    rows = related([article(name) for name in "abc"], events, RelatedRules(damping=2, min_visitors=1))
    assert of(rows, "a") == [("b", pytest.approx(0.54471, abs=1e-5)), ("c", pytest.approx(0.09142, abs=1e-5))]
    assert of(rows, "c") == [("a", pytest.approx(0.09142, abs=1e-5)), ("b", pytest.approx(0.09142, abs=1e-5))]
    assert {(row[4], row[5]) for row in rows if {row[0], row[2]} == {"a", "b"}} == {("co_visitation", 4)}


@pytest.mark.parametrize(("visitors", "expected"), [(2, []), (3, ["b"])])
def test_pairs_need_so_many_visitor_days(visitors, expected):
    events = [(number, page) for number in range(visitors) for page in "ab"]
    assert [name for name, _ in of(related([article("a"), article("b")], events, RelatedRules()), "a")] == expected


def test_visitor_days_of_too_many_articles_tell_nothing():
    articles = [article(name) for name in "abcd"]
    events = seen(first="abc", second="abcd")
    rows = related(articles, events, RelatedRules(max_articles=3, min_visitors=1))
    assert {(row[0], row[2]) for row in rows} == {(x, y) for x in "abc" for y in "abc" if x != y}
    rows = related(articles, events, RelatedRules(min_articles=4, min_visitors=1))
    assert {row[5] for row in rows} == {1}
    assert len(rows) == 12


def test_a_visitor_of_two_site_days_is_two_visitor_days():
    # 23:30 UTC on 4 May is 00:30 on 5 May in Lisbon: a and b were not seen on the same day, c and d were.
    late = datetime(2025, 5, 4, 23, 30, tzinfo=UTC)
    events = [(1, "a"), (1, "b", late), (1, "c", late), (1, "d", late + timedelta(hours=10))]
    rows = related(
        [article(name) for name in "abcd"], events, RelatedRules(min_visitors=1), days=(DAY, date(2025, 5, 5))
    )
    assert {(row[0], row[2]) for row in rows} == {(x, y) for x in "bcd" for y in "bcd" if x != y}


def test_only_views_of_the_days_and_of_articles_count():
    before = NOON - timedelta(days=1)
    events = [(1, "a"), (1, "b", NOON, "bot_declared"), (1, "c", before), (1, "page"), (1, "d"), (1, "d")]
    rows = related([article(name) for name in "abcd"], events, RelatedRules(min_visitors=1))
    assert {(row[0], row[2]) for row in rows} == {("a", "d"), ("d", "a")}
    assert rows[0][3] == pytest.approx(0.63093 / 10.63093, abs=1e-5)


def test_a_page_counts_for_the_article_that_it_means():
    rows = related(
        [article("a"), article("b")], [(1, "a"), (1, "amp")], RelatedRules(min_visitors=1), urls=[("amp", "b")]
    )
    assert [name for name, _ in of(rows, "a")] == ["b"]


def test_ties_go_by_article_id_and_top_n_is_kept():
    rows = related([article(name) for name in "dcba"], seen(one="abcd"), RelatedRules(min_visitors=1, top_n=2))
    assert [name for name, _ in of(rows, "a")] == ["b", "c"]
    assert [name for name, _ in of(rows, "d")] == ["a", "b"]


def test_translations_are_never_related():
    """b translates a; c and d translate a story that is not known; e names b by an address with tracking."""
    english, spanish = "https://courier.example/en/1", "https://courier.example/es/1"
    a, b = page_id(english), page_id(spanish)
    unknown = "https://courier.example/gone"
    articles = [
        article(a), article(b, english), article("c", unknown), article("d", unknown),
        article("e", f"{spanish}/?utm_source=x"),
    ]  # fmt: skip
    rows = related(articles, [(1, name) for name in (a, b, "c", "d", "e")], RelatedRules(min_visitors=1))
    pairs = {frozenset((row[0], row[2])) for row in rows}
    every = {frozenset(pair) for pair in combinations((a, b, "c", "d", "e"), 2)}
    assert every - pairs == {frozenset((a, b)), frozenset("cd"), frozenset((b, "e"))}


def slowly(events, rules):
    """The lists by common visitors, as semantics.md has them."""
    visitor_days = defaultdict(set)
    for visitor, page, at in events:
        visitor_days[visitor, at.astimezone(LISBON).date()].add(page)
    n, c, k = defaultdict(float), defaultdict(float), defaultdict(int)
    for pages in visitor_days.values():
        if rules.min_articles <= len(pages) <= rules.max_articles:
            weight = round(2**30 / math.log2(1 + len(pages))) / 2**30
            for page in pages:
                n[page] += weight
            for i in pages:
                for j in pages - {i}:
                    c[i, j] += weight
                    k[i, j] += 1
    lists = defaultdict(list)
    for (i, j), weight in c.items():
        if k[i, j] >= rules.min_visitors:
            similarity = weight / math.sqrt(n[i] * n[j]) * (weight / (weight + rules.damping))
            lists[i].append((-similarity, j, k[i, j]))
    return [
        (i, position, j, pytest.approx(-negative), "co_visitation", shared)
        for i in sorted(lists)
        for position, (negative, j, shared) in enumerate(sorted(lists[i])[: rules.top_n], 1)
    ]


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from("abcdefg"),
        st.integers(0, 47).map(lambda hour: NOON + timedelta(hours=hour - 12)),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.integers(1, 4), st.integers(2, 6), st.sampled_from([0.5, 10.0]), st.integers(1, 3))
def test_the_lists_are_those_of_a_slow_computation(events, top_n, max_articles, damping, min_visitors):
    rules = RelatedRules(top_n=top_n, max_articles=max_articles, damping=damping, min_visitors=min_visitors)
    # 47 hours from midnight UTC are one o'clock to midnight in Lisbon: two days, no view outside.
    days = (DAY, DAY + timedelta(days=1))
    events = [event for event in events if event[2].astimezone(LISBON).date() in days]
    assert related([article(name) for name in "abcdefg"], events, rules, days=days) == slowly(events, rules)
