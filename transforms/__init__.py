"""What: pure functions and SQL. Bytes or relations in, relations out; no I/O, no clock, no environment."""
