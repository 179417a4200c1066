"""The gate between staged Parquet and the lake.

`validate` judges a staged batch by its contract: Great Expectations says whether each check holds, one
generated DuckDB statement says which rows broke it. Rows that break an `error` check are set aside with
their reasons; a broken `critical` check stops the batch.

Great Expectations is imported inside functions only: its import takes seconds, and DAG files import this.
"""

from quality.gate import Verdict, validate
from quality.report import CriticalCheckFailed

__all__ = ["CriticalCheckFailed", "Verdict", "validate"]
