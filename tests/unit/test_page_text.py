import json

import pytest

from sources import page_text
from sources.errors import SourceError
from sources.page import Page, Unreadable

BASE = "https://example.com/arti/"


def test_a_file_takes_the_base_url_and_its_stem(tmp_path):
    (tmp_path / "12.txt").write_text("Headline", "utf-8")
    (page,) = page_text.read(tmp_path / "12.txt", BASE)
    assert (page.url, page.content, page.position, page.file_name) == (
        "https://example.com/arti/12",
        b"Headline",
        1,
        "12.txt",
    )


def test_the_index_gives_the_url_and_its_bad_lines_are_passed_over(tmp_path):
    lines = ["{", "[1]", '{"file": "b.txt"}', json.dumps({"file": "a.txt", "url": "https://example.com/story"})]
    (tmp_path / "index.jsonl").write_text("\n".join(lines), "utf-8")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Headline", "utf-8")
    urls = [page.url for page in page_text.read(tmp_path, BASE)]
    assert urls == ["https://example.com/story", "https://example.com/arti/b"]


def test_a_folder_gives_its_texts_in_the_order_of_their_names(tmp_path):
    for name in ("b.txt", "a.txt", "c.html"):
        (tmp_path / name).write_text(name, "utf-8")
    found = [(page.position, page.file_name) for page in page_text.read(tmp_path, BASE)]
    assert found == [(1, "a.txt"), (2, "b.txt")]


def test_an_empty_text_is_told_and_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.txt").write_bytes(b" \n\t\n")
    (tmp_path / "b.txt").write_bytes(b"Headline")
    bad, good = page_text.read(tmp_path, BASE)
    assert bad == Unreadable(1, "a.txt", "file_empty")
    assert isinstance(good, Page)


KOREAN = "서울의 밤 버스가 다시 달린다. 시는 수요일에 세 노선의 운행을 다시 시작한다고 밝혔다.\n"
SPANISH = "La biblioteca abrirá también de noche, según anunció el señor alcalde “ayer”.\n"


@pytest.mark.parametrize(("line", "charset"), [(KOREAN, "euc-kr"), (SPANISH, "windows-1252")])
def test_another_charset_becomes_utf_8(tmp_path, line, charset):
    text = line * 5
    (tmp_path / "a.txt").write_bytes(text.encode(charset))
    (page,) = page_text.read(tmp_path, BASE)
    assert page.content.decode("utf-8") == text


def test_a_missing_place_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="is missing"):
        list(page_text.read(tmp_path / "gone", BASE))
