"""What an alert says, as a chat message and as a mail: one a run, short, and without anything of a record."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dags.steps.data_docs import Run
from quality.data_docs import SEVERITIES, worst_first
from schemas import CONTRACTS

FINDINGS_NAMED, FAILURES_NAMED = 8, 8
"""More than these are counted, not named: a broken source can fail a hundred files."""
SHORT, LONG, READ = 120, 300, 2000
"""Characters of a value, of an error's words, and of what either is made from."""
HEX = "[0-9a-fA-F]{1,4}"
ADDRESSES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|"
    rf"(?<![\w:])(?:{HEX}(?::{HEX})*)?::(?:{HEX}(?::{HEX})*)?(?!\w)|(?<![\w:])(?:{HEX}:){{7}}{HEX}(?!\w)"
)
"""Mail and IP addresses: where an error names what it stumbled over, they are somebody's."""
CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that inputs of a run did not keep, all of them together."""

    table: str
    check: str
    severity: str
    expected: str
    observed: str
    rows: int | None
    of: int
    inputs: tuple[str, ...]
    owner: str

    @property
    def input(self) -> str:
        """Name one input, and say how many more there are."""
        more = len(self.inputs) - 1
        return f"{self.inputs[0]}{f' and {more} more' if more else ''}"

    @property
    def counted(self) -> str:
        """Say how many rows broke the check."""
        return f"{self.of:,} rows looked at" if self.rows is None else f"{self.rows:,} of {self.of:,} rows"


@dataclass(frozen=True, slots=True)
class Alert:
    """All that there is to say of a run."""

    run: Run
    failures: tuple[dict[str, Any], ...]
    findings: tuple[Finding, ...]
    link: str
    late: str = ""
    """Of a run that is not done in time: how late."""

    @property
    def title(self) -> str:
        """Say what happened in one line, fit for a mail's subject."""
        if self.late:
            return one_line(f"{self.run.dag} is late", LONG)
        if self.failures:
            return one_line(f"{self.run.dag} failed", LONG)
        count = len(self.findings)
        return one_line(f"{self.run.dag}: {count} {'check' if count == 1 else 'checks'} not kept", LONG)


def findings(results: Sequence[dict[str, Any]], min_severity: str, names: dict[str, str]) -> tuple[Finding, ...]:
    """Return the checks of at least `min_severity` that were not kept, the worst first, one a table and check.

    `names` has a file name for inputs that the ledger knows.
    """
    told = SEVERITIES[: SEVERITIES.index(min_severity) + 1]
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in worst_first(row for row in results if row["severity"] in told):
        groups[row["table_name"], row["check_name"]].append(row)
    return tuple(_finding(rows, names) for rows in groups.values())


def _finding(rows: Sequence[Any], names: dict[str, str]) -> Finding:
    worst = rows[0]
    broken = [row["unexpected_count"] for row in rows if row["unexpected_count"] is not None]
    contract = CONTRACTS.get(worst["table_name"])
    return Finding(
        table=worst["table_name"], check=worst["check_name"], severity=worst["severity"],
        expected=one_line(worst["expected"], SHORT), observed=one_line(worst["observed"], SHORT),
        rows=sum(broken) if broken else None, of=sum(row["row_count"] or 0 for row in rows),
        inputs=tuple(one_line(names.get(row["source_file_id"], row["source_file_id"]), SHORT) for row in rows),
        owner=contract.owner if contract else "platform",
    )  # fmt: skip


def one_line(text: Any, length: int) -> str:
    """Return `text` on one line, addresses masked, at most `length` characters."""
    masked = ADDRESSES.sub("[address]", CONTROLS.sub(" ", str(text)[:READ]))
    plain = " ".join(masked.split())
    return plain if len(plain) <= length else plain[: length - 1] + "\N{HORIZONTAL ELLIPSIS}"


def chat_text(alert: Alert) -> str:
    """Return the message for a Slack-compatible chat.

    All that comes from outside stands in code spans, where nothing is markup and nobody is called.
    """
    lines = [f"*Newslake: {_code(alert.title)}*",
             f"Run {_code(one_line(alert.run.run_id, SHORT))}, owner {_code(alert.run.owner)}"]  # fmt: skip
    lines += [f"\N{BULLET} {_code(alert.late)}"] if alert.late else []
    lines += [f"\N{BULLET} Task {_code(one['task'])}: {_code(one['says'])}" for one in alert.failures[:FAILURES_NAMED]]
    lines += _more(len(alert.failures) - FAILURES_NAMED, "tasks failed")
    for found in alert.findings[:FINDINGS_NAMED]:
        lines.append(
            f"\N{BULLET} {found.severity}: {_code(found.table)}, {_code(found.check)}: {found.counted}, "
            f"input {_code(found.input)}, owner {_code(found.owner)}\n"
            f"    expected {_code(found.expected)}, observed {_code(found.observed)}"
        )
    lines += _more(len(alert.findings) - FINDINGS_NAMED, "checks were not kept")
    return "\n".join([*lines, f"<{alert.link}|Data docs{'' if alert.late else ' of this run'}>"])


def mail_text(alert: Alert) -> str:
    """Return the mail's body, HTML without anything that is loaded."""
    shown: Callable[[Any], str] = html.escape
    failures = f"<li>{shown(alert.late)}</li>" if alert.late else ""
    failures += "".join(
        f"<li>Task <b>{shown(one['task'])}</b>: {shown(one['says'])}</li>" for one in alert.failures[:FAILURES_NAMED]
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{shown(cell)}</td>" for cell in (
            found.severity, found.table, found.check, found.input, found.expected, found.observed, found.counted,
            found.owner,
        )) + "</tr>"
        for found in alert.findings[:FINDINGS_NAMED]
    )  # fmt: skip
    heads = "".join(f"<th align=left>{name}</th>" for name in
                    ("Severity", "Table", "Check", "Input", "Expected", "Observed", "Rows", "Owner"))  # fmt: skip
    table = f"<table cellpadding=4><tr>{heads}</tr>{rows}</table>" if rows else ""
    more = [*_more(len(alert.failures) - FAILURES_NAMED, "tasks failed"),
            *_more(len(alert.findings) - FINDINGS_NAMED, "checks were not kept")]  # fmt: skip
    return (
        f"<p><b>{shown(alert.title)}</b></p><p>Run <code>{shown(one_line(alert.run.run_id, SHORT))}</code>, "
        f"owner {shown(alert.run.owner)}</p><ul>{failures}</ul>{table}<p>{'<br>'.join(more)}</p>"
        f'<p><a href="{shown(alert.link)}">Data docs</a></p>'
    )


def _more(count: int, what: str) -> list[str]:
    return [f"and {count} more {what}"] if count > 0 else []


def _code(text: str) -> str:
    """Return `text` as a code span; Slack's own three characters are escaped as it asks for."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"`{escaped.replace('`', chr(39))}`"
