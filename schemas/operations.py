"""Contracts of the lake's own book-keeping: what came in, what was refused and why."""

from schemas.columns import columns
from schemas.contract import Check, Contract

SOURCE_FILE = Contract(
    table="source_file",
    grain="one input file or fetch batch",
    description="The ledger of inputs. rows_received is always the sum of outcomes.",
    columns=columns(
        "source_file_id",
        "source",
        "file_name",
        "content_digest",
        "size_bytes",
        "format",
        "first_byte",
        "first_position",
        "modified_at",
        "rows_received",
        "outcomes",
    ),
    key=("source_file_id",),
    owner="platform",
    sorted_by=("source_file_id",),
    merge="rows_received stays; outcomes follow the hours that a run rolls up again",
    checks=(
        Check("not_null", ("source_file_id",), "critical"),
        Check("unique", ("source_file_id",), "critical"),
        Check("between", ("rows_received",), "critical", minimum=0),
    ),
)

QUARANTINED_RECORD = Contract(
    table="quarantined_record",
    grain="one record that failed",
    description="Records that were refused, with the checks that they failed and the record itself.",
    columns=columns(
        "quarantined_record_id",
        "table_name",
        "source",
        "source_file_id",
        "source_position",
        "failed_checks",
        "record",
        "run_id",
    ),
    key=("quarantined_record_id",),
    owner="platform",
    merge="append only",
    checks=(
        Check("not_null", ("quarantined_record_id",), "critical"),
        Check("not_null", ("failed_checks",), "critical"),
    ),
)

QUALITY_RESULT = Contract(
    table="quality_result",
    grain="run x table x input x check",
    description="What each check expected and observed.",
    columns=columns(
        "run_id",
        "table_name",
        "source_file_id",
        "check_name",
        "column_name",
        "severity",
        "success",
        "expected",
        "observed",
        "unexpected_count",
        "row_count",
    ),
    key=("run_id", "table_name", "source_file_id", "check_name"),
    owner="platform",
    merge="append only",
)
