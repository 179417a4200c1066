"""The report's charts: Vega-Altair specifications, drawn to SVG when the page is made.

A drawing is made twice, for a wide page and for a phone, and its colours are the page's own CSS variables: it follows
light and dark and needs no script. Every mark carries what it says (`aria-label`), which the page shows on hover.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from exports.report.figures import Figures, Rows

WIDE, PHONE = 920, 330
SHOWN_RANKS = 12
MOST_SECTIONS = 12
SEVERITIES = {"critical": "var(--down)", "error": "var(--outcome-4)", "warning": "var(--line-5)"}
OUTCOMES = ("view", "double_click", "duplicate", "bot_declared", "bot_behaviour")
LABEL_LENGTH = 42
BAR = timedelta(minutes=54)
Drawing = Any
"""A chart of Altair's: its classes of charts have no type in common."""


def draw(figures: Figures) -> dict[str, dict[str, Markup]]:
    """Return each chart's SVG by name and size (`wide`, `phone`); a chart without rows is left out."""
    charts = {
        "rank_over_time": _rank_over_time,
        "views_by_hour": _views_by_hour,
        "section_shares": _section_shares,
        "outcomes_by_day": _outcomes_by_day,
        "quality_trend": _quality_trend,
    }
    return {
        name: {size: _svg(chart(figures[name], width)) for size, width in (("wide", WIDE), ("phone", PHONE))}
        for name, chart in charts.items()
        if figures[name]
    }


def _rank_over_time(rows: Rows, width: int) -> Drawing:
    """Bump chart: one line an article, rank 1 on top; a line breaks where its article was not among the first."""
    last = max(row["as_of"] for row in rows)
    clock = _clock(last)
    ranks = {(row["position"], row["as_of"]): row for row in rows}
    leaders = {row["position"]: row["headline"] for row in rows}
    values = [
        {
            "at": clock(at), "rank": rank if rank and rank <= SHOWN_RANKS else None, "line": f"{position:02}",
            "says": f"{at:%a %d %b, %H:%M}: {f'rank {rank}' if rank else 'not in the list'}, {headline}",
        }
        for position, headline in leaders.items()
        for at in sorted({row["as_of"] for row in rows})
        for rank in [ranks.get((position, at), {}).get("rank")]
    ]  # fmt: skip
    ends = [
        {"at": clock(last), "rank": row["rank"], "line": f"{row['position']:02}",
         "label": f"{row['position']}" if width == PHONE else f"{row['position']}  {_short(row['headline'])}",
         "place": row["position"], "says": f"{row['position']}. {row['headline']}"}
        for row in rows if row["as_of"] == last
    ]  # fmt: skip
    ranks_axis = alt.Y("rank:Q").title(None).scale(domain=[SHOWN_RANKS + 0.4, 0.6], nice=False).axis(
        values=[1, *range(3, SHOWN_RANKS + 1, 3)], grid=True
    )  # fmt: skip
    colour = alt.Color("line:N").legend(None).scale(range=[f"var(--line-{n})" for n in range(1, 11)])
    base = alt.Chart(_data(values)).encode(x=_hours(width), y=ranks_axis, color=colour, description="says:N")
    ended = alt.Chart(_data(ends)).encode(x="at:T", color=colour, description="says:N")
    return alt.layer(
        base.mark_line(strokeWidth=2.5, interpolate="monotone").encode(detail="line:N"),
        base.mark_circle(size=26, opacity=1),
        # Ties share a rank: their labels stand at their positions, one beneath the other.
        ended.mark_text(align="left", dx=9, fontSize=12).encode(y=alt.Y("place:Q"), text="label:N"),
    ).properties(width=width - (50 if width == PHONE else 320), height=360)


def _views_by_hour(rows: Rows, width: int) -> Drawing:
    """Bars of views; the usual as a stepped line over them."""
    clock = _clock(rows[-1]["hour_at"])
    values = [
        {
            "at": clock(row["hour_at"]), "end": clock(row["hour_at"] + BAR), "views": row["views"],
            "usual": row["usual"],
            "says": f"{row['hour_at']:%a %d %b, %H:%M}: {row['views']:,} views"
            + ("" if row["usual"] is None else f", usually {row['usual']:,.0f}"),
        }
        for row in rows
    ]  # fmt: skip
    base = alt.Chart(_data(values)).encode(x=_hours(width), description="says:N")
    count = alt.Y("views:Q").title(None).axis(format="~s", tickCount=5)
    return alt.layer(
        base.mark_bar(color="var(--bar)", orient="vertical").encode(x2="end:T", y=count),
        base.mark_rule(color="var(--ink)", strokeWidth=2).encode(x2="end:T", y=alt.Y("usual:Q")),
    ).properties(width=width - 50, height=220)


def _section_shares(rows: Rows, width: int) -> Drawing:
    """Bars of the last 24 hours' shares, with a mark at the share of the week before."""
    values = [
        {
            "section": _short(row["article_section"]) or "no section", "share": row["share"] or 0,
            "before": row["share_before"],
            "says": f"{row['article_section'] or 'no section'}: {row['share'] or 0:.1%} of views"
            + ("" if row["share_before"] is None else f", {row['share_before']:.1%} in the week before"),
        }
        for row in rows[:MOST_SECTIONS]
    ]  # fmt: skip
    base = alt.Chart(_data(values)).encode(
        y=alt.Y("section:N").sort([value["section"] for value in values]).title(None).axis(labelLimit=110),
        description="says:N",
    )
    share = alt.X("share:Q").title(None).axis(format=".0%", tickCount=4, grid=True)
    return alt.layer(
        base.mark_bar(color="var(--bar)").encode(x=share),
        base.mark_tick(color="var(--ink)", thickness=3, size=16, opacity=1).encode(x=alt.X("before:Q")),
    ).properties(width=width - 130, height=alt.Step(24))


def _outcomes_by_day(rows: Rows, width: int) -> Drawing:
    """Stacked bars: a day's requests by outcome."""
    order = [*OUTCOMES, *sorted({row["outcome"] for row in rows} - set(OUTCOMES))]
    values = [
        {
            "day": f"{row['site_date']:%a %d}", "date": row["site_date"].isoformat(), "outcome": row["outcome"],
            "requests": row["requests"], "order": order.index(row["outcome"]),
            "says": f"{row['site_date']:%a %d %b}: {row['requests']:,} {row['outcome']}",
        }
        for row in rows
    ]  # fmt: skip
    days = list(dict.fromkeys(value["day"] for value in sorted(values, key=lambda value: value["date"])))
    shown = [outcome for outcome in order if any(row["outcome"] == outcome for row in rows)]
    return (
        alt.Chart(_data(values))
        .mark_bar()
        .encode(
            x=alt.X("day:N").sort(days).title(None).axis(labelAngle=0),
            y=alt.Y("requests:Q").title(None).axis(format="~s", tickCount=5),
            color=alt.Color("outcome:N")
            .title(None)
            .scale(domain=shown, range=[f"var(--outcome-{order.index(outcome) + 1})" for outcome in shown])
            .legend(orient="bottom", columns=2 if width == PHONE else 5),
            order="order:Q",
            description="says:N",
        )
        .properties(width=width - 50, height=240)
    )


def _quality_trend(rows: Rows, width: int) -> Drawing:
    """Two rows of bars, a run beside the other: checks not kept by severity, records in quarantine."""
    runs = [
        {"run": f"{number:02}", "quarantined": row["quarantined"],
         "named": f"{row['published_at']:%a %d %b, %H:%M}, {row['dag']}",
         **{name: row[f"failed_{name}"] for name in SEVERITIES}}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    failed = [
        {"run": run["run"], "severity": name, "checks": run[name], "order": order,
         "says": f"{run['named']}: {run[name]:,} checks of severity {name} not kept"}
        for run in runs for order, name in enumerate(SEVERITIES)
    ]  # fmt: skip
    refused = [
        {**run, "says": f"{run['named']}: {run['quarantined']:,} records into quarantine"} for run in runs
    ]  # fmt: skip
    across = alt.X("run:N").title("Runs, the oldest first").axis(labels=False, ticks=False)
    checks = alt.Chart(_data(failed)).mark_bar().encode(
        x=across.title(None), y=alt.Y("checks:Q").title("Checks not kept").axis(tickCount=4, tickMinStep=1),
        color=alt.Color("severity:N").title(None).scale(domain=[*SEVERITIES], range=[*SEVERITIES.values()])
        .legend(orient="top"),
        order="order:Q", description="says:N",
    )  # fmt: skip
    records = alt.Chart(_data(refused)).mark_bar(color="var(--bar)").encode(
        x=across, y=alt.Y("quarantined:Q").title("Quarantined").axis(format="~s", tickCount=3, tickMinStep=1),
        description="says:N",
    )  # fmt: skip
    return alt.vconcat(
        *(one.properties(width=width - 70, height=height) for one, height in ((checks, 110), (records, 80)))
    )


def _hours(width: int) -> alt.X:
    """Return the time axis: instants are given as the site's clock shows them, so the axis takes them for UTC."""
    return (
        alt.X("at:T")
        .title(None)
        .scale(type="utc")
        .axis(format="%a %H:%M", tickCount=4 if width == PHONE else 8, labelOverlap=True, labelFlush=True)
    )


def _clock(newest: datetime) -> Callable[[datetime], str]:
    """Return what writes an instant as the site's clock stood to UTC at `newest`.

    One offset for the whole axis: where the clocks changed within it, no hour is drawn over another.
    """
    offset = timezone(newest.utcoffset() or timedelta())
    return lambda at: f"{at.astimezone(offset):%Y-%m-%dT%H:%M:%SZ}"


def _short(text: str) -> str:
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def _data(values: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=values)


def _svg(chart: Drawing) -> Markup:
    styled = (
        chart.configure(font="system-ui, sans-serif", background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor="var(--ink-soft)", labelFontSize=12, gridColor="var(--rule)", domainColor="var(--rule)",
            tickColor="var(--rule)", grid=False,
        )
        .configure_axisY(grid=True, ticks=False, domain=False, labelPadding=6)
        .configure_legend(labelColor="var(--ink)", labelFontSize=12, symbolType="square")
    )  # fmt: skip
    # Text of headlines was escaped by the renderer; a chart is put into the page as it is.
    return Markup(vl_convert.vegalite_to_svg(styled.to_dict()))  # noqa: S704
