"""Where a run reads and writes."""

import re
from pathlib import Path

from lake import LakeLocation
from settings import Settings


def lake_location(settings: Settings) -> LakeLocation:
    """Return the lake of `settings`."""
    return LakeLocation(settings.catalog_path, settings.data_path)


def staging_folder(settings: Settings, run_id: str) -> Path:
    """Return the folder of the staged files of one DAG run."""
    return settings.staging_path / re.sub(r"[^\w.+-]", "_", run_id)
