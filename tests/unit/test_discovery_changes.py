"""What is fetched again, and what is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sources.discovery.changes import Known, changed, dates_are_of_listing
from sources.discovery.found import Found
from sources.discovery.instant import Instant, instant

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def found(name, modified=None, published=None, position=1):
    def told(at):
        return Instant(at, 0, "second") if at else None

    return Found(
        position, f"https://courier.example/{name}", date_modified=told(modified), date_published=told(published)
    )


def canonical(url):
    return None if "bad" in url else url.partition("?")[0]


def chosen(entries, known, listed_at=NOON):
    known = {f"https://courier.example/{name}": value for name, value in known.items()}
    changes = changed(entries, known, canonical=canonical, listed_at=listed_at)
    assert len(entries) == (
        len(changes.new) + len(changes.modified) + changes.unchanged + changes.repeated + changes.without_url
    )
    return [entry.url.rpartition("/")[2] for entry in changes.new], [
        entry.url.rpartition("/")[2] for entry in changes.modified
    ]


def test_what_is_not_known_is_new_once():
    assert chosen([found("a"), found("b?x=1"), found("b?x=2"), found("bad")], {"a": Known(NOON - HOUR)}) == (
        ["b?x=1"],
        [],
    )


@pytest.mark.parametrize(
    ("date", "fetched", "listed", "again"),
    [
        (None, -HOUR, None, False),
        (-30 * MINUTE, -HOUR, None, True),  # changed since
        (-2 * HOUR, -HOUR, None, False),
        (-30 * MINUTE, -HOUR, -2 * HOUR, True),
        (-2 * HOUR, -HOUR, -2 * HOUR, False),
        (-2 * HOUR, -HOUR, -3 * HOUR, True),  # a zone that is wrong by hours: the date has moved all the same
        (9 * HOUR, -HOUR, None, False),  # in the future, nothing to compare with
        (9 * HOUR, -HOUR, 9 * HOUR, False),  # in the future still
        (9 * HOUR, -HOUR, 8 * HOUR, True),  # in the future, and it has moved
        (-3 * HOUR, -HOUR, -2 * HOUR, False),  # back
    ],
)
def test_a_known_one_is_fetched_again_if_its_date_has_moved_on(date, fetched, listed, again):
    known = {"a": Known(NOON + fetched, NOON + listed if listed is not None else None)}
    entry = found("a", modified=NOON + date if date is not None else None)
    assert chosen([entry], known) == ([], ["a"] if again else [])


def test_a_feed_that_only_dates_publication_is_read_by_that():
    known = {"a": Known(NOON - HOUR, NOON - 3 * HOUR)}
    assert chosen([found("a", published=NOON - 2 * HOUR)], known) == ([], ["a"])
    assert chosen([found("a", modified=NOON - 3 * HOUR, published=NOON)], known) == ([], [])


@pytest.mark.parametrize(
    "dates",
    [
        [NOON] * 6,  # the time of the fetch
        [NOON - n * MINUTE / 10 for n in range(6)],  # counted up while the listing was made
        [NOON - 5 * HOUR] * 6,  # the time of the night's run
        [NOON + 9 * HOUR] * 6,  # the same in a wrong zone
        [NOON] * 9 + [NOON - 900 * HOUR],
    ],
)
def test_dates_of_the_listing_never_fetch_again(dates):
    entries = [found(f"a{n}", modified=date) for n, date in enumerate(dates)]
    known = {f"a{n}": Known(NOON - 48 * HOUR, NOON - 48 * HOUR) for n in range(1, len(dates))}
    assert dates_are_of_listing(entries, NOON)
    assert chosen(entries, known) == (["a0"], [])


def test_other_dates_are_those_of_the_articles():
    assert not dates_are_of_listing([found(str(n), modified=NOON - n * HOUR) for n in range(6)], NOON)
    assert not dates_are_of_listing([found(str(n), modified=NOON) for n in range(4)], NOON)  # too few to tell
    assert not dates_are_of_listing([found(str(n)) for n in range(20)], NOON)


def test_an_always_new_listing_is_told_apart_at_every_poll():
    known = {}
    for poll in range(4):
        now = NOON + poll * HOUR
        entries = [found(f"a{n}", modified=now - timedelta(seconds=n)) for n in range(10)]
        new, modified = chosen(entries, known, now)
        assert (len(new), modified) == (0 if poll else 10, [])
        known |= {f"a{n}": Known(now, entries[n].date_modified.at) for n in range(10) if not poll}


def test_what_a_burst_of_news_changed_is_noticed_when_it_is_over():
    burst = [found(f"a{n}", modified=NOON - n * MINUTE) for n in range(6)]
    known = {"a0": Known(NOON - HOUR, NOON - 2 * HOUR)}
    assert chosen(burst, known)[1] == []
    later = NOON + 30 * MINUTE
    known |= {f"a{n}": Known(NOON, NOON - n * MINUTE) for n in range(1, 6)}
    assert chosen(burst, known, later) == ([], ["a0"])


def test_a_day_without_a_time_counts_once_a_day():
    seoul = ZoneInfo("Asia/Seoul")
    today = Found(1, "https://courier.example/a", date_modified=instant("2026-11-24", seoul))
    known = {"a": Known(NOON - HOUR, today.date_modified.at)}
    assert chosen([today], known) == ([], [])
    tomorrow = Found(1, "https://courier.example/a", date_modified=instant("2026-11-25", seoul))
    assert chosen([tomorrow], known, NOON + 24 * HOUR) == ([], ["a"])
