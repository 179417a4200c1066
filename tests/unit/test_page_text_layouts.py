import json
from datetime import datetime
from pathlib import Path

import pytest

from sources import page_text
from sources.page import Page, Unreadable
from transforms.article import from_page_text
from transforms.page_text import page_text_record
from transforms.page_text.everything import article_part
from transforms.page_text.labelled import labelled_head

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = sorted((ROOT / "tests" / "golden" / "archives" / "layouts").glob("*/page.txt"))
PLAIN = sorted((ROOT / "tests" / "golden" / "page_text").glob("*/page.txt"))
SEED = ROOT.parent / "shared" / "data" / "seed" / "hani_page.txt"
BASE = "https://courier.example/"


def plain(value):
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.parent.name)
def test_a_layout_is_read_as_by_hand(path):
    expected = json.loads((path.parent / "expect.json").read_text("utf-8"))
    records = [page_text_record(page.content.decode(), page.url) for page in page_text.read(path, BASE)]
    assert len(records) == len(expected)
    for record, fields in zip(records, expected, strict=True):
        assert {name: plain(record[name]) for name in fields} == fields


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
def test_the_other_layouts_change_nothing_for_plain_page_texts(path):
    text = path.read_text("utf-8")
    assert page_text_record(text, BASE) == from_page_text(text, BASE)


@pytest.mark.skipif(not SEED.is_file(), reason="the shared seed page is not on this machine")
def test_the_other_layouts_change_nothing_for_the_seed_page():
    text = SEED.read_text("utf-8")
    (page,) = page_text.read(SEED, BASE)
    assert page.content.decode() == text
    assert page_text_record(text, BASE) == from_page_text(text, BASE)


def test_a_rule_within_an_article_parts_no_pages(tmp_path):
    text = "Ferry returns\n\nPublished: 2025-01-02\n\nFirst part of it.\n-----\nSecond part of it.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (page,) = page_text.read(tmp_path, BASE)
    assert page.content.decode() == text


def test_form_feeds_part_pages_and_number_their_urls(tmp_path):
    (tmp_path / "a.txt").write_text("\fFirst page\f\n\fSecond page\n\f", "utf-8")
    (tmp_path / "b.txt").write_text("Third page", "utf-8")
    found = [(page.url, page.position, page.content.strip()) for page in page_text.read(tmp_path, BASE)]
    assert found == [
        ("https://courier.example/a", 1, b"First page"),
        ("https://courier.example/a-2", 2, b"Second page"),
        ("https://courier.example/b", 3, b"Third page"),
    ]


def test_a_folder_that_is_named_as_a_text_is_passed_over(tmp_path):
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "b.txt").write_text("A page", "utf-8")
    (page,) = page_text.read(tmp_path, BASE)
    assert isinstance(page, Page)
    assert page.file_name == "b.txt"


def test_nul_bytes_are_left_out(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"A pa\0ge\0")
    (page,) = page_text.read(tmp_path, BASE)
    assert page.content == b"A page"


def test_a_text_of_nothing_but_separators_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\f\n\f\n")
    (found,) = page_text.read(tmp_path, BASE)
    assert found == Unreadable(1, "a.txt", "file_empty")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Title: only a title\n\nText.",
        "By: Ada Kerr\nPublished: 2025-01-02\n\nText.",
        "Note: this\nThat: so\n",
    ],
)
def test_a_head_needs_a_headline_and_one_label_more(text):
    assert labelled_head(text) is None


def test_lone_carriage_returns_and_a_mark_in_front_end_lines_too():
    head = labelled_head("\ufeffTitle: Ferry\rBy Ada Kerr\rPublished: 2025-01-02\r\rIt sails.")
    assert head.values == {"headline": "Ferry", "author": "Ada Kerr", "published": "2025-01-02"}
    assert head.rest == "It sails."


def test_a_headline_that_comes_again_without_a_text_below_is_no_page_of_everything():
    assert article_part("Ferry returns | Courier\nHome\nSport\nNews\nFerry returns\nShare\n") is None


def test_a_headline_written_twice_in_a_row_keeps_what_stands_below():
    text = (
        "Ferry returns to the quay\nFerry returns to the quay\nA short line\n"
        + "It sails again on Monday morning. " * 4
    )
    assert article_part(text) is None
