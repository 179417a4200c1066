"""The HTML report in a browser: its numbers are the lake's, it works by keyboard, and nothing in it does harm."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import lake
from dags.steps.place import lake_location, newest_report
from dags.steps.report import write_report
from exports.report import read_figures, render
from tests.integration.browser import PHONE, listed, needs_chromium, opened, table
from tests.integration.ranked_lake import AS_OF, RankedLake, article, ranking

pytestmark = [needs_chromium, pytest.mark.slow]
HOSTILE = [
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=2'>",
    "{{window.hacked=3}} {% raw %} ${window.hacked=4}",
    "line\u2028separator\u2029 and NUL\0",
    "<svg/onload=window.hacked=5>",
    "עיתון הבוקר <b>מודגש</b>",
    "\"' onmouseover='window.hacked=6' x=\"",
    "--> <!-- ]]>",
]
BAD_LINKS = {0: "javascript:window.hacked=7", 1: "data:text/html,<script>window.hacked=8</script>"}
SECTION = "</style><script>window.hacked=9</script>"
EMPTY = ("article_ranking", "page_view_hourly", "page_view_event", "source_file", "quality_result", "article")


def hourly(number: int, hours_ago: int, views: int):
    return {"hour_at": AS_OF - timedelta(hours=hours_ago), "page_id": f"story{number:07}", "source": "web",
            "country": "ZZ", "views": views, "unique_visitors": views, "is_final": False,
            "last_viewed_at": AS_OF - timedelta(hours=hours_ago) + timedelta(minutes=59)}  # fmt: skip


@pytest.fixture
def ranked(tmp_path, monkeypatch):
    made = RankedLake(tmp_path, monkeypatch, 'time_zone = "Europe/Lisbon"\n')
    numbers = range(len(HOSTILE))
    earlier = AS_OF - timedelta(hours=6)
    made.fill(
        article=[
            article(
                n, HOSTILE[n], url=BAD_LINKS.get(n, f"https://courier.example/{n}?a='\"><b>"), article_section=SECTION
            )
            for n in numbers
        ],
        article_ranking=[
            *ranking("all", *numbers, rank_delta=-1, peak_rank=1, entered_at=earlier, unique_visitors=7),
            *ranking("all", *reversed(numbers[:-1]), as_of=earlier),
            *ranking(f"section:{SECTION}", *numbers, entered_at=AS_OF),
            *ranking("all", 3, 1, time_window="1h", entered_at=AS_OF),
            *ranking(
                "all", 2, 5, time_window="trending", expected_views=12.5, score=3.25, entered_at=AS_OF, share=None
            ),
        ],
        page_view_hourly=[hourly(n, hours, 10 + n + hours % 5) for n in numbers for hours in range(1, 200)],
    )
    write_report(made.settings)
    return made


def address(made):
    return newest_report(made.settings).as_uri()


def test_hostile_headlines_are_shown_as_text(ranked):
    with opened(address(ranked)) as page:
        rows = listed(page)
        assert [row["headline"] for row in rows] == [
            text.replace("\u2028", " ").replace("\u2029", "").replace("\0", "") for text in HOSTILE
        ]
        assert page.evaluate("window.hacked") is None
        for window in ("1h", "trending", "24h"):
            page.locator(f"input[value='{window}']").check(force=True)
        page.select_option("select", f"section:{SECTION}")
        assert len(listed(page)) == len(HOSTILE)
        page.mouse.move(400, 400)
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.href)")
        assert links
        assert all(link.startswith("https://courier.example/") for link in links)
        assert page.locator("main :is(img, script, b.x, svg svg)").count() == 0
        assert page.evaluate("window.hacked") is None
        assert page.trouble == []


def test_windows_scopes_and_sorting_by_keyboard(ranked):
    with opened(address(ranked)) as page:
        assert page.get_by_role("radio", name="24 hours").is_checked()
        page.get_by_role("radio", name="24 hours").focus()
        page.keyboard.press("ArrowLeft")
        assert page.get_by_role("radio", name="Last hour").is_checked()
        assert [row["rank"] for row in listed(page)] == ["1", "2"]
        page.keyboard.press("ArrowLeft")
        trending = listed(page)
        assert [(row["views"], row["expected"], row["score"]) for row in trending] == [
            ("200", "12.5", "3.3"), ("100", "12.5", "3.3"),
        ]  # fmt: skip
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")  # over the list of scopes, past the region that scrolls, to the first heading
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Rank"
        for _ in range(4):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Views"
        page.keyboard.press("Enter")
        assert page.locator("th[aria-sort]").inner_text().startswith("Views")
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
        page.keyboard.press("Enter")
        assert [row["views"] for row in listed(page)] == ["100", "200"]
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
        assert page.get_by_role("status").inner_text() == "Trending, All articles: 2 articles by Views, ascending"
        assert page.trouble == []


def test_an_address_names_a_list(ranked):
    with opened(address(ranked)) as page:
        page.get_by_role("radio", name="Last hour").check(force=True)
        named = page.url
    assert named.endswith("#list=1h/all")
    with opened(named) as page:
        assert page.get_by_role("radio", name="Last hour").is_checked()
        assert len(listed(page)) == 2
    with opened(f"{address(ranked)}#list=toString/%E0%A4%A") as page:
        assert len(listed(page)) == len(HOSTILE)
        assert page.trouble == []


@pytest.mark.parametrize("how", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}])
def test_it_is_accessible_in_light_and_dark_and_on_a_phone(ranked, how):
    from axe_playwright_python.sync_playwright import Axe

    with opened(address(ranked), **how) as page:
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
        drawn = page.locator(".drawing:visible")
        assert {one.get_attribute("class") for one in drawn.all()} == {
            "drawing phone" if "viewport" in how else "drawing wide"
        }


def test_it_has_its_list_without_script(ranked):
    with opened(address(ranked), java_script_enabled=False) as page:
        shown = page.locator("noscript table, #most-viewed table:not(#list)").first
        assert shown.locator("tbody tr").count() == len(HOSTILE)
        assert not page.locator(".controls").is_visible()


def test_marks_say_what_they_are(ranked):
    with opened(address(ranked)) as page:
        bar = page.locator("#hours .wide [aria-roledescription='bar']").last
        bar.hover()
        assert page.locator("#tip").inner_text() == bar.get_attribute("aria-label")
        with lake.connect(lake_location(ranked.settings)) as connection:
            (views,) = connection.execute(
                "SELECT sum(views) FROM page_view_hourly WHERE hour_at = ?", [AS_OF - timedelta(hours=1)]
            ).fetchone()
        assert f": {views} views, usually " in bar.get_attribute("aria-label")


def test_the_usual_is_the_median_of_the_same_hour(ranked):
    """Worked out by hand: page n has 10 + n + hours % 5 views at that many hours before."""
    with opened(address(ranked)) as page:
        rows = table(page, "Views by hour")
    base = sum(10 + n for n in range(len(HOSTILE)))
    by_hour = {row["hour_at"]: row for row in rows}
    at = (AS_OF - timedelta(hours=1)).astimezone(ZoneInfo("Europe/Lisbon"))
    newest = by_hour[f"{at:%a} {at.day} {at:%b, %H:%M}"]
    before = sorted((1 + 24 * days) % 5 for days in range(1, 8))
    assert int(newest["views"].replace(",", "")) == base + 8 * 1
    assert int(newest["usual"].replace(",", "")) == base + 8 * before[3]
    assert len(rows) == 48


def test_movers_are_against_six_hours_before(ranked):
    with opened(address(ranked)) as page:
        moves = page.eval_on_selector_all(
            "#movers .moves", "all => all.map(one => [...one.children].map(li => li.value))"
        )
        says = page.locator("#movers small").all_inner_texts()
    # Six hours ago the first seven stood in the opposite order: 1 was 7, 2 was 6, 3 was 5, 4 stayed.
    assert moves == [[1, 2, 3], [7, 6, 5], [8]]
    assert says[0] == "▲ 6, rank 7 to 1"
    assert says[-1] == "rank 8, 100 views"


def test_the_same_lake_gives_the_same_page(ranked):
    first = newest_report(ranked.settings).read_bytes()
    assert write_report(ranked.settings)["files_written"] == 0
    with lake.connect(lake_location(ranked.settings)) as connection:
        figures = read_figures(connection, ZoneInfo("Europe/Lisbon"), 15)
    assert render(figures, site="The Courier", zone="Europe/Lisbon") == first


def test_old_reports_go(tmp_path, monkeypatch):
    made = RankedLake(tmp_path, monkeypatch, "[report]\nkeep = 2\n")
    for hours in range(4):
        made.fill(
            article=[article(0)],
            article_ranking=ranking("all", 0, as_of=AS_OF + timedelta(hours=hours), entered_at=AS_OF),
        )
        write_report(made.settings)
    names = sorted(file.name for file in newest_report(made.settings).parent.iterdir())
    assert names == ["2025-05-08T11Z.html", "2025-05-08T12Z.html", "index.html"]


def test_a_lake_without_anything_has_a_report(tmp_path, monkeypatch):
    made = RankedLake(tmp_path, monkeypatch)
    made.fill(**dict.fromkeys(EMPTY, ()))
    write_report(made.settings)
    with opened(address(made)) as page:
        assert page.locator("h1").inner_text() == "What readers read"
        assert "No page view is in the lake yet" in page.locator("header").inner_text()
        assert page.trouble == []


def test_views_without_articles_have_a_report(tmp_path, monkeypatch):
    """Logs come in before articles do: hours are shown, lists say why they are not there."""
    made = RankedLake(tmp_path, monkeypatch)
    made.fill(page_view_hourly=[hourly(1, 1, 5)])
    write_report(made.settings)
    with opened(address(made)) as page:
        assert page.locator("#views-24h").inner_text() == "5"
        assert "There are no lists yet" in page.locator("#most-viewed").inner_text()
        assert page.locator("time").get_attribute("datetime") == datetime(2025, 5, 8, 9, tzinfo=UTC).isoformat()
        assert page.trouble == []
