"""Whatever lines come, every format of lines gives exactly one row for each and raises nothing."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.page_view import detect, format_named, format_names
from sources.page_view.lines import read_lines
from tests.page_requests import read_requests

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "page_view"
LINE_FORMATS = [name for name in format_names() if format_named(name).kind == "lines"]
KNOWN_LINES = sorted(
    {
        line
        for path in GOLDEN.glob("*/input*")
        if path.suffix != ".parquet"
        for batch in read_lines(path)
        for line in batch.column("line").to_pylist()
    }
)
SEPARATORS = ["", " ", "  ", "\t", *'"-[]{},:', '""', '\\"', "%FF", "%25FF", "\\u0000", "#Fields:"]
EXTREMES = ["99999", "-1", "2025-02-30", "0000-00-00", "9999-12-31", "25:61:61", "294247-01-10", "infinity", "1e999"]

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=40)
known = st.sampled_from(KNOWN_LINES)


@st.composite
def damaged(draw):
    """Draw a known line that is cut off, has something else in the place of a part, or goes on as another line."""
    line = draw(known)
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(line))] * 2)))
    put_in = draw(st.sampled_from(SEPARATORS) | st.sampled_from(EXTREMES) | anything)
    end = draw(st.sampled_from([line[last:], ""]) | known.map(lambda other: other[first:]))
    return line[:first] + put_in + end


@st.composite
def one_value_changed(draw):
    """Draw a known line with one of its words replaced, so that the rest of it still reads well."""
    line = draw(known)
    separator = draw(st.sampled_from([" ", "\t", '"', ",", ":"]))
    words = line.split(separator)
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(EXTREMES) | anything)
    return separator.join(words)


logs = st.lists(known | damaged() | one_value_changed() | anything, min_size=1, max_size=30)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "fuzz.log"


def write(log, lines):
    """Write `lines` behind one that is plain text, so that no byte order mark or compression is seen in them."""
    log.write_text("\n".join(["plain", *lines, ""]), encoding="utf-8", newline="")
    return len(lines) + 1


@pytest.mark.parametrize("name", LINE_FORMATS)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(lines=logs)
def test_there_is_one_row_for_every_line(connection, log, name, lines):
    count = write(log, lines)
    for _ in read_requests(connection, log, format_named(name), time_zone="America/New_York"):
        positions = connection.execute("SELECT position FROM request ORDER BY position").fetchall()
        unsaid = connection.execute("SELECT count(*) FROM request WHERE is_readable IS NULL OR line IS NULL").fetchone()
    assert positions == [(position,) for position in range(1, count + 1)]
    assert unsaid == (0,)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(lines=logs)
def test_a_format_is_told_whatever_the_lines(connection, log, lines):
    write(log, lines)
    assert detect(connection, log) in format_names()


@pytest.mark.parametrize("first", [6, 7, 9, 13, 14, 15])
def test_w3c_rows_are_read_by_the_directive_above_them_wherever_the_reading_begins(connection, first):
    path = GOLDEN / "w3c" / "input.log"
    form = format_named("w3c")
    lines = path.read_bytes().splitlines(keepends=True)
    first_byte = sum(len(line) for line in lines[: first - 1])

    def rows(**beginning):
        (_,) = read_requests(connection, path, form, **beginning)
        return connection.execute("FROM request ORDER BY position").fetchall()

    assert rows(first_byte=first_byte, first_position=first) == rows()[first - 1 :]


def test_w3c_lines_are_not_compared_with_every_directive():
    """A nested loop, DuckDB's plan for relations that it takes for small, takes hours for a log of many restarts."""
    with duckdb.connect() as connection:
        connection.register("line", pa.Table.from_batches(read_lines(GOLDEN / "w3c" / "input.log")))
        plan = connection.execute(f"EXPLAIN {format_named('w3c').sql}", {"time_zone": "UTC"}).fetchall()[0][1]
    assert "ASOF_JOIN" in plan
    assert "NESTED_LOOP_JOIN" not in plan
