"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.committed import Commit, TableChange, commits, forget_commits
from lake.connection import connect, exists
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.publish import Transaction, commit, parquet, snapshot_notes, transaction
from lake.staging import StagedParts, stage

__all__ = [
    "Commit",
    "LakeError",
    "LakeLocation",
    "StagedParts",
    "TableChange",
    "Transaction",
    "commit",
    "commits",
    "connect",
    "exists",
    "forget_commits",
    "parquet",
    "snapshot_notes",
    "stage",
    "transaction",
]
