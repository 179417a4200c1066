"""What an article must be beyond its columns: checks of news, as SQL over a row (and `{batch}`, all its rows).

Patterns are RE2 and have no braces, which Great Expectations would take for names.
"""

from schemas.contract import Check

NOTICE_LENGTH = 600
"""Characters: a text shorter than this may be a notice in the place of an article."""
STUB_LENGTH = 500
BURST = 5
"""Articles of one batch with the same headline, from which on the template is at fault, not the news."""

ERROR_HEADLINE = (
    r"(?i)^\W*(4\d\d|5\d\d|error|page (was )?not found|not found|access denied|forbidden|service unavailable|"
    r"internal server error|bad gateway|just a moment|attention required|are you a robot|security check|"
    r"página no encontrada|no se encontró la página|page (introuvable|non trouvée)|seite nicht gefunden|"
    r"pagina non trovata|página não encontrada|страница не найдена|페이지를 찾을 수 없습니다|ページが見つかりません|"
    r"页面不存在|找不到网页|الصفحة غير موجودة|ไม่พบหน้า)\b?.*"
)
NOTICE_BODY = (
    r"(?i)(enable (javascript|cookies)|javascript (is|must be) (disabled|enabled)|"
    r"we (use|value) (cookies|your privacy)|accept (all )?cookies|checking your browser|"
    r"verify (that )?you are (a )?human|disable your ad ?blocker|"
    r"(page|article|content|document)( you[^.]*)? "
    r"(could not be found|is no longer available|does not exist|doesn.t exist)|"
    r"activ(e|er|ar) javascript|utilizamos cookies|nous utilisons des cookies|wir verwenden cookies|"
    r"자바스크립트를|쿠키를 사용|クッキーを使用|javascript を有効)"
)
SCRIPTS = {
    "Hangul": ("ko",), "Thai": ("th",), "Greek": ("el",), "Hebrew": ("he", "yi"), "Georgian": ("ka",),
    "Armenian": ("hy",), "Devanagari": ("hi", "mr", "ne"), "Bengali": ("bn", "as"), "Tamil": ("ta",),
    "Arabic": ("ar", "fa", "ur", "ps"), "Cyrillic": ("ru", "uk", "be", "bg", "mk"), "Han": ("zh", "ja"),
    "Latin": ("en", "es", "fr", "de", "it", "pt", "nl", "sv", "da", "no", "nb", "fi", "pl", "cs", "sk", "hu", "ro",
              "tr", "id", "ms", "vi", "ca", "et", "lv", "lt", "sl", "hr", "ga", "cy", "is"),
}  # fmt: skip
"""Script -> languages that are hardly written without it."""


def _in_script() -> str:
    cases = " ".join(
        f"WHEN in_language IN ({', '.join(repr(language) for language in languages)}) "
        f"THEN regexp_matches(article_body, '\\p{{{{{script}}}}}')"
        for script, languages in SCRIPTS.items()
    )
    return f"CASE {cases} END"


NEWS_CHECKS = (
    Check(
        "condition",
        ("date_published", "fetched_at"),
        label="published_not_in_future",
        condition="date_published <= fetched_at + INTERVAL 1 DAY",
    ),
    Check(
        "condition",
        ("date_modified", "fetched_at"),
        "warning",
        label="modified_not_in_future",
        condition="date_modified <= fetched_at + INTERVAL 1 DAY",
    ),
    Check(
        "condition",
        ("date_published", "date_modified"),
        "warning",
        label="modified_not_before_published",
        condition="date_modified >= date_published - INTERVAL 1 DAY",
    ),
    Check(
        "condition",
        ("headline", "article_body"),
        label="not_an_error_page",
        condition=f"CASE WHEN length(article_body) < {NOTICE_LENGTH} "
        f"THEN NOT regexp_matches(headline, '{ERROR_HEADLINE}') ELSE TRUE END",
    ),
    Check(
        "condition",
        ("article_body",),
        label="not_a_notice",
        condition=f"CASE WHEN length(article_body) < {NOTICE_LENGTH} "
        f"THEN NOT regexp_matches(article_body, '{NOTICE_BODY}') ELSE TRUE END",
    ),
    Check(
        "condition",
        ("is_accessible_for_free", "article_body"),
        "warning",
        label="not_a_paywall_stub",
        condition=f"is_accessible_for_free OR length(article_body) >= {STUB_LENGTH}",
    ),
    Check(
        "condition", ("in_language", "article_body"), "warning", label="language_in_its_script", condition=_in_script()
    ),
    Check(
        "condition",
        ("headline",),
        "warning",
        label="headline_not_repeated",
        condition="headline NOT IN (SELECT headline FROM {batch} WHERE headline IS NOT NULL "
        f"GROUP BY headline HAVING count(*) >= {BURST})",
    ),
)
