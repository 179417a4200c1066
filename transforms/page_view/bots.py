"""Whether a user agent declares itself automated: a kept library's list and short general patterns of our own."""

import functools
import importlib.metadata
import re
from collections.abc import Iterable
from typing import Any

OUR_VERSION = "2026-11-24"

GENERAL_PATTERNS = (
    r"bot\b|bot[/;_.-]|bots\b",  # the word and names that end in it; "Cubot" phones are excepted below
    r"crawl|spider|scrap|slurp|fetch|archiver|indexer|harvest",
    r"\+https?://|\(https?://|; https?://",  # a contact page stands where browsers have none
    r"^(curl|wget|python|java|go-http|okhttp|ruby|perl|php|libwww|lwp|axios|node|apache-httpclient|guzzle|httpie)\b",
    r"python-|httpclient|http_request|http-client|aiohttp|scrapy|feedparser|feed ?reader|rss",
    r"monitor|pingdom|uptime|checker|validator|preview|headless|phantomjs|selenium|puppeteer|lighthouse",
)
EXCEPTION = re.compile(r"cubot", re.IGNORECASE)
GENERAL = tuple(re.compile(pattern, re.IGNORECASE) for pattern in GENERAL_PATTERNS)

MISSING = frozenset({"", "-"})

E_MAIL = re.compile(r"[\w.+-]+(?:@| at |\[at\])[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(
    r"(?<![\w./])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:/])(?:[0-9a-fA-F]{1,4}:){2,}[0-9a-fA-F:.]*"
    r"|(?<![\w:])::[0-9a-fA-F][0-9a-fA-F:.]*"
)


def list_version() -> str:
    """Return the version of the lists: the library's and ours."""
    return f"crawler-user-agents {importlib.metadata.version('crawler-user-agents')}, newslake {OUR_VERSION}"


@functools.lru_cache(maxsize=100_000)
def bot_rule(user_agent: str) -> str | None:
    """Return the rule by which `user_agent` is a bot, None for people's browsers."""
    if user_agent.strip() in MISSING:
        return "missing"
    text = EXCEPTION.sub("", user_agent)
    for pattern in GENERAL:
        if pattern.search(text):
            return f"newslake: {pattern.pattern}"
    for pattern in _listed():
        if pattern.search(text):
            return f"crawler-user-agents: {pattern.pattern}"
    return None


def user_agent_row(user_agent_id: int, user_agent: str) -> dict[str, Any]:
    """Return the row of contract `user_agent` for one distinct string; addresses and e-mails are masked."""
    rule = bot_rule(user_agent)
    return {
        "user_agent_id": user_agent_id,
        "user_agent": mask(user_agent),
        "is_bot": rule is not None,
        "bot_rule": rule,
        "bot_list_version": list_version(),
    }


def mask(text: str) -> str:
    """Return `text` with IP and e-mail addresses replaced by [address]."""
    return E_MAIL.sub("[address]", ADDRESS.sub("[address]", text))


def user_agent_rows(agents: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return the rows of contract `user_agent` for (user_agent_id, string) pairs."""
    return [user_agent_row(agent_id, agent) for agent_id, agent in agents]


@functools.cache
def _listed() -> tuple[re.Pattern[str], ...]:
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 - reads a large file

    return tuple(re.compile(entry["pattern"]) for entry in CRAWLER_USER_AGENTS_DATA)
