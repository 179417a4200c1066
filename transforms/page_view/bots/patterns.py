r"""General patterns of agents that declare themselves automated: words and shapes, never one agent's name.

They are matched against the agent in lower case, trimmed, with EXCEPTIONS taken out first. Every expression is
RE2-safe (no look-around, no back-reference; \w, \d and \b of ASCII), so that DuckDB gives the same verdict in SQL; a
test holds the two together. How a new version is made: docs/decisions/0005-bots.md.
"""

from typing import NamedTuple

VERSION = "2026-11-24.2"
"""Changes with every change of this file, of people.py or of listed.DISTRUSTED: history is classified again by it."""


class Pattern(NamedTuple):
    """One named rule: why it tells automation, and the expressions of which one is enough."""

    name: str
    reason: str
    expressions: tuple[str, ...]


# fmt: off
GENERAL = (
    Pattern("bot_word", "the word, alone or at either end of a name", (
        r"\bbot[^th]", r"bot\b", r"bots\b", r"bot[_\d]", "botlink", "botcrawl", "botcollect",
    )),
    Pattern("crawl_word", "what crawlers say they do", (
        "crawl", "spider", "spyder", "scrap[eiy]", "slurp", "fetch", "archiv", "indexer", "indexing", "harvest",
        "grabber", r"getter\b", "extract", "collector", "classifier", "sitemap", "search ?engine", "sucker",
    )),
    Pattern("contact_url", "a page to read about the sender", ("https?:", r"www\.")),
    Pattern("contact_mail", "an address to complain to", (
        r"@[a-z][a-z0-9.-]*\.[a-z]{2}", r"@[a-z0-9-]+\)", r"\[at\]", r"\(at\)",
        r"\[e-mail\]",  # as masking.py leaves it
    )),
    Pattern("feed_reader", "polls feeds for its subscribers", (
        r"\brss", r"rss\b", "feed", "subscriber", "aggregator", r"reader/\d", r"reeder/\d", r"cast/\d",
    )),
    Pattern("http_library", "a library's or a tool's default", (
        "http-?client", "http-?kit", "http-?lib", "http-?request", "urllib", "libwww-perl", "lwp[-:/]", "curl", "wget",
        "python", r"\bperl\b", r"java/\d", r"php/\d", "node[-.]", "axios", "guzzle", "go-http", "grpc", r"\brest",
        "-snapshot", r"\(unknown version\)",
    )),
    Pattern("monitor", "watches, measures or validates sites", (
        "monitor", "uptime", r"\bping", r"check\b", "check_", r"checker\b", r"checking\b", "probe", "health.?check",
        "health.?serv", "synthetic", "observator", "validat", "validity", "verify", "verifier", "audit", "lighthouse",
        "page.?speed", "benchmark", "analy[sz]er", "inspect", "optimizer",
    )),
    Pattern("preview", "fetches on behalf of a link, a picture or a translation", (
        "preview", "snippet", "unfurl", "expander", "thumbnail", "screenshot", r"renderer\b", r"rendering\b",
        r"proxy\b", "transcod", "translat", "weblight", r"messages/\d",
    )),
    Pattern("automation", "a browser driven by a program", (
        "headless", "phantomjs", "phantomas", "selenium", "webdriver", "puppeteer", "playwright", "cypress", "htmlunit",
        "devtools", "jsdom",
    )),
    Pattern("marketing", "search marketing and advertising", (
        r"\bseo", r"seo\b", "backlink", "marketing", "adsense", "adwords",
    )),
    Pattern("scanner", "looks for holes, tries one, or sends a template that nobody filled in", (
        r"scan\b", r"scanner\b", r"scanning\b", r"security\b", "securityhead", "vulnerab", "exploit", "load_file",
        "<script", r"\$\{", r"\{\{", "burp", "^get /", "^post /",
    )),
    Pattern("service", "a program acting by itself or for an assistant", (
        r"agent\b", "daemon", "webhook", r"\bcron\b", "schedul", r"sender\b", r" tool\b", r"-tool\b", "-user/",
        "workflow", r"-ai\b",
    )),
    Pattern("search_engine", "a search engine's own program: its users read in a webview, that begins with Mozilla", (
        "^google[ :;]", "^yahoo[ :;]", r"^duckduckgo\b", "^ddg[_-]", "google-", "-google",
    )),
    Pattern("compatible", "the claim that only old browsers made", ("compatible;",)),
    Pattern("engine_comment", "a remark put into the engine's own comment", (r"\(khtml, like gecko[;, ]+[a-z]",)),
    Pattern("second_agent", "another agent's string behind its own", (",mozilla/", ", mozilla/", r"\|mozilla/")),
    Pattern("no_platform", "Mozilla without the system it runs on", (
        r"^mozilla/[\d.]+$", r"^mozilla/[\d.]+,", r"^mozilla/[\d.]+[a-z]{3}", r"^mozilla/[\d.]+ applewebkit",
    )),
    Pattern("odd_platform", "a word of its own where the system stands", (
        r"^mozilla/5\.0 \(win32", r"^mozilla/5\.0 \([a-z]+; windows nt", r"^mozilla/5\.0 \([a-z]+; macintosh",
    )),
    Pattern("truncated", "a browser's agent cut off before its engine or its name", (
        r"^mozilla/5\.0 \((?:windows nt|macintosh|x11)[^()]*\)$",
        r"^mozilla/5\.0 \([a-z]+\) applewebkit/[\d.]+ \(khtml, like gecko\)$",
        "^(?:ipad|iphone|ipod|android|chrome|firefox|safari|opera|mozilla|windows|linux|macintosh)$",
    )),
    Pattern("added_product", "a remark or a product behind a desktop browser that adds none", (
        r"\((?:windows nt|macintosh|x11)[^)]*\) applewebkit.* safari/[\d.]+; [a-z]",
        r"rv:(?:[5-9]\d|1\d\d)[\d.]*\) gecko/20100101 firefox/[\d.]+ \(?[a-z]",
    )),
)
# fmt: on

NO_ENGINE = Pattern(
    "no_engine",
    "product names, at most with a remark, and neither an engine nor a system that people use",
    (
        r"^[\w!#$%&'*+.^`|~/:;=, -]*$",
        r"^[\w. -]+(?:/[\w.]+)?(?: ?\((?:[\w:,/ -]*|[\w:./-]*)\))+$",
        r"^[\w./-]+ \([\w:/-]*\) [\w./-]+$",
    ),
)
"""Holds only where people.ENGINE does not: RE2 cannot say 'without' inside one expression."""
