"""What belongs to an article's body, on small pages of a newsroom that does not exist."""

import json

import pytest

from transforms.article import extract

URL = "https://courier.example/a/ropes"
HEADLINE = "<h1>A bridge of ropes</h1>"
TEXT = (
    "The rope bridge was hung over the gorge on Tuesday, by forty people of two villages who had twisted the ropes.",
    "It is as long as a street and sways when somebody laughs, so the council asks people to laugh on either side.",
    "The old bridge had fallen into the river in spring, three days after the last goat of the season had crossed it.",
)
LONG = tuple(text.replace("the", word) for word in ("the", "this", "either", "yonder") for text in TEXT)
DECK = "Two villages hang their own crossing over the gorge, a spring after the old one fell into the river"


def paragraphs(texts=TEXT):
    return "".join(f"<p>{text}</p>" for text in texts)


def body(html, language="en", head=""):
    page = f'<html lang="{language}"><head><title>A bridge of ropes</title>{head}</head><body>{html}</body></html>'
    return extract(page.encode(), URL)["article_body"].split("\n\n")


@pytest.mark.parametrize(
    ("above", "head"),
    [
        (f'<h2 class="standfirst">{DECK}</h2>', ""),
        (f'<p class="article-subtitle">{DECK}</p>', ""),
        (f"<p>{DECK}</p>", ""),
        (
            f"<ul><li>One</li><li>Two</li><li>Three</li></ul><p>{DECK}</p>",
            f'<meta name="description" content="{DECK}">',
        ),
    ],
)
def test_a_deck_without_a_full_stop_is_the_first_paragraph(above, head):
    assert body(f"<header>{HEADLINE}{above}</header><div>{paragraphs()}</div>", head=head) == [DECK, *TEXT]


def test_a_deck_in_the_element_of_the_text_is_the_first_paragraph():
    assert body(f'<article>{HEADLINE}<h2 class="deck">{DECK}</h2><i>1 May</i>{paragraphs()}</article>') == [DECK, *TEXT]


@pytest.mark.parametrize(
    "above",
    [
        f"<h2>{DECK}</h2>",
        "<h2>Across the gorge: A bridge of ropes is hung by two villages at last?</h2>",
        '<h2 class="deck">Two villages</h2>',
        "<p>By Ana Brink, goat reporter of the Courier in the valley of the two villages</p>",
        "<p>Posted on Tuesday, 1 May 2031, at half past ten in the morning, 10:30</p>",
    ],
)
def test_headings_bylines_and_labels_below_the_headline_are_no_deck(above):
    assert body(f"<header>{HEADLINE}{above}</header><div>{paragraphs(LONG)}</div>") == list(LONG)


def test_one_paragraph_is_not_the_whole_text_where_lists_of_links_follow():
    ropes = "".join(f'<p>{place}: <a href="/{place}">{place} Gorge Rope Works</a></p>' for place in ("Upper", "Lower"))
    text = f"<p>{TEXT[0]}</p><p>Ropes are sold here</p><p>(in both villages)</p>{ropes}"
    links = "".join(f'<p><a href="/{n}">Another story of the valley, number {n}</a></p>' for n in range(9))
    told = body(f"{HEADLINE}<div><div>{text}{links}</div></div>")
    assert told[:3] == [TEXT[0], "Ropes are sold here", "(in both villages)"]


def test_a_last_paragraph_that_is_mostly_a_link_is_text():
    last = (
        'Last spring <a href="/goats">the council had closed the old bridge to goats, carts and to everybody who '
        "weighs more than a goat</a>, as the Courier reported."
    )
    told = body(f"{HEADLINE}<div>{paragraphs()}<p>{last}</p></div>")
    assert told[-1].startswith("Last spring the council")


def test_a_sentence_set_large_beside_its_paragraph_is_not_said_twice():
    quote = "long as a street and sways when somebody laughs, so the council asks people to laugh on either side"
    html = f"{HEADLINE}<div><p>{TEXT[0]}</p><blockquote>“{quote}”</blockquote><p>{TEXT[1]}</p><p>{TEXT[2]}</p></div>"
    assert body(html) == list(TEXT)


@pytest.mark.parametrize("name", ["visually-hidden", "visuallyhidden", "sr-only"])
def test_text_for_screen_readers_alone_is_not_the_texts(name):
    html = f'<p>{TEXT[0]}</p><h2 class="{name}">Content of the article</h2><p>{TEXT[1]}</p><p>{TEXT[2]}</p>'
    assert body(f"{HEADLINE}<div>{html}</div>") == list(TEXT)


def test_a_line_that_calls_itself_a_caption_is_none_of_the_text():
    caption = '<div><span class="media-caption">Forty people pull at the ropes in this video.</span></div>'
    html = f"<p>{TEXT[0]}</p>{caption}<p>{TEXT[1]}</p><p>{TEXT[2]}</p>"
    assert body(f"{HEADLINE}<div>{html}</div>") == list(TEXT)


def test_an_aside_of_links_is_none_of_the_text():
    jobs = "".join(
        f'<li><a href="/job/{n}">Rope maker for the bridge over the gorge (m/f)</a> Upper Village Rope Works</li>'
        for n in range(3)
    )
    html = f"<p>{TEXT[0]}</p><aside><ol>{jobs}</ol></aside><p>{TEXT[1]}</p><p>{TEXT[2]}</p>"
    assert body(f"{HEADLINE}<div>{html}</div>") == list(TEXT)


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "WATCH | The first goat of the season crosses the new bridge:"),
        ("en", "Tags: bridges, goats, ropes, Upper Village, Lower Village"),
        ("en", "Do you have a story to tell? Write to the Courier's desk at the gorge."),
        ("en", "Don't have an account? Here is where it begins."),
        ("de", "Der Newsletter informiert Sie jeden Abend über das Wichtigste aus beiden Dörfern."),
        ("de", "Diese Zusammenfassung wurde von einer Maschine geschrieben."),
        ("es", "Si continúas leyendo en este dispositivo, no se podrá leer en el otro."),
    ],
)
def test_notices_in_the_middle_of_the_text(language, notice):
    html = paragraphs([*TEXT[:2], notice, *TEXT[2:]])
    assert body(f"{HEADLINE}<div>{html}</div>", language) == list(TEXT)


def test_a_text_of_a_few_lines_beside_an_image_is_no_caption():
    form = "".join(f"<p>Whoever fills in form {n} hears of every bridge, and may have it burnt.</p>" for n in range(15))
    told = body(f'<article>{HEADLINE}<div><img src="/goat.jpg"><p>{TEXT[0]} {TEXT[1]}</p></div></article>{form}')
    assert told == [f"{TEXT[0]} {TEXT[1]}"]


def test_a_list_of_places_below_the_text_is_text_though_half_of_it_are_links():
    places = (
        'Upper Village: <a href="/gorge">Gorge Street</a>, Rope Lane, <a href="/goats">Goat Corner</a>, the old mill'
    )
    told = body(f"{HEADLINE}<div>{paragraphs()}<p>{places}</p></div>")
    assert told[-1] == "Upper Village: Gorge Street, Rope Lane, Goat Corner, the old mill"


def test_a_deck_of_several_lines_right_above_the_text():
    deck = "Forty people of two villages twist the ropes<br>A council asks for laughter on each side<br>Goats went last"
    summary = "".join(f"<p>The machine says in short, for time {n}, that a bridge was hung.</p>" for n in range(3))
    text = [f"{line} So said the goats, who had seen it from the roof of the mill." for line in LONG]
    html = f'<div>{summary}</div><div><div class="mid"><div>{deck}</div></div>{paragraphs(text)}</div>'
    assert body(HEADLINE + html) == [deck.replace("<br>", " "), *text]


def test_headings_in_loose_elements_are_labels_be_they_short_or_not():
    labels = ("Ropes", "Where the goats of both villages went in spring")
    html = "".join(f"<div>{label}</div><p>{text}</p>" for label, text in zip(("", *labels), TEXT, strict=True))
    assert body(f"{HEADLINE}<section>{html}</section>") == list(TEXT)


STRAY = "Whoever goes on reading on this goat will be shown to the goat of whoever reads along."


def declared(text):
    node = {"@type": "NewsArticle", "headline": "A bridge of ropes", "articleBody": text}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize("text", [" ".join(LONG), paragraphs(LONG), " ".join(LONG).replace("street", "lane")])
def test_a_paragraph_that_the_declared_text_lacks_is_none_of_the_text(text):
    html = f"{HEADLINE}<div>{paragraphs([*LONG[:2], STRAY, *LONG[2:]])}</div>"
    assert body(html) == [*LONG[:2], STRAY, *LONG[2:]]
    assert body(html, head=declared(text)) == list(LONG)


@pytest.mark.parametrize(
    ("first", "line", "text"),
    [
        ("", f"<p>{STRAY}</p>", " ".join(LONG)),
        (LONG[0], f"<blockquote>{STRAY}</blockquote>", " ".join(LONG)),
        (LONG[0], f"<ul><li>{STRAY}</li></ul>", " ".join(LONG)),
        (LONG[0], f"<h2>{STRAY}</h2>", " ".join(LONG)),
        (LONG[0], f"<p>{STRAY}</p>", LONG[0]),
        (LONG[0], f"<p>{STRAY}</p>", "Another story, of another valley. " * 20),
    ],
    ids=["deck", "quotation", "list", "heading", "the free part", "another text"],
)
def test_what_a_declared_text_lacks_stays_where_it_is_no_witness(first, line, text):
    html = f"{HEADLINE}<div><p>{first}</p>{line}{paragraphs(LONG[1:])}</div>"
    assert STRAY in body(html, head=declared(text))


def test_letters_without_ink_do_not_hide_a_heading_and_are_no_line():
    html = f"{paragraphs()}<p>\u200b\u200b</p><h2>\u200bComments</h2><p>{STRAY}</p>"
    assert body(f"{HEADLINE}<div>{html}</div>") == list(TEXT)
