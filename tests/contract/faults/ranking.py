"""Faults of rankings and related stories."""

from tests.contract.faults.kinds import (
    EARLIER,
    ENDLESS,
    LATER,
    NAN,
    START,
    Faults,
    counted,
    identifier,
    measured,
    missing,
    one_of,
    repeated,
)

ARTICLE_RANKING: tuple[Faults, ...] = (
    *missing("as_of", "entered_at", "window_start", "window_end", "watermark"),
    repeated(as_of=START, time_window="1h", scope="all", position=1),
    one_of("time_window"),
    identifier("article_id"),
    Faults(
        "scope",
        (
            ("missing", None, "scope_not_null"),
            ("empty", "", "scope_matches"),
            ("unknown", "planet:earth", "scope_matches"),
            ("without a name", "section:", "scope_matches"),
            ("in capitals", "ALL", "scope_matches"),
        ),
    ),
    *(counted(name, 1) for name in ("position", "rank", "peak_rank", "views")),
    counted("previous_rank", 1, null=False),
    counted("unique_visitors", 1, null=False),
    Faults(
        "rank",
        (("below its position", 10_000, "ranks_fit_the_position"),),
        {"below its position": {"rank_delta": -9997}},
    ),
    Faults("peak_rank", (("worse than the rank", 2, "ranks_fit_the_position"),)),
    Faults(
        "rank_delta",
        (("another than the ranks'", 5, "delta_is_the_difference"), ("missing", None, "delta_is_the_difference")),
    ),
    Faults(
        "share",
        (
            ("missing", None, "share_not_null"),
            ("below zero", -0.1, "share_between"),
            ("a percentage", 12.5, "share_between"),
            ("not a number", NAN, "share_between"),
        ),
    ),
    one_of("unique_visitors_kind", null=False),
    Faults("expected_views", (("below zero", -0.5, "expected_views_between"),)),
    Faults("score", (("not a number", NAN, "score_is_a_number"), ("endless", ENDLESS, "score_is_a_number"))),
    Faults(
        "window_end",
        (("after as_of", LATER, "window_ends_by_as_of"), ("before its start", EARLIER, "window_ends_by_as_of")),
    ),
    Faults("entered_at", (("after as_of", LATER, "entered_by_as_of"),)),
)
RANKING_NEWEST: tuple[Faults, ...] = (repeated(time_window="1h"), *missing("time_window", "as_of", "scopes"))
RELATED_ARTICLE: tuple[Faults, ...] = (
    identifier("article_id"),
    identifier("related_article_id"),
    repeated(article_id="zzzzzzzzzzzz", position=1),
    Faults(
        "related_article_id",
        (("itself", "xxxxxxxxxxxx", "related_is_another"),),
        {"itself": {"article_id": "xxxxxxxxxxxx"}},
    ),
    counted("position", 1),
    one_of("method"),
    measured("similarity"),
    counted("shared_visitors", 1, null=False),
    *missing("as_of"),
)
