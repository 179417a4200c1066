"""Processes that share a run's cases must name them alike; else pytest-xdist runs none."""

import gzip

import pytest

from tests.conftest import pytest_make_parametrize_id


@pytest.mark.parametrize("packed", [gzip.compress(b"<p>The ferry sails again.")])
def test_what_is_packed_in_another_second_has_the_same_name(packed: bytes, request: pytest.FixtureRequest) -> None:
    assert packed
    assert request.node.name.endswith("[packed]")


@pytest.mark.parametrize("value", [b"GET /", "text", 7])
def test_what_can_be_read_keeps_the_name_pytest_gives(value: object) -> None:
    assert pytest_make_parametrize_id(value, "value") is None
