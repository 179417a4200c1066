"""The first step of `release_quarantined`: choose records, and see what would become of them."""

import logging
from datetime import datetime
from typing import Any

from dags.steps.release_articles import try_articles
from dags.steps.release_choice import Filters, choose
from dags.steps.release_form import form
from dags.steps.release_page_views import try_page_views
from dags.steps.release_tries import forget
from settings import Settings

log = logging.getLogger("newslake.release")


def try_out(settings: Settings, filters: Filters, run_id: str, as_of: datetime) -> dict[str, Any] | None:
    """Choose records and try them; nothing is published. Returns the file of the chosen, and what the form says.

    None where no record fits.
    """
    chosen, count = choose(settings, filters, run_id)
    if not count:
        return None
    inputs = [*try_page_views(settings, chosen, run_id, as_of), *try_articles(settings, chosen, run_id)]
    told = form(inputs)
    forget(inputs)
    log.info("%d records chosen: %s", count, told["subject"])
    return {"chosen": str(chosen), "records": count, **told}
