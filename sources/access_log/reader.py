"""Find the files of a source and read one of them as page requests."""

from pathlib import Path

import duckdb
import pyarrow as pa

from sources.access_log.lines import LINES, read_lines
from sources.errors import SourceError

FORMATS = {"auto": "combined", "combined": "combined"}
"""Name in the settings -> the SQL file beside this one that reads it."""


def find_files(location: Path) -> list[Path]:
    """Return the files at `location`, a file or a folder (read recursively), in the order of their names.

    Hidden files are left alone. SourceError where there is no such place or nothing in it.
    """
    if location.is_file():
        return [location]
    if not location.is_dir():
        raise SourceError(f"{location}: there is no such file or folder; correct `location` of the page_view_source")
    files = [path for path in sorted(location.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise SourceError(f"{location}: the folder holds no log file; correct `location` or remove the source")
    return files


def read_requests(connection: duckdb.DuckDBPyConnection, path: Path, log_format: str = "auto") -> None:
    """Read the log at `path` into the temporary table `request` of `connection`.

    Columns: position (line number from 1), line, address, event_at, method, target, status, user_agent,
    is_readable. The table is in memory alone; addresses go no further.
    """
    query = Path(__file__).with_name(f"{FORMATS[log_format]}.sql").read_text(encoding="utf-8")
    connection.register("line", pa.RecordBatchReader.from_batches(LINES, read_lines(path)))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE request AS {query}")
    connection.unregister("line")
