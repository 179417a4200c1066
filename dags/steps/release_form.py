"""What a human reads before a release: how many records of which reasons, what each would become, a few examples."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from dags.steps.release_tries import TriedInput, Try
from transforms.page_view.bots import mask

MOST_GROUPS = 40
EXAMPLES = 5
EXAMPLE_CHARACTERS = 120

WORDS = {
    "event": "passes: a page request, its views are counted by the roll-up",
    "event_masked": "passes, but its file is gone: counted with a visitor of its own, no country",
    "signal": "passes: tells of its visitor, is no view",
    "count": "passes: counted views, unless they are in the lake already",
    "not_page": "can be read: no page view",
    "late_closed": "can be read, but its hour is closed: counted as late, no view",
    "article": "passes: an article",
    "duplicate": "passes: an older content of an article that is released too",
    "failed_again": "stays",
    "original_gone": "stays: its input is gone or has other content, and quarantine has too little of it",
    "source_not_in_settings": "stays: its source is not in the settings any more",
    "input_is_of_another_format": "stays: in the format that the settings give now, its input has other records",
}
"""Outcome -> what the form says of it; others are kinds of archive records that are no pages."""


def form(inputs: Iterable[TriedInput]) -> dict[str, str]:
    """Return `subject` and `body` (Markdown) of the form. Records are cut short, masked, and can't mark anything up."""
    tries = [one for tried in inputs for one in tried.tries]
    passing = sum(one.fate.is_released for one in tries)
    groups = Counter((_reasons(one), one.row["table_name"], one.row["source"], _would(one)) for one in tries)
    rows = [[f"{count:,}", *group] for group, count in groups.most_common(MOST_GROUPS)]
    more = f"\n\nand {len(groups) - MOST_GROUPS:,} further groups." if len(groups) > MOST_GROUPS else ""
    examples = [
        [one.row["table_name"], _reasons(one), str(one.row["source_position"]), one.row["record"] or "", _would(one)]
        for one in _one_of_each_group(tries)
    ]
    body = (
        f"Of {len(tries):,} chosen records {passing:,} would leave quarantine, as code and settings are now. "
        "Approve reads them once more and publishes what passes then; Reject leaves everything as it is."
        f"\n\n{_table(('Records', 'Failed', 'Table', 'Source', 'Now'), rows)}{more}"
        f"\n\nExamples, addresses masked:\n\n{_table(('Table', 'Failed', 'Place', 'Record', 'Now'), examples)}"
    )
    return {"subject": f"Release {passing:,} of {len(tries):,} records from quarantine?", "body": body}


def _would(one: Try) -> str:
    checks = f" ({', '.join(one.fate.failed_checks)})" if one.fate.failed_checks else ""
    return WORDS.get(one.fate.outcome, f"can be read: {one.fate.outcome}") + checks


def _reasons(one: Try) -> str:
    return ", ".join(one.row["failed_checks"])


def _one_of_each_group(tries: Sequence[Try]) -> list[Try]:
    """Return the first record of each reason and result, at most EXAMPLES."""
    first: dict[tuple[str, str], Try] = {}
    for one in tries:
        first.setdefault((_reasons(one), one.fate.outcome), one)
    return list(first.values())[:EXAMPLES]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Return `text` as Markdown that shows it as it is, on one line."""
    shown = " ".join(mask(text[: 4 * EXAMPLE_CHARACTERS]).split())
    if len(shown) > EXAMPLE_CHARACTERS:
        shown = f"{shown[:EXAMPLE_CHARACTERS]}…"
    shown = "".join(character if character.isprintable() else "\ufffd" for character in shown)
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", shown)
