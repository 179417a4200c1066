"""The verdict on a user agent. Every agent here is made up; how others fare is measured in test_bots_labelled.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.agents import BOTS
from tests.unit.bot_agents import CHROME, OF_PATTERN, OF_PEOPLE
from transforms.page_view.bots import bot_rule, list_version, user_agent_rows
from transforms.page_view.bots.patterns import GENERAL, NO_ENGINE, VERSION


def test_every_pattern_has_agents_here():
    names = [pattern.name for pattern in (*GENERAL, NO_ENGINE)]
    assert sorted(OF_PATTERN) == sorted(names)
    assert all(pattern.reason for pattern in GENERAL)


@pytest.mark.parametrize(("name", "agent"), [(name, agent) for name, agents in OF_PATTERN.items() for agent in agents])
def test_general_patterns(name, agent):
    assert bot_rule(agent) == f"newslake: {name}"


@pytest.mark.parametrize("agent", OF_PEOPLE)
def test_people(agent):
    assert bot_rule(agent) is None


@pytest.mark.parametrize("agent", BOTS)
def test_bots_of_the_sample_newsroom(agent):
    assert bot_rule(agent)


@pytest.mark.parametrize("agent", ["", "-", "  ", " - "])
def test_no_agent_is_a_bot(agent):
    assert bot_rule(agent) == "missing"


@given(
    st.sampled_from([agent for agents in OF_PATTERN.values() for agent in agents]), st.randoms(use_true_random=False)
)
def test_letter_case_does_not_matter(agent, random):
    scrambled = "".join(random.choice((letter.lower(), letter.upper())) for letter in agent)
    assert bot_rule(scrambled) == bot_rule(agent)


def test_only_the_beginning_of_a_monstrous_agent_is_looked_at():
    assert bot_rule(CHROME + " x" * 5_000_000 + " bot") is None


def test_rows_keep_rule_and_version_and_no_address():
    rows = user_agent_rows([(1, "Herring/1.0 (192.0.2.7; ops@herring.example)"), (2, CHROME)])
    assert rows == [
        {
            "user_agent_id": 1,
            "user_agent": "Herring/1.0 ([address]; [e-mail])",
            "is_bot": True,
            "bot_rule": "newslake: contact_mail",
            "bot_list_version": list_version(),
        },
        {
            "user_agent_id": 2,
            "user_agent": CHROME,
            "is_bot": False,
            "bot_rule": None,
            "bot_list_version": list_version(),
        },
    ]
    assert VERSION in list_version()
