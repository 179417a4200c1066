"""Since when articles have been in a list, and their best ranks since: what lists hand on to later ones."""

from datetime import datetime, timedelta

import duckdb

from schemas.ranking import ARTICLE_RANKING
from transforms.ranking.most_viewed import make

STEP = timedelta(hours=26)
"""How far back the list before stands: that of a calendar window, a day of 25 hours and the rest of a whole one."""

COLUMNS = ", ".join(ARTICLE_RANKING.column_names)


def add_presence(connection: duckdb.DuckDBPyConnection, history: str, first: datetime) -> None:
    """Make the temporary table `ranked` of ranked_views and ranked_trending, and `moved` of rows that change with them.

    `history` is a FROM item: the lake's lists from STEP before `first`, the first as-of hour ranked now, on, as far as
    presence is to be carried, those ranked now left out. `moved` has their rows whose presence is another now.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ranked AS "
        "SELECT * FROM ranked_views UNION ALL BY NAME SELECT * FROM ranked_trending"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW history AS SELECT * FROM {history}")
    make(connection, "presence", {"first": first})
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS SELECT {COLUMNS} "
        "FROM ranked JOIN presence USING (as_of, time_window, scope, article_id)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE moved AS "
        "SELECT h.* REPLACE (p.entered_at AS entered_at, p.peak_rank AS peak_rank) "
        "FROM history AS h JOIN presence AS p USING (as_of, time_window, scope, article_id) "
        "WHERE h.entered_at IS DISTINCT FROM p.entered_at OR h.peak_rank IS DISTINCT FROM p.peak_rank"
    )
