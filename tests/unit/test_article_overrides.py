import pytest

from transforms.article import extract
from transforms.article.overrides import read_overrides, selectors_for

PAGE = """<html lang="en"><head><title>Courier</title></head><body>
<h1>Courier</h1>
<div id="title">A bridge of ropes</div>
<div class="who">Ana Brink, senior reporter</div>
<div class="when" data-x="1">4 March 2031 17:05</div>
<div id="story"><p>The rope bridge was hung over the gorge on Tuesday, by forty people of two villages.</p>
<p class="quiz">How long is the longest rope bridge of the valley? Guess, and win a goat.</p>
<p>Short.</p></div>
<div><p>Elsewhere in the valley, a goat was seen on the roof of the town hall. It has not come down since, and the mayor
says that it may stay there for as long as it likes, as nobody knows how it got there in the first place.</p></div>
</body></html>"""
URL = "https://news.courier.example/a/bridge"
DATA = """
["courier.example"]
headline = "#title"
author = ".who"
date_published = ".when"
article_body = "#story"
remove = ".quiz"
"""


def test_what_a_site_overrides_goes_before_every_rule():
    told = extract(PAGE.encode(), URL, overrides=read_overrides(DATA))
    assert told["headline"] == "A bridge of ropes"
    assert told["author"] == [{"name": "Ana Brink", "role": "senior reporter"}]
    assert told["date_published"].isoformat() == "2031-03-04T17:05:00+00:00"
    assert told["article_body"] == (
        "The rope bridge was hung over the gorge on Tuesday, by forty people of two villages.\n\nShort."
    )


def test_another_host_is_read_by_the_rules_alone():
    plain = extract(PAGE.encode(), "https://gazette.example/a")
    assert extract(PAGE.encode(), "https://gazette.example/a", overrides=read_overrides(DATA)) == plain
    assert plain["headline"] != "A bridge of ropes"


def test_a_selector_that_finds_nothing_leaves_the_rules():
    overrides = {"courier.example": {"article_body": "#gone", "headline": "#gone", "author": "#gone"}}
    assert extract(PAGE.encode(), URL, overrides=overrides) == extract(PAGE.encode(), URL)


def test_the_nearest_host_counts():
    overrides = {"example": {"headline": "a"}, "courier.example": {"headline": "b"}}
    assert selectors_for(overrides, URL) == {"headline": "b"}
    assert selectors_for(overrides, "https://other.example/") == {"headline": "a"}
    assert selectors_for(overrides, "https://other.test/") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('["a.example"]\nheadlines = "h1"', "no field 'headlines'"),
        ('["a.example"]\nheadline = "h1[["', "no CSS selector"),
        ('["a.example"]\nheadline = 1', "no CSS selector"),
        ('"a.example" = "h1"', "no table"),
        ("[", "Invalid|Expected"),
    ],
)
def test_overrides_that_cannot_be_used_are_named(text, says):
    with pytest.raises(ValueError, match=says):
        read_overrides(text)
