"""Broken and foreign files: what is wrong is named, counted and in quarantine; the rest is counted; nothing is lost."""

import json
import lzma
import zlib

from tests.integration.small_lake import Lake, line

GOOD = line(0, host=1) + line(60, host=1)
"""The file beside the bad ones, in a place of its own in their lakes: two views."""

OTHER_SITE = """
[[page_view_source]]
name = "web"
location = "logs"
site_host = "courier.example"
"""

NUMBERS = ("200 12", "200 -12", "-200 12", "999 12", "2x2 12", "2e2 12", "70000 12", "- -")
"""Status and size; only the first ones are any."""


def ledger(small):
    """The outcomes of every file, which add up to what was received."""
    small.outcomes()
    return dict(small.rows("SELECT file_name, outcomes FROM source_file"))


def quarantine(small, file_name):
    return small.rows(
        "SELECT source_position, failed_checks, record FROM quarantined_record "
        "JOIN source_file USING (source_file_id) WHERE file_name = ? ORDER BY 1",
        file_name,
    )


def cut_off(text):
    """A gzip file that ends, far from its own end, when `text` has been told."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(text.encode()) + packer.flush(zlib.Z_SYNC_FLUSH)


def test_packed_cut_off_empty_and_utf_16_files(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    pages = "".join(line(60 * number + number**2, f"/{number}", host=2) for number in range(30))
    files = {
        "good.log": GOOD.encode(),
        "cut.log.gz": cut_off(pages),
        "cut_in_a_line.log.gz": cut_off(line(0, host=3) + line(60, host=3)[:40]),
        "head_only.gz": cut_off("")[:10],
        "packed.xz": lzma.compress((line(0, host=4) + line(60, host=4)).encode()),
        "cut.xz": lzma.compress(line(0, host=5).encode())[:-20],
        "little.log": ("\ufeff" + line(0, host=6) + line(60, "/café", host=6)).encode("utf-16-le"),
        "big.log": ("\ufeff" + line(0, host=7) + line(60, host=7)).encode("utf-16-be"),
        "empty.log": b"",
    }
    for name, content in files.items():
        (small.logs / name).write_bytes(content)
    small.ingest()
    assert ledger(small) == {
        "good.log": {"view": 2},
        "cut.log.gz": {"invalid": 1, "view": 30},
        "cut_in_a_line.log.gz": {"invalid": 2, "view": 1},
        "head_only.gz": {"invalid": 1},
        "packed.xz": {"view": 2},
        "cut.xz": {"invalid": 1, "view": 1},
        "little.log": {"view": 2},
        "big.log": {"view": 2},
        "empty.log": {},
    }
    ((position, checks, record),) = quarantine(small, "cut.log.gz")
    assert (position, checks) == (31, ["line_not_readable"])
    assert "the compressed file is damaged" in record
    assert small.rows("SELECT count(*) FROM page WHERE page_url LIKE '%/caf%C3%A9'") == [(1,)]


def test_lines_that_are_none(tmp_path, monkeypatch):
    small = Lake(tmp_path, monkeypatch)
    huge = line(30, "/" + "x" * 10_000_000, host=2)
    in_json = [
        json.dumps({"remote_addr": "192.0.3.7", "time_iso8601": f"2025-05-04T11:0{n}:00Z", "request_uri": "/j",
                    "status": "200", "http_user_agent": "Mozilla/5.0 (X11) Firefox/140.0"}) + "\n"
        for n in range(4)
    ]  # fmt: skip
    files = {
        "good.log": GOOD,
        "huge.log": line(0, host=2) + huge + line(60, host=2),
        "huge_at_the_end.log": line(0, "/b", host=2) + huge.rstrip("\n"),
        "two_formats.log": "".join(line(60 * n, host=3) for n in range(6)) + "".join(in_json),
        "nul.log": line(0, host=4) + line(60, "/a\0b", host=4) + line(120, host=4, agent="Mozilla/5.0 (X11)\0\0")
        + "\0" * 4096 + line(180, host=4) + line(240, host=4),
        "dates.log": "".join(
            line(0, host=5).replace("04/May/2025:10", time)
            for time in ("04/May/2025:10", "31/Feb/2025:10", "04/May/2025:25", "04/May/2099:10", "04/May/1970:10")
        ),
        "numbers.log": "".join(
            line(60 * n, host=6).replace("200 12", numbers)
            for n, numbers in enumerate(NUMBERS)
        ),
    }  # fmt: skip
    for name, content in files.items():
        (small.logs / name).write_text(content)
    small.ingest()
    counted = ledger(small)
    assert {name: sum(outcomes.values()) for name, outcomes in counted.items()} == {
        name: len(content.splitlines()) for name, content in files.items()
    }
    assert counted == {
        "good.log": {"view": 2},
        "huge.log": {"invalid": 1, "view": 2},
        "huge_at_the_end.log": {"invalid": 1, "view": 1},
        "two_formats.log": {"invalid": 4, "view": 6},
        "nul.log": {"view": 5},
        "dates.log": {"invalid": 4, "view": 1},
        "numbers.log": {"invalid": 7, "view": 1},
    }
    for name, position in (("huge.log", 2), ("huge_at_the_end.log", 2)):
        ((place, checks, record),) = quarantine(small, name)
        assert (place, checks) == (position, ["line_not_readable"])
        assert len(record) < 1_000
        assert f"a line of {len(huge) - 1} bytes" in record
        assert "192.0.2.7" not in record
    assert [row[:2] for row in quarantine(small, "two_formats.log")] == [
        (place, ["line_not_readable"]) for place in range(7, 11)
    ]
    assert [row[:2] for row in quarantine(small, "dates.log")] == [
        (2, ["line_not_readable"]),
        (3, ["line_not_readable"]),
        (4, ["event_at_in_future"]),
        (5, ["event_at_between"]),
    ]


def test_a_log_of_another_site_is_no_page_and_said_so(tmp_path, monkeypatch, caplog):
    small = Lake(tmp_path, monkeypatch, OTHER_SITE)
    (small.logs / "own.log").write_text("courier.example " + line(0) + "COURIER.example:443 " + line(60))
    (small.logs / "other.log").write_text("".join("other.example " + line(60 * number) for number in range(3)))
    (small.logs / "mixed.log").write_text("other.example " + line(0, host=2) + "courier.example " + line(60, host=2))
    with caplog.at_level("WARNING", "newslake"):
        small.ingest()
    assert ledger(small) == {
        "own.log": {"view": 2},
        "other.log": {"not_page": 3},
        "mixed.log": {"not_page": 1, "view": 1},
    }
    (warning,) = [record.getMessage() for record in caplog.records if record.name.startswith("newslake")]
    assert "other.log: not one record is a page of 'courier.example'; check `site_host`" in warning
