"""However a stream of requests is split, shuffled, repeated and redelivered, the views are the same."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dags.steps import gate
from lake import stage
from lake.publish import parquet
from quality.gate import Verdict
from schemas.operations import QUALITY_RESULT, QUARANTINED_RECORD
from tests.integration.small_lake import AGENT, Lake, line

BOT = "examplebot/1.0 (+https://bot.example)"
REQUEST = st.builds(
    line,
    # Within five hours, often within seconds of another one or of a whole hour.
    second=st.one_of(st.integers(0, 18_000), st.sampled_from([0, 1, 29, 30, 31, 3590, 3600, 3629, 3630, 7199])),
    page=st.sampled_from(["/a", "/a/", "/a?utm_source=x", "/b", "/robots.txt", "/style.css", "/wp-login.php"]),
    host=st.integers(1, 4),
    agent=st.sampled_from([AGENT, AGENT, AGENT, BOT]),
    status=st.sampled_from([200, 200, 200, 200, 304, 404]),
)
BY_THE_CLOCK = st.lists(st.integers(0, 40), max_size=1).map(
    lambda starts: [line(start + 60 * n, f"/{n % 5}", host=9) for start in starts for n in range(30)]
)


def passed(_contract, batch, **_origin):
    """The gate's answer for a batch without faults: Great Expectations is not what is tried here."""
    empty = [
        stage(table, [], batch.with_name(f"{batch.stem}.{table.table}"))
        for table in (QUARANTINED_RECORD, QUALITY_RESULT)
    ]
    return Verdict(parquet(batch), *empty, 0, 0, 0)


@pytest.fixture
def patched(monkeypatch):
    monkeypatch.setattr(gate, "validate_batch", passed)
    return monkeypatch


def rolled_up(monkeypatch, runs):
    """The roll-ups after `runs`: each a list of files, each a list of lines."""
    with TemporaryDirectory() as folder:
        small = Lake(Path(folder), monkeypatch)
        for number, files in enumerate(runs):
            shutil.rmtree(small.logs)
            small.logs.mkdir()
            for place, lines in enumerate(files):
                (small.logs / f"{number}-{place}.log").write_text("".join(lines))
            small.ingest()
        small.outcomes()
        return small.roll_ups()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REQUEST, min_size=1, max_size=40), BY_THE_CLOCK, st.data())
def test_roll_ups_are_the_same_in_whatever_order_and_parts_the_lines_come(patched, lines, regular, data):
    stream = lines + regular
    whole = rolled_up(patched, [[stream]])
    parts = data.draw(st.integers(1, 3), "parts")
    owner = [data.draw(st.integers(0, parts - 1)) for _ in stream]
    files = [[each for each, part in zip(stream, owner, strict=True) if part == number] for number in range(parts)]
    again = data.draw(st.lists(st.sampled_from(stream), max_size=10), "redelivered")
    files = [data.draw(st.permutations(file), "order") for file in [*files, again] if file]
    files = data.draw(st.permutations(files), "order of files")
    cut = data.draw(st.integers(0, len(files)), "files of the first run")
    runs = [run for run in (files[:cut], files[cut:]) if run]
    assert rolled_up(patched, runs) == whole
