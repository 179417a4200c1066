"""Related stories: what relating a day of events costs, and how well the lists foretell a click, ours and others.

The clicks are sessions of a news portal. Of each session with two clicks or more the last is held out; a model learns
from the rest of all sessions and lists ten pages for each: by the sum over the session's other clicks of the similarity
to each page, those clicked left out. A list that a model leaves short is filled by popularity, for every model alike.
"""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import events
from benchmarks.page_views import make_events
from benchmarks.part import THREADS, Measured, Part, work_folder
from settings import ROOT

CLICKS = ROOT.parent / "shared" / "data" / "page_views" / "clicks" / "kosarak_36682_sessions.dat"
LISTED = 10
NEIGHBOURS = 100
"""Similar pages that every model keeps of each page."""

DAY = date(2025, 5, 4)
MEMORY = "1800MB"
WORDS = 300
VOCABULARY = 30_000
"""Words of an article, drawn by Zipf's law."""


def relate_day() -> Measured:
    """Relate the articles of a day of events, each with a text, by visitors and by words."""
    from transforms.page_view.site_days import site_day
    from transforms.related import RelatedRules, relate

    rows = f"read_parquet('{work_folder()}/events/event-*.parquet')"
    with events.open_duckdb() as connection:
        connection.execute(
            f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false"
        )
        word = f"'w' || floor({VOCABULARY} ** ((hash(page_id, i) % 1000003) / 1000003.0))::INTEGER"
        connection.execute(
            "CREATE TABLE story AS SELECT page_id AS article_id, NULL::VARCHAR AS translation_of_url, "
            "'en' AS in_language, 'Story' AS headline, "
            f"array_to_string(list_transform(range({WORDS}), lambda i: {word}), ' ') AS article_body "
            f"FROM (SELECT DISTINCT page_id FROM {rows})"
        )
        nothing = "(SELECT NULL::VARCHAR AS page_id, NULL::VARCHAR AS article_id WHERE FALSE)"
        relations = {"page_view_event": rows, "article": "memory.story", "article_url": nothing}
        relate(connection, relations, [site_day(DAY, ZoneInfo("UTC"))], RelatedRules())
        (count, pairs) = connection.execute("SELECT count(*), count(shared_visitors) FROM related").fetchone() or (0, 0)
    number = int((work_folder() / "events.count").read_text())
    return Measured(f"{count} rows, {pairs} of them by common visitors", number, "events")


def recall_ours() -> Measured:
    """Foretell by the similarity of related stories, parameters at their defaults."""
    import pyarrow as pa

    from transforms.page_view.site_days import site_day
    from transforms.related import RelatedRules, relate

    if not CLICKS.is_file():
        return _absent()
    noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
    matrix, _ = _sessions()
    with events.open_duckdb() as connection:
        sessions, clicked = matrix.tocoo().coords
        connection.register("click", pa.table({"session": sessions, "page": clicked}))
        connection.execute(
            "CREATE TABLE clicked AS SELECT session::BIGINT AS visitor_id, page::VARCHAR AS page_id, "
            f"'view' AS outcome, TIMESTAMPTZ '{noon.isoformat()}' AS event_at FROM click"
        )
        articles = (  # without words: they are not known
            "(SELECT DISTINCT page_id AS article_id, NULL::VARCHAR AS translation_of_url, "
            "NULL::VARCHAR AS in_language, NULL::VARCHAR AS headline, NULL::VARCHAR AS article_body "
            "FROM memory.clicked)"
        )
        nothing = "(SELECT NULL::VARCHAR AS page_id, NULL::VARCHAR AS article_id WHERE FALSE)"
        relations = {"page_view_event": "memory.clicked", "article": articles, "article_url": nothing}
        relate(connection, relations, [site_day(DAY, ZoneInfo("UTC"))], RelatedRules(top_n=NEIGHBOURS))
        pages, others, values = connection.execute(
            "SELECT article_id::BIGINT AS page, related_article_id::BIGINT AS other, similarity FROM related"
        ).fetchnumpy().values()  # fmt: skip
    return _recall("ours", _similarity(values, pages, others))


def recall_counts() -> Measured:
    """Foretell by the number of sessions that have both pages."""
    if not CLICKS.is_file():
        return _absent()
    matrix, _ = _sessions()
    return _recall("plain co-visitation counts", _nearest(matrix.T @ matrix))


def recall_popularity() -> Measured:
    """Foretell the most clicked pages."""
    if not CLICKS.is_file():
        return _absent()
    return _recall("popularity", _similarity((), (), ()))


def recall_implicit() -> Measured:
    """Foretell by the item-item models of `implicit`."""
    if not CLICKS.is_file():
        return _absent()
    try:
        import implicit
        from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
    except ImportError:
        return Measured("left out: implicit is not installed")
    matrix, _ = _sessions()
    said = []
    for model in (CosineRecommender, TFIDFRecommender, BM25Recommender):
        made = model(K=NEIGHBOURS, num_threads=THREADS)
        made.fit(matrix, show_progress=False)
        said.append(_recall(model.__name__.removesuffix("Recommender"), _nearest(made.similarity.tocsr())).what)
    return Measured(f"implicit {implicit.__version__}: {'; '.join(said)}")


@cache
def _sessions() -> tuple[Any, Any]:
    """Return sessions by pages without the last click of each, and that click; -1 where it is the only one."""
    import numpy as np
    from scipy.sparse import csr_array

    lines = [list(dict.fromkeys(map(int, line.split()))) for line in CLICKS.read_text().splitlines()]
    held = np.array([pages[-1] if len(pages) > 1 else -1 for pages in lines])
    kept = [pages[:-1] if len(pages) > 1 else pages for pages in lines]
    ends = np.cumsum([0, *map(len, kept)])
    columns = np.concatenate([np.array(pages, np.int64) for pages in kept])
    shape = (len(lines), 1 + max(max(pages, default=0) for pages in lines))
    return csr_array((np.ones(len(columns)), columns, ends), shape=shape), held


def _similarity(values: Any, pages: Any, others: Any) -> Any:
    from scipy.sparse import csr_array

    size = _sessions()[0].shape[1]
    return csr_array((values, (pages, others)), shape=(size, size))


def _nearest(similarity: Any) -> Any:
    """Return `similarity` with the NEIGHBOURS nearest pages of each, itself left out, ties by number."""
    import numpy as np

    pages, others = similarity.tocoo().coords
    values = similarity.tocoo().data
    pages, others, values = (column[pages != others] for column in (pages, others, values))
    order = np.lexsort((others, -values, pages))
    pages, others, values = (column[order] for column in (pages, others, values))
    place = np.arange(len(pages)) - np.searchsorted(pages, pages)
    pages, others, values = (column[place < NEIGHBOURS] for column in (pages, others, values))
    return _similarity(values, pages, others)


def _recall(name: str, similarity: Any) -> Measured:
    """Return the row of a model: recall at 10, and what it would be with lists left short."""
    import numpy as np

    matrix, held = _sessions()
    popular = matrix.sum(axis=0)
    popular = popular / popular.max() * 1e-9  # below any similarity
    asked = np.flatnonzero(held >= 0)
    hits = short_hits = 0
    for part in np.array_split(asked, 40):
        scores = (matrix[part] @ similarity).toarray()
        known = scores > 0
        scores = scores + popular
        scores[matrix[part].nonzero()] = -1
        order = np.argpartition(-scores, LISTED, axis=1)[:, :LISTED]
        hit = order == held[part][:, None]
        hits += int(hit.sum())
        short_hits += int((hit & np.take_along_axis(known, order, axis=1)).sum())
    what = f"{name}: recall@{LISTED} {hits / len(asked):.4f}"
    if similarity.nnz:
        what += f" ({short_hits / len(asked):.4f} with lists left short)"
    return Measured(what, len(asked), "sessions")


def _absent() -> Measured:
    return Measured(f"left out: {CLICKS.name} is not there")


PARTS = (
    Part(relate_day, (make_events,)),
    *(Part(model) for model in (recall_ours, recall_counts, recall_popularity, recall_implicit)),
)
