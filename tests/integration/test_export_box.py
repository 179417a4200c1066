"""The "Most viewed" box in a browser, fed with headlines and links that mean harm."""

import json
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import feedparser
import pytest
from lxml import etree, html

from exports.outside import plain_text
from tests.integration.ranked_lake import RankedLake, article, ranking, related

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
    pytest.mark.slow,
]
HOSTILE = [
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=2'>",
    "]]><script>window.hacked=3</script>",
    "NUL\0 in the middle",
    "line\u2028separator\u2029paragraph",
    "<svg/onload=window.hacked=4>",
    "Rocket 🚀 family 👨‍👩‍👧",
    "עיתון הבוקר <b>מודגש</b>",
    "\u202ereversed & overridden",
    "{{window.hacked=5}} ${window.hacked=6} &lt;b&gt; \"' ` --> <!--",
]
BAD_LINKS = {0: "javascript:window.hacked=7", 1: "data:text/html,<script>window.hacked=8</script>", 5: "JAVA\tSCRIPT:x"}
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Front page</title>
<meta name="viewport" content="width=device-width"><main><h1>Front page</h1>%s</main>
<script>setTimeout(() => { document.body.dataset.hacked = String(window.hacked); }, 4000)</script></html>"""
BOX = '<script src="/most_viewed_box.js" %s async></script>'


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An export of hostile articles, served on loopback; `open_page` gives the DOM that a page becomes."""
    made = RankedLake(tmp_path / "lake", monkeypatch)
    numbers = range(len(HOSTILE))
    urls = [BAD_LINKS.get(number, f"https://courier.example/story-{number}?a=1&b='\">") for number in numbers]
    section = "</script><script>window.hacked=9</script>"
    made.fill(
        article=[article(n, HOSTILE[n], url=urls[n], article_section=section) for n in numbers],
        article_ranking=[*ranking("all", *numbers, rank_delta=-1), *ranking(f"section:{section}", *numbers)],
        related_article=related(0, *numbers[1:]),
    )
    made.export()
    handler = partial(SimpleHTTPRequestHandler, directory=made.exports)
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def open_page(body):
        (made.exports / "page.html").write_text(PAGE % body, encoding="utf-8")
        return browse(f"http://127.0.0.1:{server.server_port}/page.html", tmp_path / "profile")

    made.open_page = open_page
    yield made
    server.shutdown()


def browse(url, profile):
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={profile}", "--enable-logging=stderr", "--virtual-time-budget=8000", "--dump-dom", url,
    ]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, timeout=90, check=True)
    assert b"Uncaught" not in shown.stderr
    return html.fromstring(shown.stdout.decode())


def is_unharmed(page):
    """No script of a feed ran, nothing of it became an element, every link leads to the web."""
    assert page.find("body").get("data-hacked") == "undefined"
    assert not page.xpath("//img | //svg | //b | //main//script[not(@src) and not(@type)]")
    assert not page.xpath("//@onerror | //@onload")
    assert all(link.startswith("https://courier.example/") for link in page.xpath("//a/@href"))


def headlines(box):
    return [story.text_content() for story in box.find_class("newslake-box-story")]


def test_hostile_headlines_are_shown_as_text(site):
    page = site.open_page(BOX % 'data-heading="Most &lt;viewed&gt;"')
    is_unharmed(page)
    (box,) = page.find_class("newslake-box")
    assert headlines(box) == [plain_text(headline) for headline in HOSTILE]
    assert box.findtext("h2") == "Most <viewed>"
    assert box.get("aria-labelledby") == box.find("h2").get("id")
    places = box.findall("ol/li")
    assert [place.get("value") for place in places] == [str(rank) for rank in range(1, 11)]
    linked = [place.find(".//a") is not None for place in places]
    assert linked == [number not in BAD_LINKS for number in range(10)]
    assert {story.get("dir") for story in box.find_class("newslake-box-story")} == {"auto"}
    assert {move.get("aria-label") for move in box.find_class("newslake-box-move")} == {"−1"}


def test_every_feed_may_be_shown_and_may_stand_in_a_page(site):
    """Feeds of a hostile section and of related stories; and the JSON itself inside a script element."""
    index = json.loads((site.exports / "index.json").read_text(encoding="utf-8"))
    feeds = [one["json"] for one in index["lists"]] + index["related"]
    assert len(feeds) == 3
    inline = "".join(
        f'<script type="application/json" id="feed{n}">{(site.exports / feed).read_text(encoding="utf-8")}</script>'
        for n, feed in enumerate([*feeds, "index.json"])
    )
    page = site.open_page(inline + "".join(BOX % f'data-feed="/{feed}" data-places="4"' for feed in feeds))
    is_unharmed(page)
    boxes = {box.getprevious().get("data-feed").strip("/"): headlines(box) for box in page.find_class("newslake-box")}
    expected = [plain_text(headline) for headline in HOSTILE]
    assert boxes == {feeds[0]: expected[:4], feeds[1]: expected[:4], feeds[2]: expected[1:5]}
    for n, feed in enumerate(feeds):
        embedded = json.loads(page.get_element_by_id(f"feed{n}").text)
        assert embedded == json.loads((site.exports / feed).read_text(encoding="utf-8"))


def test_hostile_headlines_are_text_in_rss(site):
    for file in ("most_viewed.rss", "section/script-script-window-hacked-9-script_*/most_viewed.rss"):
        (found,) = site.exports.glob(file)
        assert not feedparser.parse(found.read_bytes()).bozo
        channel = etree.parse(found).getroot().find("channel")
        assert [item.findtext("title") for item in channel.findall("item")] == [plain_text(one) for one in HOSTILE]
        assert all(not len(title) for title in channel.iter("title")), "text alone, no elements"
        links = [link.text for link in channel.iter("link")]
        assert len(links) == 1 + len(HOSTILE) - len(BAD_LINKS)
        assert all(link.startswith("https://courier.example/") for link in links)


def test_the_box_trusts_no_feed(site):
    """A feed that others tampered with, and feeds that can't be had."""
    tampered = {
        "items": [
            {"title": HOSTILE[1], "url": "javascript:window.hacked=1", "language": '"><img onerror=x>'},
            {"title": {"toString": 1}, "url": 7},
            None,
            {"title": "Two", "url": 7, "_newslake": {"rank": "<b>", "rank_delta": "<b>"}},
        ]
    }
    (site.exports / "tampered.json").write_text(json.dumps(tampered), encoding="utf-8")
    (site.exports / "broken.json").write_text('{"items": [', encoding="utf-8")
    names = ("tampered", "broken", "missing")
    page = site.open_page("".join(BOX % f'data-feed="/{name}.json"' for name in names))
    is_unharmed(page)
    (box,) = page.find_class("newslake-box")
    assert box.getprevious().get("data-feed") == "/tampered.json"
    assert headlines(box) == [HOSTILE[1], "Two"]
    assert [place.get("value") for place in box.findall("ol/li")] == ["1", "2"]
    assert page.xpath("//main/h1/text()") == ["Front page"]
