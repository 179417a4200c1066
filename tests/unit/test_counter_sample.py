"""The sample log of CDLUC3/counter-processor: what its test/test_main.py expects is what remains here.

That test expects one dataset (10.7280/D1CD4C) with 2 total investigations, both in the US by a MaxMind database. Of the
file's 30 lines, its code leaves out

- 6 directives, which begin with `#`;
- 21 events whose user agent the robots' list of CDLUC3/Make-Data-Count names (Google's appliance at a university,
  Googlebot, Baiduspider). Its second list, of machines, names none of the three others: they are "regular" access;
- the event of 00:14:52: user 39 asks for the same URL again 23 s later. Of two within 30 s the later one is kept.

What remains are dataset pages by its path patterns: two investigations and no download. Our definition
differs on no event of this file. It would differ on events that this file does not hold:

- no user agent: a machine there, counted apart; a declared bot here;
- paths that are neither a dataset's page nor a download: not counted there, page requests here;
- a visitor without ids is address, agent and clock hour there, address cut to its network, agent and site day here: two
  clicks on either side of a full hour are two investigations there and one view here;
- the same page under two URLs (tracking parameters): two investigations there, a double click here.

The country is not in the file; without the database that the operator names it is unknown here.
"""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from sources.page_view import detect, format_named
from tests.page_requests import read_requests
from transforms.page_view.bots import bot_rule

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT.parent / "shared" / "data" / "page_views" / "counter" / "counter_2018-05-01.log"
DOUBLE_CLICK = timedelta(seconds=30)

pytestmark = pytest.mark.skipif(not LOG.is_file(), reason="the shared COUNTER sample is not on this machine")


@pytest.fixture(scope="module")
def rows():
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        assert detect(connection, LOG) == "counter"
        for _ in read_requests(connection, LOG, format_named("counter")):
            columns = [column for column, *_ in connection.execute("DESCRIBE request").fetchall()]
            found = connection.execute("FROM request ORDER BY position").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def test_every_line_is_read(rows):
    assert all(row["is_readable"] for row in rows)
    assert [row["is_page_request"] for row in rows] == [False] * 6 + [True] * 24


def test_the_robots_of_the_list_are_bots_here_too(rows):
    agents = Counter(row["user_agent"].split(" ")[0] for row in rows[6:] if bot_rule(row["user_agent"]))
    assert agents == {"uci-google-search-appliance": 19, "Mozilla/5.0": 2}  # the two: Googlebot, Baiduspider


def test_what_remains_is_two_investigations_of_one_dataset(rows):
    people = [row for row in rows[6:] if bot_rule(row["user_agent"]) is None]
    assert [row["received_at"].isoformat() for row in people] == [
        "2018-05-01T07:14:52+00:00",
        "2018-05-01T07:15:15+00:00",
        "2018-05-01T07:18:59+00:00",
    ]

    def is_followed(event):
        return any(
            (later["visitor_key"] or later["address"], later["target"])
            == (event["visitor_key"] or event["address"], event["target"])
            and timedelta() < later["received_at"] - event["received_at"] <= DOUBLE_CLICK
            for later in people
        )

    counted = [event for event in people if not is_followed(event)]
    assert [(event["position"], event["visitor_key"]) for event in counted] == [(24, "39"), (30, None)]
    assert {event["target"] for event in counted} == {"http://dash.lib.uci.edu/stash/dataset/doi:10.7280/D1CD4C"}
