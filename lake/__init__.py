"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.connection import connect, exists
from lake.errors import LakeError
from lake.location import LakeLocation
from lake.publish import Transaction, commit, parquet, snapshot_notes, transaction
from lake.staging import StagedParts, stage

__all__ = [
    "LakeError",
    "LakeLocation",
    "StagedParts",
    "Transaction",
    "commit",
    "connect",
    "exists",
    "parquet",
    "snapshot_notes",
    "stage",
    "transaction",
]
