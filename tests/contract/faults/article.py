"""Faults of articles, their revisions and URLs."""

from datetime import UTC, datetime

from tests.contract.faults.kinds import (
    EARLIER,
    LATER,
    LONG_AGO,
    Faults,
    counted,
    identifier,
    missing,
    offset,
    one_of,
    repeated,
    web_address,
)

SHORT = "짧은 글이지만 마흔 글자는 넘어야 하므로 조금 더 길게 써 둔다. 그러면 다른 검사에 걸리지 않는다."

ARTICLE: tuple[Faults, ...] = (
    identifier("article_id"),
    repeated(article_id="zzzzzzzzzzzz"),
    web_address("url"),
    Faults(
        "url",
        (
            ("with a fragment", "https://courier.example/a#top", "url_matches"),
            ("with a password", "https://kim:secret@courier.example/a", "url_matches"),
            ("endless", "https://courier.example/" + "a" * 4000, "url_length_between"),
        ),
    ),
    Faults(
        "headline",
        (
            ("missing", None, "headline_not_null"),
            ("empty", "", "headline_length_between"),
            ("endless", "가" * 1001, "headline_length_between"),
            ("blank", "  ", "headline_has_words"),
            ("dots", "…", "headline_has_words"),
            ("of two lines", "Council\nbacks", "headline_without_controls"),
            ("with a NUL", "Council\0 backs", "headline_without_controls"),
            ("with an escape", "Council\x1b[31m backs", "headline_without_controls"),
            ("in a wrong character set", "Council \ufffd\ufffd backs", "text_is_decoded"),
            ("with markup", "Council <span class='a'>backs</span> it", "text_without_markup"),
            ("with entities", "Council &amp; mayor", "text_without_markup"),
            ("of an error page", "404 Not Found", "not_an_error_page"),
            ("of an error page in Korean", "페이지를 찾을 수 없습니다", "not_an_error_page"),
            ("the site's name on every page", "The Tidewater Post", "headline_not_repeated"),
        ),
        {"of an error page": {"article_body": SHORT}, "of an error page in Korean": {"article_body": SHORT}},
        {"the site's name on every page": 5},
    ),
    Faults(
        "alternative_headline",
        (
            ("empty", "", "alternative_headline_length_between"),
            ("a whole article", "가" * 2001, "alternative_headline_length_between"),
        ),
    ),
    Faults(
        "author",
        (
            ("without a name", [{"name": None, "role": "editor"}], "authors_are_named"),
            ("an empty name", [{"name": "", "role": None}], "authors_are_named"),
            ("a blank name", [{"name": "Kim Ji-woo", "role": None}, {"name": " ", "role": None}], "authors_are_named"),
            ("a URL", [{"name": "https://courier.example/kim", "role": None}], "authors_are_named"),
            ("an address", [{"name": "kim@courier.example", "role": None}], "authors_are_named"),
            ("markup", [{"name": "<b>Kim Ji-woo</b>", "role": None}], "authors_are_named"),
            ("a paragraph", [{"name": "가" * 201, "role": None}], "authors_are_named"),
            ("nobody at all", [None], "authors_are_named"),
        ),
    ),
    Faults(
        "date_published",
        (
            ("missing", None, "date_published_not_null"),
            ("the epoch", LONG_AGO, "date_published_between"),
            ("the year 1", datetime(1, 1, 2, tzinfo=UTC), "date_published_between"),
            ("in the future", LATER, "published_not_in_future"),
            ("missing with its precision there", None, "published_is_whole"),
        ),
        {
            "missing": {"date_published_precision": None, "date_published_offset_minutes": None},
            "in the future": {"date_modified": LATER},
        },
    ),
    offset("date_published_offset_minutes"),
    Faults(
        "date_published_offset_minutes",
        (("without its instant", 540, "published_is_whole"),),
        {"without its instant": {"date_published": None, "date_published_precision": None}},
    ),
    one_of("date_published_precision", null=False),
    Faults("date_published_precision", (("missing", None, "published_is_whole"),)),
    Faults(
        "date_modified",
        (
            ("the epoch", LONG_AGO, "date_modified_between"),
            ("in the future", LATER, "modified_not_in_future"),
            ("before it was published", EARLIER, "modified_not_before_published"),
            ("missing with its precision there", None, "modified_is_whole"),
        ),
    ),
    offset("date_modified_offset_minutes"),
    Faults(
        "date_modified_offset_minutes",
        (("without its instant", 60, "modified_is_whole"),),
        {"without its instant": {"date_modified": None, "date_modified_precision": None}},
    ),
    one_of("date_modified_precision", null=False),
    Faults("date_modified_precision", (("missing", None, "modified_is_whole"),)),
    Faults(
        "in_language",
        (
            ("missing", None, "in_language_not_null"),
            ("empty", "", "in_language_matches"),
            ("with a region", "ko-KR", "in_language_matches"),
            ("a name", "Korean", "in_language_matches"),
            ("in capitals", "KO", "in_language_matches"),
            ("Russian over Korean text", "ru", "language_in_its_script"),
            ("English over Korean text", "en", "language_in_its_script"),
            ("Japanese over Korean text", "ja", "language_in_its_script"),
            ("Thai over Korean text", "th", "language_in_its_script"),
        ),
    ),
    Faults(
        "article_section",
        (
            ("empty", "", "article_section_length_between"),
            ("a paragraph", "가" * 201, "article_section_length_between"),
        ),
    ),
    Faults(
        "keywords",
        (
            ("an empty one", ["politics", ""], "keywords_are_words"),
            ("a blank one", [" "], "keywords_are_words"),
            ("a paragraph", ["가" * 201], "keywords_are_words"),
            ("none among them", ["politics", None], "keywords_are_words"),
        ),
    ),
    Faults(
        "article_body",
        (
            ("missing", None, "article_body_not_null"),
            ("empty", "", "article_body_length_between"),
            ("a line", "짧다.", "article_body_length_between"),
            ("numbers alone", "1 234 567 890 " * 40, "body_has_words"),
            ("with a NUL", SHORT * 10 + "\0", "body_without_controls"),
            ("with an escape", SHORT * 10 + "\x1b[0m", "body_without_controls"),
            ("in a wrong character set", SHORT * 10 + "\ufffd" * 40, "text_is_decoded"),
            ("with markup", f"<div class='a'>{SHORT * 10}</div>", "text_without_markup"),
            ("with a script", SHORT * 10 + "<script>a()</script>", "text_without_markup"),
            ("a notice on scripts", f"Please enable JavaScript. {SHORT}", "not_a_notice"),
            ("a notice on cookies", f"We use cookies to make the site better. {SHORT}", "not_a_notice"),
            ("a gate for people", f"Verify you are human. {SHORT}", "not_a_notice"),
        ),
    ),
    counted("word_count", 1),
    Faults("word_count", (("more than there are letters", 1_000_000, "words_fit_the_body"),)),
    Faults(
        "image",
        tuple(
            (f.kind, [{"url": "https://i.example/1.png"}, {"url": f.change["url"]}], "images_are_on_the_web")
            for f in web_address("url")
        ),
    ),
    Faults(
        "publisher",
        (
            ("missing", None, "publisher_not_null"),
            ("empty", "", "publisher_length_between"),
            ("a paragraph", "가" * 301, "publisher_length_between"),
        ),
    ),
    web_address("translation_of_url", null=False),
    Faults("translation_of_url", (("itself", "https://courier.example/a?b=%41:c", "translates_another"),)),
    Faults(
        "is_accessible_for_free",
        (("a stub behind a wall", False, "not_a_paywall_stub"),),
        {"a stub behind a wall": {"article_body": SHORT}},
    ),
    Faults(
        "related_link",
        (
            *((f.kind, [f.change["url"]], "related_links_are_on_the_web") for f in web_address("url")),
            ("itself", ["https://courier.example/a?b=%41:c"], "related_links_are_on_the_web"),
        ),
    ),
    Faults(
        "content_hash",
        (
            ("missing", None, "content_hash_not_null"),
            ("empty", "", "content_hash_matches"),
            ("MD5", "0123456789abcdef" * 2, "content_hash_matches"),
            ("in capitals", "0123456789ABCDEF" * 4, "content_hash_matches"),
        ),
    ),
    Faults(
        "source",
        (("missing", None, "source_not_null"), ("empty", "", "source_matches"), ("blank", " ", "source_matches")),
    ),
    Faults("fetched_at", (("missing", None, "fetched_at_not_null"), ("the epoch", LONG_AGO, "fetched_at_between"))),
    Faults(
        "warc_record_id",
        (("empty", "", "warc_record_id_matches"), ("bare", "4e2d8f0c", "warc_record_id_matches")),
    ),
)

ARTICLE_REVISION: tuple[Faults, ...] = (
    identifier("article_id"),
    repeated(article_id="zzzzzzzzzzzz", content_hash="f" * 64),
    Faults("content_hash", (("missing", None, "content_hash_not_null"), ("empty", "", "content_hash_matches"))),
    Faults("headline", (("missing", None, "headline_not_null"), ("empty", "", "headline_length_between"))),
    Faults(
        "article_body", (("missing", None, "article_body_not_null"), ("a line", "a", "article_body_length_between"))
    ),
    *missing("source"),
)
ARTICLE_URL: tuple[Faults, ...] = (
    identifier("page_id"),
    repeated(page_id="zzzzzzzzzzzz"),
    web_address("page_url"),
    identifier("article_id"),
    one_of("url_kind"),
    *missing("source"),
)
