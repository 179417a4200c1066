"""Write the HTML report of what the lake holds."""

import logging
from datetime import UTC
from pathlib import Path

import lake
from dags.steps.place import lake_location, newest_report
from exports.files import write_if_changed
from exports.report import read_figures, render
from settings import Settings

log = logging.getLogger("newslake.report")


def write_report(settings: Settings) -> dict[str, int]:
    """Write the report of the newest rankings' hour, and the same page as index.html; return counts, never names."""
    with lake.connect(lake_location(settings)) as connection:
        figures = read_figures(connection, settings.site.zone, settings.report.places)
    page = render(figures, site=settings.site.name, zone=settings.site.time_zone)
    # The UTC hour: names keep their order when clocks change.
    name = f"{figures.as_of.astimezone(UTC):%Y-%m-%dT%HZ}.html" if figures.as_of else "empty.html"
    newest = newest_report(settings)
    written = [write_if_changed(file, page) for file in (newest.with_name(name), newest)]
    removed = _remove_old(newest.parent, settings.report.keep)
    log.info("report of %s: %d bytes in %s", name.removesuffix(".html"), len(page), newest)
    return {"bytes": len(page), "files_written": sum(written), "files_removed": removed}


def _remove_old(folder: Path, keep: int) -> int:
    old = sorted(folder.glob("????-??-??T??Z.html"))[:-keep]
    for file in old:
        file.unlink()
    return len(old)
