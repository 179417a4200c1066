"""Every column of the lake, defined once. Tables pick theirs by name.

Names follow schema.org's NewsArticle for articles and COUNTER for views, in snake case; the unit stands
in the name (`_at` a UTC instant, `_id` an identifier, `_minutes`, `_bytes`).
"""

from schemas.columns.article import ARTICLE_COLUMNS, IDENTITY_COLUMNS
from schemas.columns.duplicate import DUPLICATE_COLUMNS
from schemas.columns.fetch import FETCH_COLUMNS
from schemas.columns.operations import OPERATIONS_COLUMNS
from schemas.columns.page_view import PAGE_VIEW_COLUMNS
from schemas.columns.ranking import RANKING_COLUMNS
from schemas.contract import Column

COLUMNS: dict[str, Column] = {
    column.name: column
    for group in (
        ARTICLE_COLUMNS,
        IDENTITY_COLUMNS,
        FETCH_COLUMNS,
        DUPLICATE_COLUMNS,
        PAGE_VIEW_COLUMNS,
        RANKING_COLUMNS,
        OPERATIONS_COLUMNS,
    )
    for column in group
}


def columns(*names: str) -> tuple[Column, ...]:
    """Return the columns called `names`, in that order; KeyError names an unknown one."""
    return tuple(COLUMNS[name] for name in names)


__all__ = ["ARTICLE_COLUMNS", "COLUMNS", "columns"]
