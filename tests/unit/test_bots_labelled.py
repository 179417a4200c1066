"""How many labelled crawlers are recognised, how many labelled browsers are called bots, and how fast.

The figures are printed whatever pytest captures; docs/decisions/0005-bots.md says what they were when the patterns were
made, on agents that had not been looked at.
"""

import json
import re
import time
from pathlib import Path

import pytest
import yaml

from transforms.page_view.bots import bot_rule

LABELLED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "page_views" / "bots"

pytestmark = pytest.mark.skipif(not LABELLED.is_dir(), reason="needs the labelled agents of ../shared")


def of_isbot(name):
    families = yaml.safe_load((LABELLED / name).read_text(encoding="utf-8")).values()
    return [str(agent) for agents in families for agent in agents]


def of_crawler_user_agents():
    entries = json.loads((LABELLED / "crawler-user-agents.json").read_text(encoding="utf-8"))
    return [agent for entry in entries for agent in entry["instances"]]


def counter_names():
    """The names that COUNTER's patterns spell out: those with no more of an expression than its ends."""
    patterns = json.loads((LABELLED / "COUNTER_Robots_list.json").read_text(encoding="utf-8"))
    names = (re.sub(r"\\(\W)", r"\1", entry["pattern"].strip("^$")) for entry in patterns)
    return [name for name in names if not re.search(r"[\\\[\](){}|^$*+?]", name)]


def ai_names():
    return list(json.loads((LABELLED / "ai_robots.json").read_text(encoding="utf-8")))


@pytest.fixture
def share_of_bots(capsys, record_property):
    """Return a function that classifies agents, prints the figure past pytest's capture and gives it back."""

    def measure(label, agents):
        rules = [bot_rule(agent) for agent in agents]
        bots = sum(rule is not None for rule in rules)
        ours = sum(rule is not None and not rule.startswith("crawler-user-agents") for rule in rules)
        share = bots / len(rules)
        record_property(label, share)
        with capsys.disabled():
            print(
                f"\n{label}: {bots} of {len(rules)} called bots = {share:.2%}; general patterns {ours / len(rules):.2%}"
            )
        return share

    return measure


def test_crawlers_of_isbot(share_of_bots):
    assert share_of_bots("labelled crawlers, isbot", of_isbot("isbot_crawlers.yml")) >= 0.99


def test_crawlers_of_crawler_user_agents(share_of_bots):
    assert share_of_bots("labelled crawlers, crawler-user-agents", of_crawler_user_agents()) >= 0.99


def test_browsers_of_isbot(share_of_bots):
    assert share_of_bots("labelled browsers, isbot", of_isbot("isbot_browsers.yml")) <= 0.01


def test_names_of_counter(share_of_bots):
    """COUNTER lists "firefox", "msie" and "cfnetwork" too, which people use."""
    assert share_of_bots("names of COUNTER, as Name/1.0", [f"{name}/1.0" for name in counter_names()]) >= 0.95


def test_names_of_ai_robots(share_of_bots):
    assert share_of_bots("names of ai.robots.txt, as Name/1.0", [f"{name}/1.0" for name in ai_names()]) >= 0.99


def test_names_of_ai_robots_behind_a_browser(share_of_bots):
    """The hardest disguise: a browser's own agent, and the name behind it."""
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    agents = [f"{chrome} {name}/1.0" for name in ai_names()]
    assert share_of_bots("names of ai.robots.txt, behind a browser's", agents) >= 0.8


def test_speed(capsys, record_property):
    """Distinct agents of browsers cost most: nothing is found in them."""
    browsers = [agent for agent in of_isbot("isbot_browsers.yml") if bot_rule(agent) is None]
    agents = [f"{agent} Tide/{number}" for number in range(20) for agent in browsers]
    start = time.process_time()
    for agent in agents:
        bot_rule(agent)
    per_second = len(agents) / (time.process_time() - start)
    record_property("agents_per_second", per_second)
    with capsys.disabled():
        print(f"\nclassified: {per_second:,.0f} distinct agents/s on one core")
    assert per_second > 10_000, "half of what is seen on a busy machine"
