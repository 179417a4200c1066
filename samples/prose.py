"""Stories without a language, and how an edition tells them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from samples.edition import Edition
from samples.english import EDITION as ENGLISH
from samples.names import PEOPLE, PLACES

MIDDLE = ("figures", "quote", "reaction", "history", "detail")


@dataclass(frozen=True)
class Paragraph:
    """Which sentences a paragraph is made of, and the figures in it."""

    sentences: tuple[tuple[str, int], ...]
    number: int
    percent: int
    years: int
    weekday: int


@dataclass(frozen=True)
class Story:
    """What happened, as indexes into an edition's words."""

    section: int
    subject: int
    headline: int
    deck: int
    caption: int
    body: int
    people: tuple[str, str]
    places: tuple[str, str]
    top: Paragraph
    paragraphs: tuple[Paragraph, ...]
    breaking: bool = False


@dataclass(frozen=True)
class Text:
    """A story told in one language."""

    headline: str
    deck: str
    caption: str
    correction: str
    paragraphs: tuple[str, ...]


def _paragraph(rng: Random, sentences: tuple[tuple[str, int], ...]) -> Paragraph:
    number = rng.randint(11, 99) * 10 ** rng.randint(1, 2) + rng.randint(0, 9)
    return Paragraph(sentences, number, rng.randint(3, 68), rng.randint(2, 19), rng.randrange(7))


def _paragraphs(rng: Random) -> tuple[Paragraph, ...]:
    """Draw five to nine paragraphs; no sentence comes twice in a story."""
    pools = {pool: rng.sample(range(len(sentences)), len(sentences)) for pool, sentences in ENGLISH.sentences.items()}
    middle = rng.sample(MIDDLE + MIDDLE, rng.randint(3, 7))
    sizes = [("lede", 1, 1), *[(pool, 2, 3) for pool in middle], ("outlook", 2, 3)]
    drawn = [tuple((pool, pools[pool].pop()) for _ in range(rng.randint(low, high))) for pool, low, high in sizes]
    drawn[0] += (("detail", pools["detail"].pop()),) if pools["detail"] else ()
    return tuple(_paragraph(rng, sentences) for sentences in drawn)


def draw_story(rng: Random, section: int, *, breaking: bool = False) -> Story:
    """Draw a story of a section."""
    first, second = rng.sample(PEOPLE, 2)
    here, there = rng.sample(PLACES, 2)
    return Story(
        section=section,
        subject=rng.randrange(len(ENGLISH.subjects[section])),
        headline=rng.randrange(len(ENGLISH.headlines)),
        deck=rng.randrange(len(ENGLISH.decks)),
        caption=rng.randrange(len(ENGLISH.captions)),
        body=rng.randrange(len(ENGLISH.bodies)),
        people=(first, second),
        places=(here, there),
        top=_paragraph(rng, ()),
        paragraphs=_paragraphs(rng),
        breaking=breaking,
    )


def _words(story: Story, figures: Paragraph, edition: Edition) -> Mapping[str, str]:
    body = edition.bodies[story.body]
    return {
        "subject": edition.subjects[story.section][story.subject],
        "person": story.people[0],
        "person2": story.people[1],
        "place": story.places[0],
        "place2": story.places[1],
        "body": body,
        "body_start": body[0].upper() + body[1:],
        "number": f"{figures.number:,}".replace(",", edition.thousands),
        "percent": str(figures.percent),
        "years": str(figures.years),
        "weekday": edition.weekdays[figures.weekday],
    }


def _tidy(sentence: str, language: str) -> str:
    """Start with a capital and, in Spanish, contract "de el" and "a el"."""
    if language == "es":
        sentence = re.sub(r"\b(de|a) el\b", lambda found: {"de": "del", "a": "al"}[found[1]], sentence)
    return sentence[0].upper() + sentence[1:]


def tell(story: Story, edition: Edition) -> Text:
    """Tell a story in an edition's language."""

    def say(template: str, figures: Paragraph) -> str:
        return _tidy(template.format_map(_words(story, figures, edition)), edition.language)

    headline, deck = (
        edition.breaking if story.breaking else (edition.headlines[story.headline], edition.decks[story.deck])
    )
    return Text(
        headline=say(headline, story.top),
        deck=say(deck, story.top),
        caption=say(edition.captions[story.caption], story.top),
        correction=say(edition.labels["correction"], story.top),
        paragraphs=tuple(
            " ".join(say(edition.sentences[pool][index], each) for pool, index in each.sentences)
            for each in story.paragraphs
        ),
    )
