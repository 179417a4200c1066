"""The report as one page of HTML: styles, script, drawings and data in it, no request to anywhere."""

import base64
import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from exports.outside import IN_SCRIPT
from exports.report.charts import draw
from exports.report.figures import Figures, Rows

HERE = Path(__file__).parent
WINDOWS = {
    "1h": "Last hour", "3h": "3 hours", "24h": "24 hours", "day": "Site day", "7d": "7 days", "30d": "30 days",
    "trending": "Trending",
}  # fmt: skip
PLACE = ("rank", "rank_delta", "previous_rank", "peak_rank", "entered_at", "views", "share", "unique_visitors",
         "expected_views", "score")  # fmt: skip
"""What the page's script gets of each place of a list, in this order, behind the article's number."""
NONE = "\N{EN DASH}"
ARTICLE = ("headline", "url", "article_section", "in_language")


def render(figures: Figures, *, site: str, zone: str) -> bytes:
    """Return the page of `figures` in UTF-8: the same figures give the same bytes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    moment = Moment(figures.as_of)
    environment.filters.update(count=count, percent=percent, moment=moment)
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    page = environment.get_template("report.html.j2").render(
        site=site, zone=zone, as_of=figures.as_of, charts=draw(figures), lists=lists(figures), style=style,
        script=script, script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        in_script=in_script, first_window=first_window(figures["windows"]), window_rows=figures["windows"],
        most_viewed=figures["lists"],
        **{name: rows for name, rows in figures.blocks.items() if name not in {"windows", "lists"}},
    )  # fmt: skip
    return page.encode()


def lists(figures: Figures) -> dict[str, Any]:
    """Return the newest lists for the page's script: articles once, and by window and scope the places."""
    numbers: dict[str, int] = {}
    articles: list[list[Any]] = []
    moment = Moment(figures.as_of)
    windows: dict[str, Any] = {
        row["time_window"]: {
            "label": WINDOWS.get(row["time_window"], row["time_window"]),
            "about": f"{moment(row['window_start'])} to {moment(row['window_end'])}",
            "scopes": {scope: [] for scope in row["scopes"]},
        }
        for row in figures["windows"]
    }  # fmt: skip
    for row in figures["lists"]:
        if row["article_id"] not in numbers:
            numbers[row["article_id"]] = len(articles)
            articles.append([row[name] for name in ARTICLE])
        place = [moment(row[name]) if isinstance(row[name], datetime) else row[name] for name in PLACE]
        windows[row["time_window"]]["scopes"].setdefault(row["scope"], []).append([numbers[row["article_id"]], *place])
    return {"articles": articles, "windows": windows}


def first_window(rows: Rows) -> str:
    """Return the window that the page opens with: 24 hours, which has no jump at midnight, else the first there is."""
    known = [row["time_window"] for row in rows]
    return "24h" if "24h" in known or not known else known[0]


def in_script(value: Any) -> str:
    """Return `value` as JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)


def count(number: float | None) -> str:
    """Return a whole number with its thousands apart; a dash where there is none."""
    return NONE if number is None else f"{number:,.0f}"


def percent(part: float | None) -> str:
    """Return a part of 1 in per cent."""
    return NONE if part is None else f"{100 * part:.1f} %"


class Moment:
    """Writes instants as the site's clock shows them, with the year where it is not the report's own."""

    def __init__(self, as_of: datetime | None) -> None:
        self.year = as_of.year if as_of else None

    def __call__(self, at: datetime | None) -> str:
        """Return `at` in words; a dash where there is none."""
        if at is None:
            return NONE
        return f"{at:%a} {at.day} {at:%b}{'' if at.year == self.year else f' {at:%Y}'}, {at:%H:%M}"
