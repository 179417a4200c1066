"""`python -m settings`: the lake's place as shell assignments, for `make sql`."""

import shlex
import sys

from settings import SettingsError, load


def main() -> int:
    """Print the assignments; 2 if the settings can't be used."""
    try:
        chosen = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"export NEWSLAKE_CATALOG={shlex.quote(str(chosen.catalog_path))}")
    print(f"export NEWSLAKE_DATA_PATH={shlex.quote(str(chosen.data_path))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
