"""Measurements: wall time, peak memory, rate; a process a part. How to read them: docs/benchmarks.md."""
