"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.committed import Commit, TableChange, commits, forget_commits
from lake.connection import connect, exists, new_duckdb, reading_side_by_side
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
    "new_duckdb",
    "parquet",
    "reading_side_by_side",
    "snapshot_notes",
    "stage",
    "transaction",
]
