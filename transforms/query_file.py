"""Queries in files: one beside the module that runs it, named after what it gives."""

from pathlib import Path


def read_query(folder: Path, name: str) -> str:
    """Return the text of `name`.sql in `folder`."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")
