"""An erased article's places in rankings: they go, everywhere; in the newest lists the others move up."""

from dags.steps.rankings import note_newest
from lake.publish import Transaction


def delete_places(transaction: Transaction) -> int:
    """Delete the rows of the articles `temp.erased_page`; those of the newest lists are kept as `temp.erased_place`.

    Who stood where is history: in past lists the place stays empty, and nobody else's row changes.
    """
    transaction.connection.execute(
        "CREATE OR REPLACE TEMP TABLE erased_place AS SELECT r.as_of, r.time_window, r.scope, r.position, r.rank "
        "FROM lake.article_ranking AS r JOIN lake.ranking_newest AS n USING (time_window, as_of) "
        "WHERE r.article_id IN (FROM temp.erased_page)"
    )
    return transaction.delete("article_ranking", "article_id IN (FROM temp.erased_page)")


def close_up(transaction: Transaction) -> None:
    """Let the articles behind the erased places of the newest lists move up: what a website shows has no hole."""
    connection = transaction.connection
    if connection.execute("SELECT count(*) FROM temp.erased_place").fetchone() == (0,):
        return
    rank = "r.rank - (r.rank > e.rank)::INTEGER"
    connection.execute(
        "UPDATE lake.article_ranking AS r SET position = r.position - 1, "
        f"rank = {rank}, rank_delta = r.previous_rank - ({rank}), peak_rank = least(r.peak_rank, {rank}) "
        "FROM temp.erased_place AS e WHERE (r.as_of, r.time_window, r.scope) = (e.as_of, e.time_window, e.scope) "
        "AND r.position > e.position"
    )
    note_newest(transaction)
