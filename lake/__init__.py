"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.committed import Commit, TableChange, commits, forget_commits
from lake.connection import connect, exists, open_to_write, reading_side_by_side, set_threads
from lake.errors import LakeError, NoLakeError
from lake.location import LakeLocation
from lake.publish import Transaction, commit, parquet, snapshot_notes, transaction
from lake.staging import StagedParts, stage

__all__ = [
    "Commit",
    "LakeError",
    "LakeLocation",
    "NoLakeError",
    "StagedParts",
    "TableChange",
    "Transaction",
    "commit",
    "commits",
    "connect",
    "exists",
    "forget_commits",
    "open_to_write",
    "parquet",
    "reading_side_by_side",
    "set_threads",
    "snapshot_notes",
    "stage",
    "transaction",
]
