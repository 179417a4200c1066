"""From the contracts to the data dictionary, docs/data-dictionary.md."""

from collections.abc import Iterable, Sequence

from schemas import CONTRACTS
from schemas.contract import Check, Column, Contract

INTRODUCTION = """\
# Data dictionary

Made from the contracts in `schemas/` by `make docs`; a test fails where the two differ. Each table is
`lake.main.<name>`; in `make sql` its name is enough. What a view, a visitor and a rank are: [semantics](semantics.md).
Views and macros: `FROM help`. What producers send: [article](json-schema/article.json) and
[page view](json-schema/page_view_event.json) as JSON Schema.

Every instant is UTC. A check that is `critical` stops the publish, one of `error` puts the row into
[quarantined_record](#quarantined_record), a `warning` is reported in [quality_result](#quality_result) alone. A NULL
passes every check but "is there". What a reader may get wrong stands in *italics*. How contracts change:
[decision 19](decisions/0019-contracts-change.md)."""

OWNERS = {
    "content": "articles: what was published, and what became of it",
    "audience": "page views: what was read, and the rankings made of it",
    "platform": "what came in, what was refused and why",
}

LONGEST_CONDITION = 100
"""Characters of SQL that are shown in a table; longer ones are read where they are written."""


def data_dictionary() -> str:
    """Return the page: all tables, then each with its columns and checks."""
    contents = [
        [f"[{contract.table}](#{contract.table})", contract.grain, contract.owner, _kept(contract)]
        for contract in CONTRACTS.values()
    ]
    owners = [f"- **{owner}**: {what}" for owner, what in OWNERS.items()]
    parts = [
        INTRODUCTION,
        "## Tables",
        _table(("table", "a row is", "owner", "kept"), contents),
        "Owners:\n\n" + "\n".join(owners),
        *(_section(contract) for contract in CONTRACTS.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(contract: Contract) -> str:
    facts = {
        "Grain": contract.grain,
        "Key": ", ".join(f"`{name}`" for name in contract.key),
        "Owner": contract.owner,
        "Kept": f"{_kept(contract)}: {contract.retention.reason}",
        "Two rows of one key": contract.merge,
        "Partitioned by": ", ".join(f"`{part}`" for part in contract.partitioned_by) or "nothing",
        "Sorted by": ", ".join(f"`{name}`" for name in contract.sorted_by) or "nothing",
        "Contract version": str(contract.version) + _renames(contract),
    }
    checks = [[check.severity, f"`{check.name}`", promise(check)] for check in contract.checks]
    parts = [
        f"## {contract.table}",
        contract.description,
        "\n".join(f"- {name}: {_escaped(fact)}" for name, fact in facts.items()),
        *(["Mind:\n\n" + "\n".join(f"- {_escaped(one)}" for one in contract.caveats)] if contract.caveats else []),
        _table(("column", "type", "unit", "meaning", "source", "example"), map(_column_row, contract.columns)),
        _table(("severity", "check", "a row, or the batch"), checks) if checks else "It has no checks.",
    ]
    return "\n\n".join(parts)


def _column_row(column: Column) -> Sequence[str]:
    meaning = f"{column.meaning} *{column.caveat}*" if column.caveat else column.meaning
    example = f"`{column.example}`" if column.example else ""
    return f"`{column.name}`", f"`{column.type}`", column.unit, meaning, column.source, example


def promise(check: Check) -> str:  # noqa: PLR0911 - one per kind
    """Return what `check` promises, in words."""
    column = f"`{check.columns[0]}`" if check.columns else ""
    match check.kind:
        case "not_null":
            return f"{column} is there"
        case "unique":
            return f"{', '.join(f'`{name}`' for name in check.columns)} is that of no other row"
        case "in_set":
            return f"{column} is one of {', '.join(f'`{value}`' for value in check.values)}"
        case "matches":
            return f"{column} matches `{check.pattern}`"
        case "between":
            return f"{column} is {_bounds(check)}"
        case "length_between":
            return f"{column} has {_bounds(check)} characters"
        case "row_count":
            return f"the batch has {_bounds(check)} rows"
        case "condition":
            names = ", ".join(f"`{name}`" for name in check.columns)
            shown = (
                f"`{check.condition}`"
                if len(check.condition) <= LONGEST_CONDITION
                else "a rule in SQL, see the contract"
            )
            return f"{names}: {shown}"


def _bounds(check: Check) -> str:
    if check.maximum is None:
        return f"at least {check.minimum}"
    return f"at most {check.maximum}" if check.minimum is None else f"{check.minimum} to {check.maximum}"


def _kept(contract: Contract) -> str:
    kept = contract.retention
    if kept.days is None:
        return "for ever"
    if kept.follows:
        return f"{kept.days} days, as [{kept.follows}](#{kept.follows})"
    return f"{kept.days} days after `{kept.column}`"


def _renames(contract: Contract) -> str:
    told = [
        f"version {version} renamed {', '.join(f'`{old}` to `{new}`' for old, new in renamed.items())}"
        for version, renamed in sorted(contract.renamed.items())
    ]
    return f" ({'; '.join(told)})" if told else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_escaped(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    """Return `text` with every `<` outside of code as an entity: Markdown would take it for a tag."""
    return "`".join(
        part.replace("<", "&lt;") if number % 2 == 0 else part for number, part in enumerate(text.split("`"))
    )
