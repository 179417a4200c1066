"""Cold start: related by words, in scripts with and without spaces."""

import math

import pytest

from tests.unit.test_related import article, of, related
from transforms.related import RelatedRules
from transforms.url import page_id

TEXTS = {
    "en": ("Harbour bridge closes for repairs", "Repairs on the old bridge begin", "Orchestra plays in the park"),
    "ko": ("항구 다리가 보수로 폐쇄된다", "낡은 다리를 보수하기 시작했다", "공원에서 악단이 연주한다"),
    "ja": ("港の橋が修理で閉鎖される", "古い橋の修理が始まった", "公園で楽団が演奏した"),
    "zh": ("港口大桥因维修关闭", "旧大桥开始维修", "乐团公园演奏"),
    "th": ("ปิดสะพานท่าเรือเพื่อซ่อมแซม", "เริ่มซ่อมแซมสะพานเก่า", "วงดนตรีเล่นในสวน"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_story_of_the_same_matter_comes_first(language):
    articles = [
        article(name, language=language, headline=text) for name, text in zip("acb", TEXTS[language], strict=True)
    ]
    rows = related(articles, [], RelatedRules())
    assert of(rows, "a")[0][0] == "c"
    assert {row[4:] for row in rows} == {("text", None)}


def test_a_score_worked_out_by_hand():
    # Two texts of two and of three words share one of two: idf = ln(1 + (2 - 2 + 0.5) / (2 + 0.5)) = ln 1.2.
    # Mean length 2.5; for the text of three, tf part = 1 / (1 + 1.5 * (0.25 + 0.75 * 3 / 2.5)) = 1 / 2.725.
    rows = related(
        [article("a", language="en", headline="red fox"), article("b", language="en", headline="red", body="old barn")],
        [], RelatedRules(),
    )  # fmt: skip
    assert of(rows, "a") == [("b", pytest.approx(math.log(1.2) / 2.725, rel=1e-5))]


def test_other_languages_and_stories_without_a_common_word_are_no_match():
    articles = [
        article("a", language="en", headline="minister"), article("b", language="es", headline="minister"),
        article("c", language="en", headline="orchestra"),
    ]  # fmt: skip
    assert related(articles, [], RelatedRules()) == []


def test_common_visitors_come_first_and_words_fill_up():
    same = {"language": "en", "headline": "bridge closed"}
    articles = [article(name, **same) for name in "abcd"]
    events = [(number, page) for number in range(3) for page in "ad"]
    rows = related(articles, events, RelatedRules(top_n=3))
    assert [row[1:3] + row[4:] for row in rows if row[0] == "a"] == [
        (1, "d", "co_visitation", 3), (2, "b", "text", None), (3, "c", "text", None),
    ]  # fmt: skip
    full = related(articles, events, RelatedRules(top_n=1))
    assert [row[2] for row in full if row[0] == "a"] == ["d"]


def test_words_do_not_bring_a_translation_back():
    url = "https://courier.example/en/1"
    same = {"language": "en", "headline": "bridge closed"}
    rows = related([article(page_id(url), **same), article("b", url, **same), article("c", **same)], [], RelatedRules())
    assert [name for name, _ in of(rows, "b")] == ["c"]


def test_ties_by_words_go_by_article_id():
    articles = [article(f"{number:02}", language="en", headline="bridge closed") for number in range(30)]
    rows = related(articles, [], RelatedRules(top_n=4))
    assert [name for name, _ in of(rows, "07")] == ["00", "01", "02", "03"]
    assert [name for name, _ in of(rows, "01")] == ["00", "02", "03", "04"]


def test_articles_without_text_have_no_match():
    assert related([article("a", headline="…"), article("b", headline="!")], [], RelatedRules()) == []
