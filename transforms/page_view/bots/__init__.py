"""Whether a user agent declares itself automated, and what of it may be kept."""

from transforms.page_view.bots.masking import mask
from transforms.page_view.bots.rows import user_agent_rows
from transforms.page_view.bots.verdict import bot_rule, list_version

__all__ = ["bot_rule", "list_version", "mask", "user_agent_rows"]
