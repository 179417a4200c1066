"""`make migrate-lake`: the lake of one settings file to the place that another names.

Exit status: 0 when every table is the same in both, 1 when nothing was moved, 2 when the settings are wrong.
"""

import logging
import os
import sys
from pathlib import Path

import lake
from dags.steps.place import lake_location
from dags.terminal import fail, say
from lake.migrate import migrate
from settings import SettingsError, config_path, load

SAME_KEYS = (
    "\nBoth stores are asked with the same AWS_ keys: let one user of both have them, or move by way of a folder"
)


def main(to: str) -> int:
    """Move the lake of the settings to that of the settings file `to`, and say what was compared."""
    if not to:
        return fail("TO= is missing: name the settings file of the new place, as in TO=production.toml", 2)
    try:
        chosen = load()
        source = lake_location(chosen)
        # Both write below one home: the second file tells another lake, not another newsroom.
        os.environ |= {"NEWSLAKE_CONFIG": str(Path(to).resolve()), "NEWSLAKE_HOME": str(chosen.home)}
        target = lake_location(load())
    except (SettingsError, lake.LakeError) as error:
        return fail(str(error), 2)
    logging.basicConfig(format="newslake: %(message)s", level=logging.INFO)
    try:
        tables = migrate(source, target)
    except lake.LakeError as error:
        two_stores = source.is_in_object_store and target.is_in_object_store and source.store != target.store
        return fail(f"{error}{SAME_KEYS if two_stores else ''}", 1)
    for table in tables:
        say(f"{table.name:<26} {table.rows:>14,} rows  {table.digest:032x}")
    say(f"newslake: {source.catalog}, {source.data} is now also at {target.catalog}, {target.data}")
    say(f"newslake: go on with NEWSLAKE_HOME={chosen.home} CONFIG={config_path()}; the old lake is left as it was")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
