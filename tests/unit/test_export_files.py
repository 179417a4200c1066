"""What exports are made of: safe text, safe names, files that change only with their content."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from exports.files import remove_others, write_if_changed
from exports.folders import folder_of, slug
from exports.outside import language_tag, plain_text, script_safe_json, web_url

NAMES = st.one_of(st.text(st.characters(codec="utf-8")), st.from_regex(r"[A-Za-zÀ-ÿ _-]{0,9}", fullmatch=True))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("all", "."),
        ("language:en", "language/en"),
        ("section:World", "section/world"),
        ("section:Local News", "section/local-news"),
    ],
)
def test_usual_names_are_their_own_folders(name, folder):
    assert str(folder_of(name)) == folder


def test_other_kinds_of_lists_are_not_exported():
    assert folder_of("country:PT") is None
    assert folder_of("source:site") is None


@given(st.lists(NAMES, min_size=2, max_size=6, unique=True))
@example(["World", "world", "WORLD", "Wórld", "World ", "World_", "Con", "국제", "世界", "", ".", "..", "../x", "a/b"])
@example(["x" * 300, "x" * 301, "\0", "x\0", "X"])
def test_any_names_have_safe_folders_of_their_own(names):
    slugs = [slug(name) for name in names]
    assert len({one.casefold() for one in slugs}) == len(names)
    for one in slugs:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}(_[0-9a-f]{16})?", one)
        assert one not in {"con", "nul", "aux", "prn", "com1"}


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_stands_in_xml_and_json_as_it_is(text):
    plain = plain_text(text)
    element = etree.Element("title")
    element.text = plain
    assert (etree.fromstring(etree.tostring(element)).text or "") == plain
    written = script_safe_json({"title": plain})
    assert json.loads(written) == {"title": plain}
    assert not set("<>&\u2028\u2029") & set(written)


def test_text_loses_what_xml_forbids_and_nothing_else():
    assert plain_text("a\0b\x0b\ufffe\x85 \n c\u200d👩‍🚀 שלום") == "ab c\u200d👩‍🚀 שלום"
    assert plain_text(None) == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "/path",
     "//host.example/", "file:///etc/passwd", "blob:https://courier.example/1", "https://", "", None],
)  # fmt: skip
def test_only_web_urls_are_let_through(url):
    assert web_url(url) is None


def test_web_urls_come_as_browsers_write_them():
    assert web_url("https://courier.example/a") == "https://courier.example/a"
    assert web_url("HTTP://Courier.example/<a\"b'>\n") == "http://courier.example/%3Ca%22b'%3E"


def test_a_language_is_a_tag_or_nothing():
    assert [language_tag(text) for text in ("en", "zh-Hant", '"><b>', None)] == ["en", "zh-Hant", None, None]


def test_a_file_is_written_only_where_its_content_differs(tmp_path):
    file = tmp_path / "section" / "world" / "most_viewed.json"
    assert write_if_changed(file, b"one") is True
    before = file.stat()
    assert write_if_changed(file, b"one") is False
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    with file.open("rb") as reader:
        assert write_if_changed(file, b"two, longer") is True
        assert reader.read() == b"one", "who reads the old file reads it to its end"
    assert file.read_bytes() == b"two, longer"
    assert [one.name for one in file.parent.iterdir()] == ["most_viewed.json"]


def test_a_file_that_can_not_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "most_viewed.json"
    write_if_changed(file, b"old")

    def full(_):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_if_changed(file, b"new")
    assert file.read_bytes() == b"old"
    remove_others(tmp_path, [file])
    assert list(tmp_path.iterdir()) == [file], "the next export sweeps up"


def test_only_exported_files_are_removed(tmp_path):
    kept, gone = tmp_path / "section/world/most_viewed.json", tmp_path / "section/sport/most_viewed.rss"
    foreign = [tmp_path / "report/index.html", tmp_path / "section/world/logo.svg", tmp_path / "robots.txt"]
    for file in (kept, gone, tmp_path / "related/aaa.json", *foreign):
        write_if_changed(file, b"x")
    assert remove_others(tmp_path, [kept]) == 2
    assert sorted(file for file in tmp_path.rglob("*") if file.is_file()) == sorted([kept, *foreign])
    assert not gone.parent.exists()
    assert not (tmp_path / "related").exists()
