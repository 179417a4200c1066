"""The data dictionary has all that a reader asks for, and docs/ is what the contracts make today."""

import re
from dataclasses import replace

import pytest

from schemas import CONTRACTS, Check
from schemas.__main__ import DOCS, generated
from schemas.columns import COLUMNS
from schemas.dictionary import OWNERS, data_dictionary, promise
from schemas.producer import ARTICLE_OBJECT, PAGE_VIEW_OBJECT

each_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.table)
PAGE = data_dictionary()


def section(table):
    return PAGE.split(f"\n## {table}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_docs_are_what_the_contracts_make(path):
    assert path.exists(), "run `make docs` and commit what it wrote"
    assert path.read_text(encoding="utf-8") == generated()[path], (
        "The contracts changed: run `make docs` and commit what it wrote."
    )


def test_no_schema_is_left_over():
    assert set((DOCS / "json-schema").iterdir()) == {path for path in generated() if path.parent.name == "json-schema"}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda column: column.name)
def test_every_column_has_a_meaning_a_source_and_an_example_or_a_unit(column):
    assert re.fullmatch(r"[A-Za-z0-9].{2,}\.", column.meaning), column.meaning
    assert column.source
    assert column.example or column.unit
    assert not column.caveat or column.caveat.endswith(".")


@each_contract
def test_every_table_tells_its_grain_owner_and_retention(contract):
    assert contract.grain
    assert contract.description.endswith(".")
    assert contract.owner in OWNERS
    assert contract.retention.reason
    assert contract.retention.days is None or contract.retention.days > 0
    assert contract.version >= 1
    assert contract.merge


@each_contract
def test_the_section_of_a_table_has_all_of_it(contract):
    text = section(contract.table)
    assert f"- Owner: {contract.owner}" in text
    assert f"- Contract version: {contract.version}" in text
    for name in contract.column_names:
        assert text.count(f"\n| `{name}` |") == 1
    for check in contract.checks:
        assert f"| {check.severity} | `{check.name}` |" in text
    assert f"[{contract.table}](#{contract.table})" in PAGE.split("\n## ")[1]


def test_tables_of_the_page_are_whole():
    """A bar or a line end within a cell would shift the columns behind it."""
    for block in PAGE.split("\n\n"):
        if block.startswith("| "):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block
            assert all(line.startswith("| ") and line.endswith(" |") for line in block.splitlines())
    outside_of_code = re.sub(r"`[^`\n]*`", "", PAGE)
    assert "<" not in outside_of_code


def test_links_lead_somewhere():
    headings = {line.removeprefix("## ").lower() for line in PAGE.splitlines() if line.startswith("## ")}
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert target[1:] in headings if target.startswith("#") else (DOCS / target).exists(), target


def test_promises_in_words():
    assert promise(Check("between", ("share",), minimum=0, maximum=1)) == "`share` is 0 to 1"
    assert promise(Check("length_between", ("headline",), maximum=9)) == "`headline` has at most 9 characters"
    assert promise(Check("unique", ("a", "b"))) == "`a`, `b` is that of no other row"


def test_a_rename_is_told(monkeypatch):
    renamed = replace(CONTRACTS["page"], version=2, renamed={2: {"address": "page_url"}})
    monkeypatch.setitem(CONTRACTS, "page", renamed)
    assert "- Contract version: 2 (version 2 renamed `address` to `page_url`)" in data_dictionary()


def test_objects_of_producers_are_described_too():
    for contract in (ARTICLE_OBJECT, PAGE_VIEW_OBJECT):
        assert all(column.meaning and (column.example or column.unit) for column in contract.columns)
