"""Types that columns of several groups have, in DuckDB's names."""

INSTANT = "TIMESTAMP WITH TIME ZONE"
