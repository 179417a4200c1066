"""`make docs`: write what docs/ has of the contracts, the data dictionary and the JSON Schemas for producers."""

import json
from pathlib import Path

from schemas.dictionary import data_dictionary
from schemas.json_schema import json_schemas

DOCS = Path(__file__).resolve().parents[1] / "docs"


def generated() -> dict[Path, str]:
    """Return the content of every file that is made from the contracts, by its path."""
    schemas = {
        DOCS / "json-schema" / f"{table}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for table, schema in json_schemas().items()
    }
    return {DOCS / "data-dictionary.md": data_dictionary(), **schemas}


def main() -> None:
    """Write the files, and remove schemas of tables that are sent no more."""
    files = generated()
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for path in (DOCS / "json-schema").glob("*.json"):
        if path not in files:
            path.unlink()


if __name__ == "__main__":
    main()
