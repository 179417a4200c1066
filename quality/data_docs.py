"""Great Expectations' own HTML pages of what the gate found, made from `quality_result` rows.

The gate keeps nothing for them: a row has all that GX's renderers ask for, so that pages can be made again at any time.
GX's markup is kept, its frame is not: that loads styles, scripts and pictures from seven hosts, and escapes no text.
"""

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from lxml import etree
from lxml import html as markup
from markupsafe import Markup

from quality.library import great_expectations
from schemas import CONTRACTS

HERE = Path(__file__).with_name("data_docs_page")
GX_TYPES = {
    "not_null": "expect_column_values_to_not_be_null",
    "in_set": "expect_column_values_to_be_in_set",
    "matches": "expect_column_values_to_match_regex",
    "between": "expect_column_values_to_be_between",
    "length_between": "expect_column_value_lengths_to_be_between",
    "row_count": "expect_table_row_count_to_be_between",
    "condition": "unexpected_rows_expectation",
}
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
DESCRIBED = "expect_table_row_count_to_be_between"
"""Stands for a check that GX has no expectation for: it shows our description of it, in the table's own section."""
SEVERITIES = ("critical", "error", "warning")
KEPT_TAGS = {"div", "span", "table", "thead", "tbody", "tr", "td", "th", "strong", "br", "ul", "li", "p", "a", "i",
             "h5", "h6", "code", "pre"}  # fmt: skip
HEADINGS = {"h5": "h2", "h6": "h3"}
STATUS = {"text-success": "\N{CHECK MARK} kept", "text-danger": "\N{BALLOT X} not kept"}
Row = Mapping[str, Any]


def validation_page(rows: Sequence[Row], *, run: Row) -> bytes:
    """Return the page of one validation: the rows of one table and input.

    `run` has its `dag`, `run_id` and `began` (an ISO instant), as for the other pages.
    """
    rendered = _rendered_by_gx(rows, run)
    sections, contents = _sections(rendered)
    return _page("validation", run=run, table=rows[0]["table_name"], input=rows[0]["source_file_id"],
                 kept=all(row["success"] for row in rows), sections=sections, contents=contents)  # fmt: skip


def run_page(validations: Sequence[Row], findings: Sequence[Row], failures: Sequence[Row], *, run: Row) -> bytes:
    """Return the page of a run: its validations with their `file` (None: no page), what was not kept, failed tasks."""
    return _page("run", run=run, validations=validations, findings=findings, failures=failures)


def index_page(runs: Iterable[Row]) -> bytes:
    """Return the page that lists `runs`, each with dag, run_id, began, href, validations, failed, failures."""
    return _page("index", runs=list(runs))


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of checks that were not kept, by severity, then by how many rows broke them."""
    failed = [row for row in rows if not row["success"]]
    return sorted(
        failed,
        key=lambda row: (
            SEVERITIES.index(row["severity"]), -(row["unexpected_count"] or 0), row["table_name"], row["check_name"],
            row["source_file_id"],
        ),
    )  # fmt: skip


def gx_type(table: str, check_name: str, column_name: str) -> str | None:
    """Return the type of GX's expectation for a check, None where it has none."""
    columns = column_name.split(",") if column_name else []
    checks = CONTRACTS[table].checks if table in CONTRACTS else ()
    # A contract that has changed since may not have the check any more; most names end with the kind.
    named = check_name.removeprefix("_".join(columns)).removeprefix("_")
    kind = next((check.kind for check in checks if check.name == check_name), named)
    return UNIQUE[len(columns) > 1] if kind == "unique" else GX_TYPES.get(kind)


def _rendered_by_gx(rows: Sequence[Row], run: Row) -> str:
    version = great_expectations().__version__
    from great_expectations.core import ExpectationSuiteValidationResult  # noqa: PLC0415
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer  # noqa: PLC0415

    kept = sum(bool(row["success"]) for row in rows)
    result = ExpectationSuiteValidationResult(
        success=kept == len(rows),
        results=[_gx_result(row) for row in rows],
        suite_name=html.escape(rows[0]["table_name"]),
        statistics={
            "evaluated_expectations": len(rows), "successful_expectations": kept,
            "unsuccessful_expectations": len(rows) - kept, "success_percent": 100 * kept / len(rows),
        },
        meta={
            "run_id": {"run_name": html.escape(run["run_id"]), "run_time": run["began"]},
            "great_expectations_version": version,
            "batch_spec": {"data_asset_name": html.escape(rows[0]["table_name"]), "rows": rows[0]["row_count"] or 0,
                           "input": html.escape(rows[0]["source_file_id"])},
        },
        suite_parameters={},
    )  # fmt: skip
    document = ValidationResultsPageRenderer(run_info_at_end=True).render(result)
    return str(_gx_view().render(document, show_how_to_buttons=False))


def load_templates() -> None:
    """Compile the pages' templates, and Great Expectations' own: a process that is forked later has them."""
    for templates, kinds in ((_environment(), ["j2"]), (_gx_view().env, ["j2", "css"])):
        for name in templates.list_templates(extensions=kinds):
            templates.get_template(name)


@cache
def _gx_view() -> Any:
    """Return Great Expectations' view, which compiles its templates as they are needed: once a process."""
    from great_expectations.render.view import DefaultJinjaPageView  # noqa: PLC0415

    return DefaultJinjaPageView()


def _gx_result(row: Row) -> Any:
    from great_expectations.core import ExpectationValidationResult  # noqa: PLC0415

    observed, found = _from_json(row["observed"]), {"element_count": row["row_count"] or 0}
    if isinstance(observed, dict) and set(observed) == {"unexpected_count"}:
        share = 100 * observed["unexpected_count"] / row["row_count"] if row["row_count"] else 0.0
        found |= {**observed, "unexpected_percent": share, "unexpected_percent_total": share, "missing_count": 0}
    else:
        number = isinstance(observed, int | float)
        found["observed_value"] = observed if number else html.escape(str(row["observed"] or ""))
    return ExpectationValidationResult(
        success=row["success"], expectation_config=_configuration(row), result=found,
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )  # fmt: skip


def _configuration(row: Row) -> Any:
    """Return GX's configuration of the check; one that GX does not know, or no longer so, is described in words."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration  # noqa: PLC0415

    expected = _from_json(row["expected"])
    type_name = gx_type(row["table_name"], row["check_name"], row["column_name"] or "")
    # GX puts a column's name into a heading as it is.
    if type_name and isinstance(expected, dict) and re.fullmatch(r"\w*", str(expected.get("column", ""))):
        configuration = ExpectationConfiguration(type=type_name, kwargs=expected)
        try:
            configuration.to_domain_obj()
        except (ValueError, TypeError):
            pass
        else:
            return configuration
    said = html.escape(f"{row['check_name']}: {row['expected']}").replace("$", "&#36;")  # $ begins a parameter of GX's
    return ExpectationConfiguration(type=DESCRIBED, kwargs={}, description=said)


def _from_json(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return text


def _sections(page: str) -> tuple[Markup, list[tuple[str, str]]]:
    """Return GX's sections as markup of few elements and no attribute that could do anything, and their titles."""
    sections = markup.document_fromstring(page).xpath("//div[contains(concat(' ', @class, ' '), ' ge-section ')]")
    contents = []
    for section in sections:
        for element in list(section.iter()):
            _clean(element)
        contents.append((section.get("id"), " ".join(section.xpath("string((.//h2 | .//h3)[1])").split())))
    # What is left has been through the list of allowed elements and attributes.
    return Markup("".join(etree.tostring(s, encoding="unicode", method="html") for s in sections)), contents  # noqa: S704


def _clean(element: Any) -> None:
    classes = (element.get("class") or "").split()
    if element.tag not in KEPT_TAGS or (element.tag == "a" and not element.get("href", "").startswith("#")):
        # Comments and scripts go whole, of anything else the text stays.
        gone = not isinstance(element.tag, str) or element.tag in {"script", "style"}
        element.drop_tree() if gone else element.drop_tag()
        return
    if element.tag == "thead" and "hidden" in element.attrib:
        element.drop_tree()
        return
    if element.tag == "i":
        element.tag, element.text = "span", next((STATUS[name] for name in classes if name in STATUS), "")
    kept = {name: element.get(name) for name in ("id", "class", "href") if element.get(name)}
    element.attrib.clear()
    element.attrib.update(kept)
    element.tag = HEADINGS.get(element.tag, element.tag)


def _page(kind: str, **values: Any) -> bytes:
    return _environment().get_template(f"{kind}.html.j2").render(**values).encode()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["style"] = (HERE / "style.css").read_text(encoding="utf-8")
    return environment
