"""Write the exported folder from the newest rankings."""

import logging

import lake
from dags.steps.place import has_table, lake_location
from exports.lists import ranked_lists, related_lists
from exports.outside import plain_text
from exports.publication import Publication
from settings import Settings

log = logging.getLogger("newslake.exports")


def export(settings: Settings) -> dict[str, int]:
    """Write the feeds of every edition and section and the related stories; return counts, never names."""
    chosen = settings.export
    title = plain_text(chosen.title or f"Most viewed: {settings.site.name}")
    publication = Publication(settings.home / "exports", title, base_url=chosen.base_url, site_url=chosen.site_url)
    with lake.connect(lake_location(settings)) as connection:
        lists = ranked_lists(connection, chosen.time_window, chosen.n)
        for ranked in lists:
            publication.add_list(ranked, chosen.time_window)
        if has_table(connection, "related_article"):
            for article_id, headline, stories in related_lists(connection):
                publication.add_related(article_id, headline, stories)
    removed = publication.finish()
    counts = {
        "lists": len(lists), "files": len(publication.files), "files_written": publication.written,
        "files_removed": removed, "links_dropped": publication.links_dropped,
    }  # fmt: skip
    log.info("exported %s", ", ".join(f"{name} {count}" for name, count in counts.items()))
    if publication.links_dropped:
        log.warning("%d links were left out: they are no http or https URLs", publication.links_dropped)
    return counts
