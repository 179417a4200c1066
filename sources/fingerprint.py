"""What tells one batch of files from another."""

import hashlib
from pathlib import Path

from sources.errors import SourceError


def digest(location: Path) -> tuple[str, int]:
    """Return the SHA-256 (hex) and the size (bytes) of a file, or of a folder's files with their relative names."""
    if location.is_file():
        with location.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), location.stat().st_size
    if not location.is_dir():
        raise SourceError(f"{location}: there is no such file or folder; correct `location` of the source")
    whole, size = hashlib.sha256(), 0
    for path in sorted(path for path in location.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            part = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(location).as_posix()}\0{part}\n".encode())
        size += path.stat().st_size
    return whole.hexdigest(), size
