"""Transaction.merge: of each key the first in an order, whichever way the rows come, and no more written than that."""

import itertools

import pytest

import lake
import lake.ddl
import lake.publish
from schemas import Column, Contract

COLUMNS = Column("bird", "BIGINT", "Its ring."), Column("seen", "BIGINT", "How often.")
SIGHTING = Contract(
    table="sighting", grain="one bird", description="Birds.", key=("bird",), owner="tests", columns=COLUMNS
)


@pytest.fixture
def birds(tmp_path, monkeypatch):
    """What merges rows (bird, seen), the most often seen first, and returns all rows and the files of the table."""
    for module in (lake.ddl, lake.publish):
        monkeypatch.setattr(module, "CONTRACTS", {"sighting": SIGHTING})
    monkeypatch.setattr(lake.ddl, "create_catalog_entries", lambda _: None)
    numbers = itertools.count()

    def merge(*rows, name="lake"):
        location = lake.LakeLocation(tmp_path / f"{name}.sqlite", tmp_path / name)
        values = ", ".join(map(str, rows))
        relation = f"(SELECT * FROM (VALUES {values}) AS v (bird, seen))"
        lake.commit(
            location, lambda at: at.merge("sighting", relation, "seen DESC"), run_id=f"{next(numbers)}", message="test"
        )
        with lake.connect(location) as connection:
            return connection.execute("FROM sighting ORDER BY 1").fetchall(), len(
                list((tmp_path / name).rglob("*.par*"))
            )

    return merge


def test_new_keys_go_in_as_they_are(birds):
    assert birds((1, 5), (2, 7))[0] == [(1, 5), (2, 7)]
    assert birds((3, 1))[0] == [(1, 5), (2, 7), (3, 1)]


def test_a_key_that_comes_twice_at_once_goes_in_once(birds):
    assert birds((1, 5), (2, 7), (1, 9))[0] == [(1, 9), (2, 7)]


def test_the_first_in_the_order_stays_whichever_came_first(birds):
    rows = [(1, 5), (1, 9), (2, 7), (2, 3), (3, 1)]
    for number, order in enumerate(itertools.permutations(rows)):
        if number % 50 == 0:
            for row in order[:-1]:
                birds(row, name=f"lake{number}")
            assert birds(order[-1], (4, 4), name=f"lake{number}")[0] == [(1, 9), (2, 7), (3, 1), (4, 4)]


def test_what_changes_nothing_writes_nothing(birds):
    _, files = birds((1, 5), (2, 7))
    assert birds((1, 5), (2, 6)) == ([(1, 5), (2, 7)], files)
