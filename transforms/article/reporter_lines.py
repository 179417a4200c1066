"""Reporters who are named within the text: in its first lines or behind its last."""

import re
from collections.abc import Iterator

from transforms.article.lines import Lines
from transforms.article.names import Person, as_name

REPORTER = re.compile(
    r"(?P<han_role>記者|记者|通訊員|通讯员|特派員)[\s：:／/|｜]*(?P<han>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[／/\s】〕）)、,，｜|]|報導|报道|報道|電|电|$)"
    r"|(?<![가-힣])(?P<hangul>[가-힣]{2,4})\s*(?P<hangul_role>(?:선임|인턴|객원|전문)?(?:기자|특파원|논설위원|PD))(?![가-힣])"
    r"|Reporting by (?P<latin>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})"
)
BELOW_HEADLINE = 16
BEHIND_TEXT = 5
OPENING = 80
CLOSING = 120
MAX_PEOPLE = 6


def reporters(lines: Lines, headline_at: int, last: int) -> list[Person]:
    """Return whom the first lines of the text, or those around its line at `last`, name as reporters."""
    blocks = lines.blocks
    openings = (block.text[:OPENING] for block in blocks[headline_at + 1 : headline_at + BELOW_HEADLINE])
    closings = (block.text[-CLOSING:] for block in blocks[max(last - 1, 0) : last + BEHIND_TEXT]) if last > 0 else ()
    for text in (*openings, *closings):
        found = {str(person["name"]): person for person in _people(text)}
        if found and len(found) <= MAX_PEOPLE:
            return list(found.values())
    return []


def _people(text: str) -> Iterator[Person]:
    for match in REPORTER.finditer(text):
        name = as_name(match["han"] or match["hangul"] or match["latin"] or "")
        if name:
            yield {"name": name, "role": match["han_role"] or match["hangul_role"]}
