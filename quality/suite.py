"""From a contract to a Great Expectations suite."""

from functools import cache
from typing import Any, ClassVar

from quality.library import great_expectations
from schemas import Check, Contract, Severity

GX_SEVERITY: dict[Severity, str] = {"critical": "critical", "error": "warning", "warning": "info"}
"""Great Expectations knows no `error`. Ours is kept in the expectation's meta, which the gate reads."""


def expectation_suite(contract: Contract) -> Any:
    """Return the ExpectationSuite of `contract`, one expectation per check, in their order."""
    gx = great_expectations()
    return gx.ExpectationSuite(
        name=contract.table, expectations=[expectation(check, contract) for check in contract.checks]
    )


def expectation(check: Check, contract: Contract) -> Any:
    """Return the Expectation that holds `check`."""
    type_name, arguments = expectation_arguments(check)
    expectations = great_expectations().expectations
    made = counted_rows_class() if check.kind == "condition" else getattr(expectations, type_name)
    return made(
        **arguments,
        severity=GX_SEVERITY[check.severity],
        meta={"check": check.name, "severity": check.severity, "table": contract.table},
    )


@cache
def counted_rows_class() -> Any:
    """Define and return the Expectation that a query has no rows, which only counts them.

    Its parent asks the query for rows as well, once more, to show some of them: quarantine has all.
    """

    class ExpectNoRows(great_expectations().expectations.UnexpectedRowsExpectation):  # type: ignore[misc]
        """An UnexpectedRowsExpectation with its count alone."""

        metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            count = metrics["unexpected_rows_query.row_count"]
            return {"success": count == 0, "result": {"observed_value": count}}

    return ExpectNoRows


def expectation_arguments(check: Check) -> tuple[str, dict[str, Any]]:  # noqa: PLR0911  # one per kind
    """Return the name of the class that Great Expectations has for `check`, as its pages show it, and its arguments."""
    column = {"column": check.columns[0]} if check.columns else {}
    bounds = {"min_value": check.minimum, "max_value": check.maximum}
    match check.kind:
        case "not_null":
            return "ExpectColumnValuesToNotBeNull", column
        case "unique" if len(check.columns) == 1:
            return "ExpectColumnValuesToBeUnique", column
        case "unique":
            # A key with a missing part is a matter of not_null; only whole keys can repeat.
            whole_keys = {"column_list": list(check.columns), "ignore_row_if": "any_value_is_missing"}
            return "ExpectCompoundColumnsToBeUnique", whole_keys
        case "in_set":
            return "ExpectColumnValuesToBeInSet", {**column, "value_set": list(check.values)}
        case "matches":
            return "ExpectColumnValuesToMatchRegex", {**column, "regex": check.pattern}
        case "between":
            return "ExpectColumnValuesToBeBetween", {**column, **bounds}
        case "length_between":
            return "ExpectColumnValueLengthsToBeBetween", {**column, **bounds}
        case "row_count":
            return "ExpectTableRowCountToBeBetween", bounds
        case "condition":
            query = f"SELECT 1 FROM {{batch}} WHERE NOT ({check.condition})"
            return "UnexpectedRowsExpectation", {"unexpected_rows_query": query}
