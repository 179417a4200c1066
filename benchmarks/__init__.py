"""Measurements: wall time and peak memory, each part in a process of its own."""
