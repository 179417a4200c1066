"""Rankings computed slowly, in plain Python, from events: what the SQL is held to."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from math import ceil, sqrt
from statistics import median
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Europe/Lisbon")
ROLLING = {"1h": 1, "3h": 3, "24h": 24}
CALENDAR = {"day": 1, "7d": 7, "30d": 30}


def midnight(day):
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def windows(as_of):
    """(window, start, end, start a step before, end a step before) of every list that is made at `as_of`."""
    for name, hours in ROLLING.items():
        yield name, as_of - hours * HOUR, as_of, as_of - (hours + 1) * HOUR, as_of - HOUR
    day = as_of.astimezone(ZONE).date()
    if as_of == midnight(day):
        for name, days in CALENDAR.items():
            yield name, *(midnight(day - timedelta(days=n)) for n in (days, 0, days + 1, 1))


def scopes_of(article):
    yield "all"
    yield f"language:{article['in_language']}"
    yield f"source:{article['source']}"
    if article["article_section"]:
        yield f"section:{article['article_section']}"


def counted(events, articles, start, end, excluded, min_visitors, round_to, window):
    """scope -> {article: (views, unique visitors, newest view)} of the window."""
    found = defaultdict(dict)
    seen = defaultdict(list)
    for event in held(events, start, end):
        seen[event["article"]].append(event)
    for name, views in seen.items():
        article = articles[name]
        if name in excluded or not (article["date_published"] is None or article["date_published"] < end):
            continue
        for scope in scopes_of(article):
            found[scope][name] = (len(views), uniques(views, window), max(view["at"] for view in views))
        for country in {view["country"] for view in views} - {"ZZ"}:
            own = [view for view in views if view["country"] == country]
            visitors = sum_of_days(own) if window in ("7d", "30d") else len({view["visitor"] for view in own})
            if visitors > min_visitors:
                rounded = ceil(len(own) / round_to) * round_to, ceil(visitors / round_to) * round_to
                found[f"country:{country}"][name] = (*rounded, max(view["at"] for view in own))
    return found


def sum_of_days(views):
    return len({(view["visitor"], view["at"].astimezone(ZONE).date()) for view in views})


def uniques(views, window):
    if window in ("7d", "30d") and not all(view["persists"] for view in views):
        return sum_of_days(views)
    return len({view["visitor"] for view in views})


def held(events, start, end):
    return [event for event in events if start <= event["at"] < end]


def kind(window, scope, name, events):
    several = window in ("7d", "30d")
    persist = all(event["persists"] for event in events if event["article"] == name)
    return "sum_of_days" if several and (scope.startswith("country:") or not persist) else "exact"


def ordered(rows, articles, key):
    """[(article, position, rank)] by `key` of rows, then the newest, then the identifier."""

    def place(name):
        published = articles[name]["date_published"]
        return -rows[name][key], published is None, -published.timestamp() if published else 0, name

    names = sorted(rows, key=place)
    ranks = [1 + sum(other[key] > rows[name][key] for other in rows.values()) for name in names]
    return list(zip(names, range(1, len(names) + 1), ranks, strict=True))


def most_viewed(events, articles, as_of, top_n, excluded, min_visitors, round_to):
    """(window, scope, position) -> what the row of that list has."""
    lists = {}
    for window, start, end, start_before, end_before in windows(as_of):
        now = counted(events, articles, start, end, excluded, min_visitors, round_to, window)
        before = counted(events, articles, start_before, end_before, excluded, min_visitors, round_to, window)
        for scope, rows in now.items():
            earlier = {name: rank for name, _, rank in ordered(before.get(scope, {}), articles, 0)}
            total = sum(views for views, *_ in rows.values())
            for name, position, rank in ordered(rows, articles, 0)[:top_n]:
                views, visitors, _ = rows[name]
                lists[window, scope, position] = {
                    "article_id": name, "rank": rank, "previous_rank": earlier.get(name), "views": views,
                    "share": round(views / total, 9), "unique_visitors": visitors,
                    "unique_visitors_kind": kind(window, scope, name, held(events, start, end)),
                }  # fmt: skip
    return lists


def score(events, articles, moment, rules, excluded):
    """article -> (score, expected views) of those that trend at `moment`."""

    def views(name, start, end):
        return sum(event["article"] == name and start <= event["at"] < end for event in events)

    start = moment - rules.hours * HOUR
    found = {}
    for name, article in articles.items():
        published = article["date_published"]
        observed = views(name, start, moment)
        if observed < rules.min_views or name in excluded or (published and published >= moment):
            continue
        if published and published > start - 24 * HOUR:
            age = max(0, (start - whole(published)) // HOUR)
            at_age = []
            for other, peer in articles.items():
                first = whole(peer["date_published"]) + age * HOUR if peer["date_published"] else None
                last = first + rules.hours * HOUR if first else None
                if last and moment - 168 * HOUR < last <= start:
                    at_age.append((peer["article_section"], views(other, first, last)))
            own = [count for section, count in at_age if section == article["article_section"]]
            pool = own if len(own) >= 3 else [count for _, count in at_age]
            expected = median(pool) if pool else 0
        else:
            weeks = min(4, (start - whole(published)) // (168 * HOUR)) if published else 4
            of_day = views(name, start - 24 * HOUR, start) / 24 * rules.hours
            of_weeks = 0
            for week in range(1, 5):
                for back in range(1, rules.hours + 1):
                    local = (moment - back * HOUR).astimezone(ZONE).replace(tzinfo=None) - timedelta(days=7 * week)
                    hour = local.replace(tzinfo=ZONE).astimezone(UTC)
                    of_weeks += views(name, hour, hour + HOUR)
            weight = rules.weight_of_weeks if weeks else 0
            expected = weight * of_weeks / max(1, weeks) + (1 - weight) * of_day
        if observed > expected:
            found[name] = ((observed - expected) / sqrt(expected + rules.softening), expected)
    return found


def whole(instant):
    return instant.replace(minute=0, second=0, microsecond=0)


def trending(events, articles, as_of, top_n, rules, excluded):
    """(window, scope, position) -> what the row of the trending list has."""
    by_step = []
    for moment in (as_of, as_of - HOUR):
        start = moment - rules.hours * HOUR
        shown = {}
        for back in range(rules.decay_hours + 1):
            for name, (found, expected) in score(events, articles, moment - back * HOUR, rules, excluded).items():
                decayed = found * 2 ** (-back / rules.half_life_hours)
                best, kept = shown.get(name, (0, None))
                shown[name] = (max(best, decayed), expected if back == 0 else kept)
        scopes = defaultdict(dict)
        for name, (best, expected) in shown.items():
            views = sum(event["article"] == name and start <= event["at"] < moment for event in events)
            for scope in scopes_of(articles[name]) if views else ():
                scopes[scope][name] = (round(best, 9), expected, views)
        by_step.append(scopes)
    now, before = by_step
    lists = {}
    for scope, rows in now.items():
        earlier = {name: rank for name, _, rank in ordered(before.get(scope, {}), articles, 0)}
        total = sum(views for *_, views in rows.values())
        for name, position, rank in ordered(rows, articles, 0)[:top_n]:
            best, expected, views = rows[name]
            lists["trending", scope, position] = {
                "article_id": name, "rank": rank, "previous_rank": earlier.get(name), "views": views,
                "share": round(views / total, 9), "score": best, "expected_views": expected,
            }  # fmt: skip
    return lists
