"""The rows of contract `user_agent`: verdict, rule, list version and the masked string."""

from collections.abc import Iterable
from typing import Any

from transforms.page_view.bots.masking import mask
from transforms.page_view.bots.verdict import bot_rule, list_version


def user_agent_rows(agents: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return the rows for (user_agent_id, string) pairs, one pair for each distinct string."""
    version = list_version()
    return [_row(agent_id, agent, version) for agent_id, agent in agents]


def _row(user_agent_id: int, user_agent: str, version: str) -> dict[str, Any]:
    """Return one row; the verdict is on the masked string, which is all that a later list can judge again."""
    kept = mask(user_agent)
    rule = bot_rule(kept)
    return {
        "user_agent_id": user_agent_id,
        "user_agent": kept,
        "is_bot": rule is not None,
        "bot_rule": rule,
        "bot_list_version": version,
    }
