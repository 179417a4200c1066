"""Times, zones and languages as feeds write them."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from sources.discovery.instant import instant
from sources.discovery.language import language_tag

SEOUL, SHANGHAI, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "utc", "offset", "precision"),
    [
        ("Thu,28 Jul 2022 4:35:5 GMT+9", "2022-07-27T19:35:05", 540, "second"),
        ("Wed, 27 Jul 2022 16:08:06 GMT", "2022-07-27T16:08:06", 0, "second"),
        ("Wed, 27 Jul 2022 16:08:06 -0330", "2022-07-27T19:38:06", -210, "second"),
        ("Sun, 04 Jan 04 16:29 PST", "2004-01-05T00:29:00", -480, "minute"),
        ("Sun, 04 Jan 2004 16:29:06 +0100 (CET)", "2004-01-04T15:29:06", 60, "second"),
        ("Mon, 4 Aug 2025 10:00:00 EST-0500", "2025-08-04T15:00:00", -300, "second"),
        ("Thu, 28 Jul 2022 24:00:00 Z", "2022-07-29T00:00:00", 0, "second"),
        ("2022-07-28T04:35:05.1234567+09:00", "2022-07-27T19:35:05", 540, "second"),
        ("2022-07-28T04:35Z", "2022-07-28T04:35:00", 0, "minute"),
        ("2022-07-28T04:35:05+09:00[Asia/Seoul]", "2022-07-27T19:35:05", 540, "second"),
        ("2022-07-28 04:35:05 Asia/Seoul", "2022-07-27T19:35:05", 540, "second"),
        ("20220728T043505Z", "2022-07-28T04:35:05", 0, "second"),
        ("1658950505", "2022-07-27T19:35:05", 0, "second"),
        ("1658950505000", "2022-07-27T19:35:05", 0, "second"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53", -240, "second"),
        ("Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06", -480, "second"),
        ("July 28, 2022 4:35 PM EDT", "2022-07-28T20:35:00", -240, "minute"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00", -300, "second"),
        ("lun., 4 août 2025 10:00:00 +0200", "2025-08-04T08:00:00", 120, "second"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00", -300, "minute"),
        # without a zone: read in Seoul
        ("2022-07-28 04:35:05", "2022-07-27T19:35:05", None, "second"),
        ("2004년 05월 28일  오후 01:31:15", "2004-05-28T04:31:15", None, "second"),
        ("2004-05-28 오전 12시 05분", "2004-05-27T15:05:00", None, "minute"),
        ("2022-07-28", "2022-07-27T15:00:00", None, "day"),
        ("28 Jul 2022", "2022-07-27T15:00:00", None, "day"),
        ("28 de julio de 2022", "2022-07-27T15:00:00", None, "day"),
        ("28.07.2022", "2022-07-27T15:00:00", None, "day"),
        ("28/07/2022 10:00", "2022-07-28T01:00:00", None, "minute"),
        ("2022-07", "2022-06-30T15:00:00", None, "month"),
        ("2022", "2021-12-31T15:00:00", None, "year"),
    ],
)
def test_a_time_is_read_with_its_zone(text, utc, offset, precision):
    told = instant(text, SEOUL)
    assert told.at.astimezone(UTC).replace(tzinfo=None).isoformat() == utc
    assert (told.offset_minutes, told.precision) == (offset, precision)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "yesterday", "now", "03/04/2022", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z",
        "2022-13-01", "31 Feb 2022", "2022-07-28T25:00:00Z", "9999-12-31T23:59:59-12:00", "1 " * 200, "28 Foo 2022",
    ],
)  # fmt: skip
def test_what_names_no_time_is_none(text):
    assert instant(text, SEOUL) is None


def test_an_abbreviation_means_the_sources_own_zone_first():
    assert instant("Thu, 28 Jul 2022 10:00:00 CST", SHANGHAI).offset_minutes == 480
    assert instant("Thu, 28 Jul 2022 10:00:00 CST", NEW_YORK).offset_minutes == -360


def test_a_time_without_a_zone_follows_the_sources_summer_time():
    assert instant("2022-07-28 10:00", NEW_YORK).at.astimezone(UTC).hour == 14
    assert instant("2022-12-28 10:00", NEW_YORK).at.astimezone(UTC).hour == 15


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("US", None), ("English", None), ("xx", None), ("", None), (None, None), ("x-default", None), ("kr", None),
        ("en-us", "en-US"), ("en_US.UTF-8", "en-US"), ("kor", "ko"), ("ko-KR ", "ko-KR"), ("zh-hant-tw", "zh-Hant-TW"),
        ("en-UK", "en-GB"), ("es-419", "es-419"), ("sr-latn", "sr-Latn"), ("iw", "he"), ("de-XY", "de"),
    ],
)  # fmt: skip
def test_a_language_is_a_tag_or_none(text, tag):
    assert language_tag(text) == tag
