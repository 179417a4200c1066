"""`python -m settings COMMAND…`: become the command with the lake's place in its environment, for `make sql`."""

import os
import sys

from settings import SettingsError, load


def main(command: list[str]) -> None:
    """Become the command, a Python module and its arguments; exit with status 2 if the settings can't be used."""
    try:
        variables = load().lake_variables
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    os.execve(sys.executable, [sys.executable, "-m", *command], {**os.environ, **variables})  # noqa: S606 - no shell


if __name__ == "__main__":
    main(sys.argv[1:])
