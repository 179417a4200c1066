"""Lakes of older contracts, for the tests of what becomes of them."""

from pathlib import Path

import lake
from schemas import Column, Contract

VERSIONS = Path(__file__).parents[1] / "golden" / "lake_versions"


def build(folder: Path, version: str) -> lake.LakeLocation:
    """Make in `folder` the lake that tests/golden/lake_versions/<version> tells by statements."""
    location = lake.LakeLocation(folder / "catalog.sqlite", folder / "data")
    with lake.connect(location, read_only=False) as connection:
        connection.execute("BEGIN")
        for name in ("tables.sql", "rows.sql"):
            connection.execute((VERSIONS / version / name).read_text(encoding="utf-8"))
        connection.execute("COMMIT")
    return location


def publish(location: lake.LakeLocation, table: str = "", rows: str = "") -> None:
    """Publish `rows`, a query, in `table`; without them nothing."""
    with lake.transaction(location, run_id="test", message="test") as transaction:
        if table:
            transaction.append(table, f"({rows})")


def ask(location: lake.LakeLocation, query: str):
    """Return the rows of `query`, as an analyst gets them."""
    with lake.connect(location) as connection:
        return connection.execute(query).fetchall()


def newest_snapshot(location: lake.LakeLocation) -> int:
    return ask(location, "SELECT max(snapshot_id) FROM lake.snapshots()")[0][0]


def sighting(types: dict[str, str], **contract) -> Contract:
    """A table of the tests' own, with these columns."""
    columns = tuple(Column(name, type_name, f"The {name}.") for name, type_name in types.items())
    given = {"grain": "one bird", "description": "Birds.", "key": ("bird",), "owner": "tests", **contract}
    return Contract(table="sighting", columns=columns, **given)


class Birds:
    """A lake in which the contract of one table changes."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        self.location = lake.LakeLocation(folder / "catalog.sqlite", folder / "data")
        # The other tables, and what analysts find in the catalog, would take nine tenths of the time.
        self.contracts: dict[str, Contract] = {}
        monkeypatch.setattr("lake.ddl.CONTRACTS", self.contracts)
        monkeypatch.setattr("lake.publish.CONTRACTS", self.contracts)
        monkeypatch.setattr("lake.ddl.create_catalog_entries", lambda _: None)

    def publish(self, contract: Contract, rows: str = "") -> None:
        """Publish with `contract` as the table's."""
        self.contracts["sighting"] = contract
        publish(self.location, "sighting" if rows else "", rows)

    def ask(self, query: str):
        return ask(self.location, query)

    def shape(self, at: str = "") -> dict[str, str]:
        return {name: type_name for name, type_name, *_ in self.ask(f"DESCRIBE (FROM sighting {at})")}
