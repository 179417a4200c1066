"""Whether an article can be read without paying."""

from transforms.article import json_ld
from transforms.article.notice_words import PAYWALLS
from transforms.article.page import Page
from transforms.article.phrases import phrases

TIERS = {"free": True, "metered": False, "locked": False, "paid": False, "premium": False, "subscriber": False}
NAMES = ("article:content_tier", "content_tier", "article:opinion_tier", "cxenseparse:paywall", "isaccessibleforfree")
WALLS = phrases(PAYWALLS)
NEAR = 8
MAX_LINE = 300


def is_free(page: Page, last: int) -> bool | None:
    """Return what the page declares, else False where a wall stands just below the text; None where nothing tells."""
    parts = [node for node in json_ld.items(page.node.get("hasPart")) if isinstance(node, dict)]
    for node in (page.node, *parts):
        declared = str(node.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].lower()
        if declared in {"true", "false"}:
            return declared == "true"
    for name in NAMES:
        tier = (page.first(name) or "").lower()
        if tier in {"true", "false"} or tier in TIERS:
            return TIERS.get(tier, tier == "true")
    below = page.lines.blocks[max(0, last - 1) : last + NEAR] if last >= 0 else []
    if any(wall in block.text.lower() for block in below if len(block.text) <= MAX_LINE for wall in WALLS):
        return False
    return None
