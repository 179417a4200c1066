"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.connection import LakeError, LakeLocation, connect
from lake.publish import Transaction, parquet, snapshot_notes, transaction
from lake.staging import StagedParts, stage

__all__ = [
    "LakeError",
    "LakeLocation",
    "StagedParts",
    "Transaction",
    "connect",
    "parquet",
    "snapshot_notes",
    "stage",
    "transaction",
]
