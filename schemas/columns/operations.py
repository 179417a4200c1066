"""Columns of what a run tells of itself: inputs, quarantine, checks."""

from schemas.columns.types import INSTANT
from schemas.contract import Column

OPERATIONS_COLUMNS = (
    Column("file_name", "VARCHAR", "Path of the input, relative to its source's location."),
    Column("content_digest", "VARCHAR", "SHA-256 of the input's bytes.", unit="hex"),
    Column("size_bytes", "BIGINT", "Size of the input as it lies.", unit="bytes"),
    Column("format", "VARCHAR", "Format that the input was read as; NULL for articles.", example="combined"),
    Column(
        "first_byte",
        "BIGINT",
        "Where reading began: above zero, the input had grown and only its end was read.",
        unit="bytes",
    ),
    Column("first_position", "BIGINT", "Number of the first line that was read.", unit="lines"),
    Column("modified_at", INSTANT, "The file's own modification time when it was read.", unit="UTC instant"),
    Column("rows_received", "BIGINT", "Rows that the input held: always the sum of outcomes.", unit="rows"),
    Column(
        "outcomes", "MAP(VARCHAR, BIGINT)", "Rows per outcome.", unit="rows", example="{view: 812, bot_declared: 40}"
    ),
    Column("quarantined_record_id", "VARCHAR", "Identifies a quarantined record: table, input, place."),
    Column("table_name", "VARCHAR", "The table that a record or a check belongs to."),
    Column(
        "failed_checks", "VARCHAR[]", "Names of the checks that the record failed, or the reason it could not be read."
    ),
    Column("record", "VARCHAR", "The record itself: the raw line, addresses masked, or the row as JSON."),
    Column("run_id", "VARCHAR", "Airflow's DAG run id.", source="Airflow"),
    Column("check_name", "VARCHAR", "The check, as its contract names it."),
    Column("column_name", "VARCHAR", "Columns that the check reads, comma separated."),
    Column("severity", "VARCHAR", "critical, error or warning."),
    Column("success", "BOOLEAN", "Whether the batch kept the promise."),
    Column("expected", "VARCHAR", "What was expected, as JSON.", source="Great Expectations"),
    Column("observed", "VARCHAR", "What was observed, as JSON.", source="Great Expectations"),
    Column("unexpected_count", "BIGINT", "Rows that broke the promise.", unit="rows"),
    Column("row_count", "BIGINT", "Rows of the batch that was checked.", unit="rows"),
)
