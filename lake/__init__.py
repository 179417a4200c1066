"""Where to: the DuckLake connection, staging, transactional publish, analyst views and macros."""

from lake.connection import LakeError, LakeLocation, connect
from lake.publish import Transaction, parquet, snapshot_notes, transaction
from lake.staging import stage

__all__ = ["LakeError", "LakeLocation", "Transaction", "connect", "parquet", "snapshot_notes", "stage", "transaction"]
