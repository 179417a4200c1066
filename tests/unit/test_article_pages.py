import pytest
from selectolax.lexbor import LexborHTMLParser

from transforms.article import extract
from transforms.article.charset import decode
from transforms.article.lines import lines_of

URL = "https://courier.example/a/ropes"
TEXT = (
    "The rope bridge was hung over the gorge on Tuesday, by forty people of two villages who had twisted the ropes.",
    "It is as long as a street and sways when somebody laughs, so the council asks people to laugh on either side.",
    "The old bridge had fallen into the river in spring, three days after the last goat of the season had crossed it.",
)
BODY = "\n\n".join(TEXT)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def read(body, head="", lang="en", **options):
    page = f'<html lang="{lang}"><head><title>A bridge of ropes</title>{head}</head><body>{body}</body></html>'
    return extract(page.encode(), URL, **options)


def test_a_class_that_means_something_else_does_not_hide_the_text():
    for name in ("comments-enabled", "related", "subscribe-wall", "sidebar"):
        assert read(f'<h1>A bridge of ropes</h1><div class="{name}">{PARAGRAPHS}</div>')["article_body"] == BODY


def test_text_that_is_hidden_is_not_read():
    hidden = (
        '<div style="display:none"><p>This sentence is for machines alone, and it is as long as any other.</p></div>'
    )
    assert read(f"<h1>A bridge of ropes</h1>{PARAGRAPHS}{hidden}")["article_body"] == BODY


def test_every_paragraph_in_a_box_of_its_own():
    boxes = "".join(f'<div class="box"><div><p>{text}</p></div></div>' for text in TEXT)
    assert read(f"<h1>A bridge of ropes</h1><div>{boxes}</div>")["article_body"] == BODY


def test_the_article_element_around_the_headline_goes_before_a_longer_text():
    comments = "".join(f"<div><b>Reader {n}</b><p>{TEXT[0]} {TEXT[1]} {n}</p></div>" for n in range(6))
    assert (
        read(f"<article><h1>A bridge of ropes</h1>{PARAGRAPHS}</article><div>{comments}</div>")["article_body"] == BODY
    )


def test_a_page_that_goes_on_with_the_next_article():
    following = f"<article><h1>Goat on the roof</h1><p>{TEXT[2].replace('bridge', 'roof')}</p></article>"
    assert read(f"<article><h1>A bridge of ropes</h1>{PARAGRAPHS}</article>{following}")["article_body"] == BODY


def test_the_text_once_more_in_one_line_is_a_copy():
    long = [f"{text} {text.replace('bridge', 'crossing')} {text.replace('the', 'that')}" for text in TEXT]
    paragraphs = "".join(f"<p>{text}</p>" for text in long)
    copy = f"<div>{' '.join(long)}</div>"
    assert read(f"<article><h1>A bridge of ropes</h1>{paragraphs}{copy}</article>")["article_body"] == "\n\n".join(long)


def test_an_icon_without_text_says_nothing_of_the_line_below_it():
    page = LexborHTMLParser(f'<div><span class="author caption"></span><p>{TEXT[0]}</p></div>')
    assert [(block.text, block.parts) for block in lines_of(page.body).blocks] == [(TEXT[0], 0)]


def test_words_of_a_paywall_do_not_end_a_text_that_goes_on():
    days = [
        f"On day {day} the villagers walked {day} times over the bridge and counted the planks." for day in range(10)
    ]
    texts = [*days[:6], "The seats at the gorge are for subscribers only, says a sign.", *days[6:]]
    body = read(f"<h1>A bridge of ropes</h1>{''.join(f'<p>{text}</p>' for text in texts)}")["article_body"]
    assert body.split("\n\n")[-4:] == days[6:]


def test_an_articles_text_that_the_page_does_not_show():
    node = '{"@type":"NewsArticle","headline":"A bridge of ropes","articleBody":"<p>' + "</p><p>".join(TEXT) + '</p>"}'
    told = read("<h1>A bridge of ropes</h1>", f'<script type="application/ld+json">{node}</script>')
    assert told["article_body"] == BODY


def test_the_language_of_the_text_goes_before_what_a_template_declares():
    korean = "섬마을 도서관이 밤 열 시까지 문을 연다. 주민들이 석 달 동안 서명을 모아 군청에 요청한 결과다. "
    told = read(f"<h1>A bridge of ropes</h1><p>{korean * 12}</p>", lang="en")
    assert told["in_language"] == "ko"
    assert read(f"<h1>A bridge of ropes</h1>{PARAGRAPHS}", lang="eng")["in_language"] == "en"


def test_the_publisher_itself_is_no_author_where_the_host_bears_its_name():
    node = '{"@type":"NewsArticle","headline":"A","author":{"@type":"Organization","name":"Courier Online"}}'
    told = read(f"<h1>A bridge of ropes</h1>{PARAGRAPHS}", f'<script type="application/ld+json">{node}</script>')
    assert told["authors"] == []


def test_readers_see_more_authors_than_are_declared():
    node = '{"@type":"NewsArticle","headline":"A","author":{"@type":"Person","name":"Ana Brink"}}'
    byline = '<div class="byline">By Ana Brink, goat reporter, and Tom Hale</div>'
    told = read(
        f"<h1>A bridge of ropes</h1>{byline}{PARAGRAPHS}", f'<script type="application/ld+json">{node}</script>'
    )
    assert told["authors"] == ["Ana Brink", "Tom Hale"]


def test_a_headline_with_the_name_of_the_site_around_it():
    site = '<meta property="og:site_name" content="Courier">'
    head = f'<meta property="og:title" content="A bridge of ropes | Courier">{site}'
    assert read(PARAGRAPHS, head)["headline"] == "A bridge of ropes"
    assert read(f"<h1>Valley: A bridge of ropes</h1>{PARAGRAPHS}")["headline"] == "A bridge of ropes"


def test_other_forms_of_the_page_are_its_aliases():
    head = (
        '<link rel="amphtml" href="/amp/ropes?utm_source=x">'
        '<link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.courier.example/a/ropes">'
        '<link rel="alternate" media="print" href="/print/ropes"><link rel="alternate" hreflang="de" href="/de/seile">'
        '<link rel="alternate" type="application/rss+xml" href="/rss">'
    )
    assert read(f"<h1>A bridge of ropes</h1>{PARAGRAPHS}", head)["aliases"] == [
        ("https://courier.example/amp/ropes", "amp"),
        ("https://m.courier.example/a/ropes", "mobile"),
        ("https://courier.example/print/ropes", "print"),
    ]


def test_the_servers_charset_goes_before_the_pages_own():
    page = "<html><meta charset=iso-8859-1><h1>다리가 놓였다</h1></html>"
    for content_type in ("text/html; charset=euc-kr", 'TEXT/HTML; CHARSET="EUC-KR"'):
        assert decode(page.encode("euc-kr"), content_type) == page
    assert decode(page.encode(), "text/html; charset=iso-8859-1") == page, "valid UTF-8 is hardly ever anything else"


def test_a_page_of_open_elements_is_refused_at_once():
    with pytest.raises(ValueError, match="left open"):
        read("<div>" * 50_000)
