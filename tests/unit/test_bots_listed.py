"""The library's list, searched as a tree; and the same verdict from DuckDB."""

import re

import duckdb
import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.bot_agents import OF_PATTERN, OF_PEOPLE
from transforms.page_view.bots import bot_rule
from transforms.page_view.bots.letter_tree import letter_tree
from transforms.page_view.bots.listed import DISTRUSTED, listed_pattern
from transforms.page_view.bots.patterns import GENERAL, NO_ENGINE
from transforms.page_view.bots.people import ENGINE, EXCEPTIONS

LISTED = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA if entry["pattern"] not in DISTRUSTED]


def test_what_we_distrust_is_still_in_the_list():
    assert {entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA} >= DISTRUSTED


def test_every_name_of_the_list_is_found():
    names = [re.sub(r"\\(\W)", r"\1", pattern) for pattern in LISTED if not re.search(r"[\[({|^$*+?]|\\[a-z]", pattern)]
    assert len(names) > 1_000
    assert [name for name in names if not listed_pattern(f"mozilla/5.0 {name.lower()} tide")] == []


@pytest.mark.parametrize(("pattern", "agent"), [("Hardenize", "hardenize"), ("(^| )PTST\\/", "PTST/260824.1315")])
def test_a_pattern_is_reported_as_the_list_writes_it(pattern, agent):
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    assert bot_rule(f"{chrome} {agent}") == f"crawler-user-agents: {pattern}"


@pytest.mark.parametrize("text", ["thunderbird/60.6.1 lightning/6.2.6.1", "tide viewsonic-7"])
def test_a_name_inside_a_word_is_another_name(text):
    assert listed_pattern(text) is None


WORDS = st.text("abc -/", min_size=1, max_size=4).map(re.escape)
EXPRESSIONS = st.lists(
    st.one_of(WORDS, WORDS.map(r"\b{}".format), WORDS.map("^{}".format), WORDS.map("{}[ab]?c".format))
)


@given(EXPRESSIONS.filter(bool), st.text("abc -/", max_size=12))
def test_a_tree_finds_what_its_expressions_find(expressions, text):
    assert bool(re.search(letter_tree(expressions), text)) == any(re.search(each, text) for each in expressions)


def test_duckdb_gives_the_same_verdict():
    """The general patterns are RE2-safe and mean the same there."""
    agents = [*OF_PEOPLE, *(agent for agents in OF_PATTERN.values() for agent in agents)]
    general = "|".join(expression for pattern in GENERAL for expression in pattern.expressions)
    sql = """
        SELECT regexp_matches(regexp_replace(agent, $exceptions, '', 'g'), $general)
            OR (regexp_matches(agent, $no_engine) AND NOT regexp_matches(agent, $engine))
        FROM (SELECT lower(trim(unnest($agents))) AS agent)
    """
    verdicts = duckdb.execute(
        sql,
        {
            "agents": agents,
            "exceptions": "|".join(EXCEPTIONS),
            "general": general,
            "no_engine": "|".join(NO_ENGINE.expressions),
            "engine": "|".join(ENGINE),
        },
    ).fetchall()
    assert [verdict for (verdict,) in verdicts] == [
        (bot_rule(agent) or "").startswith("newslake: ") for agent in agents
    ]
