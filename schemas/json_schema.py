"""From what producers send to JSON Schema 2020-12, so that they can check their objects before they send them."""

import re
from typing import Any

from schemas.contract import Check, Column, Contract
from schemas.producer import ARTICLE_OBJECT, EXAMPLES, ONE_OF_TWO, PAGE_VIEW_OBJECT, SCHEMA_ORG_NAMES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DATE_OR_INSTANT = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$"
"""ISO 8601: a day, or a day and an hour; without zone it is the source's own."""

SIMPLE_TYPES: dict[str, Schema] = {
    "VARCHAR": {"type": "string"},
    "BOOLEAN": {"type": "boolean"},
    "DOUBLE": {"type": "number"},
    "SMALLINT": {"type": "integer", "minimum": -(2**15), "maximum": 2**15 - 1},
    "INTEGER": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "BIGINT": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "DATE": {"type": "string", "format": "date"},
    "TIMESTAMP WITH TIME ZONE": {"type": "string", "pattern": DATE_OR_INSTANT},
}
STRUCT = re.compile(r"^STRUCT\((?P<fields>[^()]*)\)$")


def json_schemas() -> dict[str, Schema]:
    """Return the schema of every table that producers send rows of, by table."""
    return {
        "article": json_schema(ARTICLE_OBJECT, is_schema_org=True),
        "page_view_event": json_schema(PAGE_VIEW_OBJECT, is_schema_org=False),
    }


def json_schema(contract: Contract, *, is_schema_org: bool) -> Schema:
    """Return the schema of an object of `contract`, whose keys are schema.org's or the columns' own names.

    What fits it is read; it is stricter than the readers, which know many more ways to write an article. Checks that
    warn are left out: what they warn of is taken. Keys that are not named are allowed.
    """
    names = {column.name: _key(column.name) if is_schema_org else column.name for column in contract.columns}
    checks = [check for check in contract.checks if check.severity != "warning" and set(check.columns) <= set(names)]
    required = [
        name for name in names if any(check.kind == "not_null" and check.columns == (name,) for check in checks)
    ]
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:newslake:{contract.table}",
        "title": contract.table,
        "description": contract.description,
        "$comment": _comment(contract),
        "type": "object",
        "required": [names[name] for name in required],
        "properties": {
            names[column.name]: _property(column, checks, is_required=column.name in required)
            for column in contract.columns
        },
    }
    pairs = ONE_OF_TWO.get(contract.table, ())
    if pairs:
        schema["allOf"] = [{"anyOf": [_given(name) for name in pair]} for pair in pairs]
    if is_schema_org:
        schema["properties"]["@type"] = {"type": "string", "pattern": "Article$"}
    schema["examples"] = [EXAMPLES[contract.table]]
    return schema


def _property(column: Column, checks: list[Check], *, is_required: bool) -> Schema:
    """Return the schema of one key: its type with what the checks want of it; missing and null are the same."""
    schema: Schema = {"description": column.meaning, **_of_type(column.type)}
    limits = [_limits(check) for check in checks if check.columns == (column.name,)]
    patterns = [limit for limit in limits if "pattern" in limit]
    for limit in limits:
        schema |= limit
    if len(patterns) > 1:
        del schema["pattern"]
        schema["allOf"] = patterns
    if is_required:
        if schema["type"] == "string":
            schema.setdefault("minLength", 1)
        return schema
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema | {"type": [schema["type"], "null"]}


def _limits(check: Check) -> Schema:
    low, high = check.minimum, check.maximum
    match check.kind:
        case "in_set":
            return {"enum": list(check.values)}
        case "matches" if r"\p{" not in check.pattern:  # scripts and letters are not of every validator's dialect
            return {"pattern": check.pattern}
        case "length_between":
            return _given_bounds(minLength=low, maxLength=high)
        case "between" if not isinstance(low or high, str):  # JSON Schema compares numbers alone
            return _given_bounds(minimum=low, maximum=high)
        case _:
            return {}


def _given_bounds(**bounds: float | str | None) -> Schema:
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _of_type(type_name: str) -> Schema:
    if type_name.endswith("[]"):
        return {"type": "array", "items": _of_type(type_name.removesuffix("[]"))}
    struct = STRUCT.match(type_name)
    if not struct:
        return dict(SIMPLE_TYPES[type_name])
    fields = (field.strip().split(" ", 1) for field in struct["fields"].split(","))
    properties = {_key(name.strip('"')): _of_type(inner) for name, inner in fields}
    first = next(iter(properties))
    for name, schema in properties.items():
        if name != first:
            schema["type"] = [schema["type"], "null"]
    return {"type": "object", "required": [first], "properties": properties}


def _key(name: str) -> str:
    """Return schema.org's word for the column or field `name`: its own, in camel case."""
    first, *others = name.split("_")
    return SCHEMA_ORG_NAMES.get(name, first + "".join(part.capitalize() for part in others))


def _given(name: str) -> Schema:
    return {"required": [name], "properties": {name: {"type": "string", "minLength": 1}}}


def _comment(contract: Contract) -> str:
    """Return what the schema can't say: its version, and the checks that wait until the object is read."""
    names = set(contract.column_names)
    later = [
        check.name
        for check in contract.checks
        if check.severity != "warning"
        and names & set(check.columns)
        and (check.kind == "condition" or (check.kind in {"between", "matches"} and not _limits(check)))
    ]
    version = f"Contract version {contract.version}; made by `make docs`."
    return f"{version} Checked as objects are read: {', '.join(later)}." if later else version
