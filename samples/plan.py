"""Which articles the paper publishes, when, and how much they are read."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from samples.edition import SITE, Edition
from samples.english import EDITION as ENGLISH
from samples.names import AGENCIES, WRITERS
from samples.period import ZONE, Period
from samples.prose import Story, Text, draw_story, tell
from samples.spanish import EDITION as SPANISH

EDITIONS = {edition.language: edition for edition in (ENGLISH, SPANISH)}
FIRST_NUMBER = 104_200
AMP_PAGES = 5
PAGE_TEXTS = 6
BREAKING = 5.0
"""How much more than the first of the others the breaking story is read."""


@dataclass(frozen=True)
class Article:
    """One article of one edition."""

    number: int
    language: str
    section: int
    text: Text
    author: tuple[tuple[str, str], ...]
    credit: str
    published: datetime
    modified: datetime
    corrected: bool
    popularity: float = 0.0
    source: str = "site"
    amp: bool = False
    translation: str | None = None

    @property
    def edition(self) -> Edition:
        """The edition that it stands in."""
        return EDITIONS[self.language]

    @property
    def path(self) -> str:
        """The path of its canonical URL."""
        slug = self.edition.sections[self.section][0]
        return f"/{self.language}/{slug}/{slugify(self.text.headline)}-{self.number}"

    @property
    def url(self) -> str:
        """Its canonical URL."""
        return SITE + self.path

    @property
    def amp_url(self) -> str:
        """The URL of its AMP page, where there is one."""
        return f"{SITE}/amp{self.path}"


def slugify(headline: str) -> str:
    """Return the part of a URL that tells what the headline says."""
    plain = unicodedata.normalize("NFKD", headline.replace("’", "")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:9])


def _stories(rng: Random, count: int) -> list[Story]:
    """Draw so many stories, of all sections in turn, with no headline twice as far as the words allow."""
    seen: set[str] = set()
    stories = []
    for index in range(count):
        for _ in range(20):
            story = draw_story(rng, index % len(ENGLISH.sections))
            if tell(story, ENGLISH).headline not in seen:
                break
        seen.add(tell(story, ENGLISH).headline)
        stories.append(story)
    return stories


def _publication(rng: Random, period: Period, index: int, count: int) -> datetime:
    """Return when a story is published: a fifth before the logs begin, the first of them at any rate."""
    early = max(1, count // 5)
    if index < early:
        at = period.start - timedelta(seconds=rng.randint(1800, 2 * 86_400))
    else:
        share = (index - early + rng.random()) / (count - early)
        at = period.start + timedelta(seconds=int(share * (period.days * 86_400 - 4 * 3600)))
    local = at.astimezone(ZONE)
    return local.replace(hour=rng.randint(7, 21)) if local.hour < 6 and index >= early else local


def _modified(rng: Random, published: datetime, end: datetime, *, corrected: bool) -> datetime:
    later = timedelta(seconds=rng.randint(3600, 30 * 3600) if corrected else rng.choice((0, 0, rng.randint(60, 2400))))
    return min(published + later, max(published, end.astimezone(ZONE) - timedelta(seconds=1)))


def _authors(rng: Random, edition: Edition) -> tuple[tuple[str, str], ...]:
    names = rng.sample(WRITERS, rng.choice((1, 1, 1, 2)))
    return tuple((name, rng.choice(edition.roles)) for name in names)


def _article(rng: Random, period: Period, story: Story, number: int, at: datetime) -> Article:
    corrected = rng.random() < 1 / 6
    edition = ENGLISH if number % 2 == 0 else SPANISH
    return Article(
        number=number,
        language=edition.language,
        section=story.section,
        text=tell(story, edition),
        author=_authors(rng, edition),
        credit=rng.choice(AGENCIES),
        published=at,
        modified=_modified(rng, at, period.end, corrected=corrected),
        corrected=corrected,
    )


def _pair(english: Article, spanish: Article, *, amp: bool) -> tuple[Article, Article]:
    """Tell both articles of each other."""
    return (
        replace(english, amp=amp, translation=spanish.url),
        replace(spanish, translation=english.url),
    )


def _editions(rng: Random, period: Period, count: int) -> list[Article]:
    """Plan the articles of both editions; every eighth story of each is not translated."""
    stories, own = _stories(rng, count), _stories(rng, count)
    breaking = count // 2
    morning = period.start + timedelta(days=period.days // 2, hours=8, minutes=12)
    ranks = rng.sample(range(1, count + 1), count)
    articles: list[Article] = []
    for index in range(count):
        at, weight, story = _publication(rng, period, index, count), ranks[index] ** -0.9, stories[index]
        breaks = index == breaking and count > 1
        if breaks:
            story, at, weight = draw_story(rng, 1, breaking=True), morning.astimezone(ZONE), BREAKING
        alone = index % 8 == 7 and not breaks
        number = FIRST_NUMBER + 2 * index
        delay = timedelta(seconds=rng.randint(300, 1500))
        english = _article(rng, period, story, number, at)
        spanish = _article(rng, period, own[index] if alone else story, number + 1, at + delay)
        english, spanish = replace(english, popularity=weight), replace(spanish, popularity=weight)
        amp = breaks or ranks[index] < AMP_PAGES
        articles += (english, spanish) if alone else _pair(english, spanish, amp=amp)
    return articles


def _page_texts(rng: Random, period: Period) -> list[Article]:
    """Plan the English articles that come as page text only: to the minute, published before the logs begin."""
    articles = []
    for index, story in enumerate(_stories(rng, PAGE_TEXTS)):
        at = (period.start - timedelta(minutes=rng.randint(60, 3000))).astimezone(ZONE).replace(second=0)
        article = _article(rng, period, story, FIRST_NUMBER - 100 + 2 * index, at)
        share = rng.uniform(0.1, 0.5)
        later = at + timedelta(minutes=rng.randint(2, 90))
        articles.append(replace(article, source="page_text", modified=later, corrected=False, popularity=share))
    return articles


def plan(rng: Random, period: Period, count: int) -> list[Article]:
    """Plan all articles: `count` of each edition on the site, and those of the page-text dump."""
    return _editions(rng, period, count) + _page_texts(rng, period)
