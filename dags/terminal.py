"""What commands say, to the terminal that they were called from."""

import sys


def say(text: str) -> None:
    """Write a line."""
    print(text)  # noqa: T201


def fail(text: str, status: int = 1) -> int:
    """Write a line to standard error and return the exit status."""
    print(text, file=sys.stderr)  # noqa: T201
    return status
