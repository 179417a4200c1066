"""The rooms import in one direction only, and heavy libraries stay where they belong."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"dags", "exports", "lake", "quality", "samples", "schemas", "sources", "transforms", "settings"}
MAY_IMPORT = {
    "schemas": {"schemas"},
    "transforms": {"schemas", "transforms"},
    "sources": {"schemas", "sources"},
    "quality": {"schemas", "quality"},
    "lake": {"schemas", "lake"},
    "exports": {"schemas", "lake", "exports"},
    "samples": {"samples"},
    "dags": ROOMS,
}


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_it_stands_on(room):
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    for file in files:
        names = imported(file)
        assert names & ROOMS <= MAY_IMPORT[room], f"{file.relative_to(ROOT)} imports {names & ROOMS - MAY_IMPORT[room]}"
        if room != "dags":
            assert "airflow" not in names, file
        if room != "quality":
            assert "great_expectations" not in names, file


def test_scripts_of_the_containers_leave_airflow_to_the_dags():
    files = sorted((ROOT / "docker").rglob("*.py"))
    assert files
    assert [file for file in files if "airflow" in imported(file)] == []
