"""Every format of page views: a folder with an input and the page requests that it holds, worked out by hand.

expect.json: {"format": …, "requests": [{column: value, …}, …]}, columns that are empty left out, `line` never given;
of a record that can't be read only its position and is_readable; "log_format" and "time_zone" where the settings would
give them. The format must be told by the content alone,
except for the custom one.
"""

import json
from pathlib import Path

import duckdb
import pytest

from sources.page_view import detect, format_named, format_names
from tests.page_requests import read_requests

GOLDEN = Path(__file__).parent / "page_view"
CASES = sorted(path.parent for path in GOLDEN.glob("*/expect.json"))


def requests(connection, path, form, time_zone):
    for _ in read_requests(connection, path, form, time_zone=time_zone):
        columns = [name for name, *_ in connection.execute("DESCRIBE request").fetchall()]
        for row in connection.execute("FROM request ORDER BY position").fetchall():
            found = dict(zip(columns, row, strict=True))
            found.pop("line")
            if not found["is_readable"]:
                found = {"position": found["position"], "is_readable": False}
            yield {
                name: value.isoformat() if name.endswith("_at") else value
                for name, value in found.items()
                if value is not None
            }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_gives_the_requests_that_it_holds(case):
    expected = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    (path,) = case.glob("input*")
    form = format_named(expected["format"], expected.get("log_format", ""))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        if expected["format"] != "custom":
            assert detect(connection, path) == expected["format"]
        found = list(requests(connection, path, form, expected.get("time_zone", "UTC")))
    assert found == expected["requests"]


def test_every_format_has_a_golden_folder():
    shown = {json.loads((case / "expect.json").read_text(encoding="utf-8"))["format"] for case in CASES}
    assert shown == {*format_names(), "custom"}
