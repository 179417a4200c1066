"""What one run of release_quarantined does, without Airflow: choose, try, and release what a person would approve."""

from dags.steps.release_articles import release_articles
from dags.steps.release_choice import Filters, choose
from dags.steps.release_page_views import release_page_views


def release(settings, as_of, run="release", **filters):
    """Release the requests and articles that the filters choose; return the numbers of released and kept records."""
    chosen, _ = choose(settings, Filters(**filters), run)
    done = [release_page_views(settings, chosen, run, as_of), release_articles(settings, chosen, run, as_of)]
    return sum(one["released"] for one in done), sum(one["stayed"] for one in done)
