"""How OpenLineage events leave: appended to a file a day, or posted to a server. Neither tells what a person typed.

The provider puts the parameters of a run into its events, and the text of an error. `erase_visitor` is triggered with
an address, and a library quotes in its errors what it stumbled over.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openlineage.client.serde import Serde
from openlineage.client.transport.http import HttpTransport
from openlineage.client.transport.transport import Config, Transport

MOST_BYTES = 32 * 2**20
"""Of one file; another is begun after it."""

UNTOLD = ("conf", "note", "triggering_user_name", "hitl_summary")


@dataclass
class FolderConfig(Config):
    """What `Folder` is made with."""

    folder: str
    keep: int

    @classmethod
    def from_dict(cls, params: dict[str, Any]) -> "FolderConfig":
        """Return the configuration that Airflow's `[openlineage] transport` holds."""
        return cls(folder=params["folder"], keep=int(params["keep"]))


class Folder(Transport):
    """Appends each event as a line to the newest file of a folder, and keeps the newest files."""

    kind = "folder"
    config_class = FolderConfig

    def __init__(self, config: FolderConfig) -> None:
        self.folder, self.keep = Path(config.folder), config.keep

    def emit(self, event: Any) -> None:
        """Write one event, by one call: lines of tasks side by side do not mix."""
        line = f"{Serde.to_json(without_private(event))}\n".encode()
        file = self._file()
        opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(opened, line)
        finally:
            os.close(opened)

    def _file(self) -> Path:
        """Return the file of now: 2026-11-28.000.jsonl, .001 once that is full. Old ones go when a new one begins."""
        self.folder.mkdir(parents=True, exist_ok=True)
        files, day = sorted(self.folder.glob("*.jsonl")), f"{datetime.now(UTC):%Y-%m-%d}"
        today = [file for file in files if file.name.startswith(day)]
        if today and today[-1].stat().st_size < MOST_BYTES:
            return today[-1]
        for old in files[: max(len(files) - self.keep + 1, 0)]:
            old.unlink(missing_ok=True)
        return self.folder / f"{day}.{len(today) and int(today[-1].name[11:14]) + 1:03}.jsonl"


class Server(HttpTransport):
    """Posts each event to a server."""

    kind = "http"

    def emit(self, event: Any) -> Any:
        """Post one event; what the transport raises is logged by the provider and fails no task."""
        return super().emit(without_private(event))


def without_private(event: Any) -> Any:
    """Return `event` without what a person typed and without the words of an error; that it failed, it still says."""
    facets = event.run.facets or {}
    facets.pop("errorMessage", None)
    for name in ("airflow", "airflowDagRun", "airflowState"):
        for part in ("dagRun", "task", "taskInstance"):
            told = getattr(facets.get(name), part, None)
            if isinstance(told, dict):
                for key in UNTOLD:
                    told.pop(key, None)
    return event
