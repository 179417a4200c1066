"""Where a run reads and writes."""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lake import LakeLocation
from settings import Settings


def lake_location(settings: Settings) -> LakeLocation:
    """Return the lake of `settings`."""
    return LakeLocation.from_variables(settings.lake_variables)


def staging_folder(settings: Settings, run_id: str) -> Path:
    """Return the folder of the staged files of one DAG run."""
    return settings.staging_path / re.sub(r"[^\w.+-]", "_", run_id)


def discard_staged(batches: Iterable[Mapping[str, Any]]) -> None:
    """Remove the staged files of `batches`: they are in the lake, which a task that is cleared finds out."""
    for batch in batches:
        for file in batch["staged"].values():
            shutil.rmtree(Path(file).parent, ignore_errors=True)


def newest_report(settings: Settings) -> Path:
    """Return the file of the newest report; its folder is not in the exports, which a website serves to everybody."""
    return settings.home / "report" / "index.html"
