"""Files that a website serves: whole at any moment, and left alone while their content stays the same."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from exports.folders import KINDS

PATTERNS = (
    "most_viewed.*", ".most_viewed*.unfinished", ".index.json.*.unfinished",
    *(f"{kind}/*/{name}" for kind in KINDS for name in ("most_viewed.*", ".most_viewed.*.unfinished")),
    "related/*.json", "related/.*.json.*.unfinished",
)  # fmt: skip
"""What exports write and may remove; other files in the folder are somebody else's."""


def write_if_changed(file: Path, content: bytes) -> bool:
    """Give `file` the `content` in one step and say whether that changed it.

    A reader sees the old file or the new one, never a part, after a power cut too, and of several writers at once the
    last one's. A file that has the content keeps its time of change, which a static server makes its ETag of.
    """
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{uuid4().hex[:8]}.unfinished")  # containers have the same process ids
    with unfinished.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
    return True


def remove_others(folder: Path, kept: Iterable[Path]) -> int:
    """Remove exported files in `folder` that are not among `kept`, and folders left empty; return how many files."""
    keep = set(kept)
    others = {file for pattern in PATTERNS for file in folder.glob(pattern) if file.is_file()} - keep
    for file in others:
        file.unlink()
    for parent in {file.parent for file in others} - {folder}:
        for emptied in (parent, parent.parent):
            if emptied != folder and not any(emptied.iterdir()):
                emptied.rmdir()
    return len(others)
