from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from transforms.article.times import page_time

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("text", "expected", "offset"),
    [
        ("2031-03-04T08:15:00+09:00", "2031-03-04T08:15:00+09:00", 540),
        ("2031-03-04 08:15 KST", "2031-03-04T08:15:00+09:00", 540),
        ("2031년 3월 4일 오후 3:05", "2031-03-04T15:05:00+00:00", None),
        ("2031.03.04. 오전 12:30", "2031-03-04T00:30:00+00:00", None),
        ("2031年3月4日 9時05分", "2031-03-04T09:05:00+00:00", None),
        ("March 4, 2031 at 5:06 p.m. EST", "2031-03-04T17:06:00-05:00", -300),
        ("4 mars 2031 à 17h52", "2031-03-04T17:52:00+00:00", None),
        ("1er mai 2031", "2031-05-01T00:00:00+00:00", None),
        ("4. März 2031, 14:30 Uhr", "2031-03-04T14:30:00+00:00", None),
        ("4 марта 2031, 12:40 MSK", "2031-03-04T12:40:00+03:00", 180),
        ("4 مارس 2031 14:30 GMT", "2031-03-04T14:30:00+00:00", 0),
        ("4 มีนาคม 2574 16:20", "2031-03-04T16:20:00+00:00", None),
        ("4 tháng 3 năm 2031", "2031-03-04T00:00:00+00:00", None),
        ("4 de marzo de 2031", "2031-03-04T00:00:00+00:00", None),
        ("4 stycznia 2031 09:00", "2031-01-04T09:00:00+00:00", None),
        ("Tue, 04 Mar 2031 08:15:00 GMT", "2031-03-04T08:15:00+00:00", 0),
    ],
)
def test_times_are_read_as_they_are_written_in_many_languages(text, expected, offset):
    time = page_time(text, UTC)
    assert (time.at.isoformat(), time.offset_minutes) == (expected, offset)


def test_the_order_of_day_and_month():
    assert page_time("03/04/2031").at.isoformat()[:10] == "2031-04-03"
    assert page_time("03/04/2031", month_first=True).at.isoformat()[:10] == "2031-03-04"
    assert page_time("25/04/2031", month_first=True).at.isoformat()[:10] == "2031-04-25"
    assert page_time("04/25/2031").at.isoformat()[:10] == "2031-04-25"


def test_a_time_without_a_zone_is_taken_in_the_zone_given():
    assert page_time("2031-03-04 08:15", SEOUL).at.utcoffset() == timedelta(hours=9)
    assert page_time("2031-03-04T08:15:00-03:00", SEOUL).at.tzinfo == timezone(timedelta(hours=-3))


@pytest.mark.parametrize("text", ["", None, "soon", "2031-13-45", "99/99/2031", "0000-00-00T00:00:00Z"])
def test_what_is_no_time_gives_none(text):
    assert page_time(text) is None
