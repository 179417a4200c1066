"""Where in its input an article stood that the gate refused: its row does not tell, and the gate knows staged rows."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.page_view import source_file_id


def note_places(folder: Path, places: Sequence[int]) -> str:
    """Keep the places in the input of the staged articles, in their order; return the file."""
    file = folder / "places.json"
    file.write_text(json.dumps(places), encoding="utf-8")
    return str(file)


def tell_places(batch: Mapping[str, Any]) -> None:
    """Let the articles that the gate refused have their place in the input, and an identifier that is made of it."""
    verdict = batch["verdicts"].get("article")
    if not verdict or not verdict["quarantined_rows"]:
        return
    places = json.loads(Path(batch["places"]).read_text(encoding="utf-8"))
    refused = pq.read_table(verdict["quarantined"])
    told = []
    for row in refused.to_pylist():
        place = places[row["source_position"] - 1]
        identifier = identifier_at(row["source_file_id"], place, "refused")
        told.append({**row, "source_position": place, "quarantined_record_id": identifier})
    pq.write_table(pa.Table.from_pylist(told, refused.schema), verdict["quarantined"], compression="zstd")


def identifier_at(identifier: str, place: int, kind: str) -> str:
    """Return the identifier of the quarantined record at a place of an article input: `unreadable` or `refused`."""
    return source_file_id("article", f"{identifier}\0{place}\0{kind}")
