"""Faults of near-copies and of fetches."""

from tests.contract.faults.kinds import NAN, Faults, counted, identifier, missing, one_of, repeated, web_address

ARTICLE_DUPLICATE: tuple[Faults, ...] = (
    identifier("article_id"),
    identifier("duplicate_of"),
    identifier("first_article_id"),
    repeated(article_id="zzzzzzzzzzzz", duplicate_of="yyyyyyyyyyyy"),
    Faults(
        "duplicate_of", (("itself", "xxxxxxxxxxxx", "copy_is_another"),), {"itself": {"article_id": "xxxxxxxxxxxx"}}
    ),
    Faults(
        "similarity",
        (
            ("missing", None, "similarity_not_null"),
            ("below zero", -0.1, "similarity_between"),
            ("above one", 1.01, "similarity_between"),
            ("not a number", NAN, "similarity_between"),
        ),
    ),
    one_of("duplicate_kind"),
    *missing("duplicate_method", "as_of"),
)
ARTICLE_BAND: tuple[Faults, ...] = (
    identifier("article_id"),
    *missing("text_key", "published_at", "band_key"),
    repeated(article_id="zzzzzzzzzzzz", band_key=7),
)
PAGE_FETCH: tuple[Faults, ...] = (
    identifier("page_id"),
    repeated(page_id="zzzzzzzzzzzz"),
    web_address("page_url"),
    *missing("source", "fetched_at"),
    one_of("fetch_outcome"),
    Faults(
        "fetch_reason",
        (
            ("missing though it failed", None, "failures_have_a_reason"),
            ("of a page that came", "timeout", "failures_have_a_reason"),
        ),
        {"missing though it failed": {"fetch_outcome": "failed"}},
    ),
    counted("failures", 0, null=False),
    Faults(
        "payload_record_id", (("empty", "", "payload_record_id_matches"), ("bare", "4e2d", "payload_record_id_matches"))
    ),
)
