"""The SQL files of `transforms/` on Apache Spark. Reasons: docs/decisions/0029-spark.md.

Needs PySpark and sqlglot, which are no part of the default environment.
"""

from transforms.spark.engine import Spark
from transforms.spark.translate import Translator

__all__ = ["Spark", "Translator"]
