"""Spark as the engine of queries: views of a session, and tables that are staged as Parquet."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StringType

from transforms.spark.translate import Translator


class Spark:
    """A Spark session that runs DuckDB's queries.

    Tables are written to `place` (a folder that all workers reach) and read from there: what stands on them is planned
    from files of a known size, not from all the queries that led to them, which takes longer than to run them.
    """

    def __init__(self, session: SparkSession, place: str) -> None:
        self.session, self._place = session, place
        self._translator = Translator()
        self._folders: dict[str, str] = {}
        self._count = 0
        session.udf.register("nfc_normalize", _nfc(), StringType())

    def define(self, macros: str) -> None:
        """Learn the macros: queries have their bodies in their places."""
        self._translator.define(macros)

    def view(self, name: str, query: str) -> None:
        """Make the view."""
        self._name(name, self.query(query))

    def table(self, name: str, query: str, parameters: Mapping[str, object] | None = None) -> None:
        """Make the table."""
        rows = self.query(query, parameters)
        folder = self._written(rows)
        self._name(name, self.session.read.schema(rows.schema).parquet(folder))
        self._folders[name] = folder

    def read(self, name: str, files: Sequence[str]) -> None:
        """Make the view `name` of Parquet files."""
        self._name(name, self.session.read.parquet(*files))

    def folder_of(self, name: str) -> str:
        """Return the folder that has the rows of a table or view as Parquet files."""
        return self._folders.get(name) or self._written(self.session.table(name))

    def query(self, query: str, parameters: Mapping[str, object] | None = None) -> DataFrame:
        """Return what `query`, in DuckDB's SQL, gives."""
        return self.session.sql(self._translator.translate(query, parameters))

    def _name(self, name: str, rows: DataFrame) -> None:
        rows.createOrReplaceTempView(name)
        self._folders.pop(name, None)

    def _written(self, rows: DataFrame) -> str:
        self._count += 1
        folder = f"{self._place}/table_{self._count}"
        rows.write.parquet(folder)
        return folder


def _nfc() -> Callable[[str | None], str | None]:
    """Return what Spark has no function for. A function within one goes to the workers whole: they need no Newslake."""

    def normalized(text: str | None) -> str | None:
        return None if text is None else unicodedata.normalize("NFC", text)

    return normalized
