"""From a contract to its Arrow schema: what staged Parquet files are written with."""

import pyarrow as pa

from schemas.contract import Contract

UTC_INSTANT = pa.timestamp("us", tz="UTC")

ARROW_TYPES: dict[str, pa.DataType] = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "VARCHAR": pa.string(),
    "TIMESTAMP WITH TIME ZONE": UTC_INSTANT,
    "VARCHAR[]": pa.list_(pa.string()),
    "MAP(VARCHAR, BIGINT)": pa.map_(pa.string(), pa.int64()),
    'STRUCT("name" VARCHAR, "role" VARCHAR)[]': pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())])),
    "STRUCT(url VARCHAR, caption VARCHAR, credit_text VARCHAR)[]": pa.list_(
        pa.struct([("url", pa.string()), ("caption", pa.string()), ("credit_text", pa.string())])
    ),
}
"""DuckDB's name of a type -> the Arrow type of the same values. A contract uses no other types."""


def arrow_schema(contract: Contract) -> pa.Schema:
    """Return the Arrow schema of `contract`: its columns in their order.

    Every field is nullable: a staged batch holds what was read, and whether a value may be missing
    is a check, which quarantines the row instead of losing it.
    """
    return pa.schema([pa.field(column.name, ARROW_TYPES[column.type]) for column in contract.columns])
