"""People's visits: which pages, in what order, how fast."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from samples.desk import Desk, Visitor
from samples.edition import SITE
from samples.hit import Hit
from samples.plan import EDITIONS, Article

SOURCES = (
    ("-", ""),
    ("-", ""),
    ("https://www.google.com/", ""),
    ("https://www.google.com/", ""),
    ("https://t.co/", "?utm_source=x&utm_medium=social"),
    ("https://l.facebook.com/", "?fbclid=IwAR{token}"),
    ("-", "?utm_source=newsletter&utm_medium=email&utm_campaign=morning"),
    ("https://news.google.com/", "?gclid={token}"),
)
STATIC = ("/static/site.css", "/static/app.js", "/static/logo.png", "/favicon.ico", "/static/serif.woff2")


def page_hit(rng: Random, visitor: Visitor, at: int, url: str, article: Article | None = None) -> Hit:
    """Return the request of a page by its canonical URL."""
    return Hit(
        at=at,
        address=visitor.address,
        agent=visitor.agent,
        target=url.removeprefix(SITE),
        page=url,
        article=article is not None,
        status=304 if rng.random() < 0.07 else 200,
        size=rng.randint(9_000, 48_000),
        protocol="HTTP/2.0" if rng.random() < 0.8 else "HTTP/1.1",
    )


def _arrival(rng: Random, hit: Hit, article: Article | None) -> Hit:
    """Give the first request of a visit its referer, tracking parameters and, for some, its AMP address."""
    referer, query = rng.choice(SOURCES)
    amp = article is not None and article.amp and rng.random() < 0.2
    path = f"/amp{hit.target}" if amp else hit.target
    slash = "/" if rng.random() < 0.06 else ""
    return replace(hit, referer=referer, target=path + slash + query.format(token=f"{rng.getrandbits(80):020x}"))


def _pages(rng: Random, desk: Desk, visitor: Visitor, start: int) -> Iterator[tuple[Hit, Article | None]]:
    """Yield the page requests of a visit, one each, with the time to read in between."""
    edition, at, seen = EDITIONS[visitor.language], start, set[str]()
    first = True
    while True:
        chance = rng.random()
        article = desk.pick(rng, visitor.language, at) if chance > (0.34 if first else 0.12) else None
        front = edition.front if chance < 0.25 else edition.section_front(rng.randrange(len(edition.sections)))
        url = article.url if article else front
        if url not in seen:
            yield page_hit(rng, visitor, at, url, article), article
            seen.add(url)
        first = False
        if rng.random() < 0.46:
            return
        at += rng.randint(35, 300)


def _again(rng: Random, hit: Hit) -> Iterator[Hit]:
    """Yield repeats of a page request: mostly none, else impatient clicks, or a reload just about 30 s later."""
    chance = rng.random()
    if chance < 0.015:
        yield replace(hit, at=hit.at + rng.choice((30, 31)))
        return
    while chance < 0.06:
        hit = replace(hit, at=hit.at + rng.choice((1, 1, 2, 3, 8, rng.randint(1, 30))))
        yield hit
        chance = rng.random() / 5


def _around(rng: Random, hit: Hit) -> Iterator[Hit]:
    """Yield what comes with a page and is no page: static files, forms, wrong and moved addresses, HEAD."""
    chance = rng.random()
    plain = replace(hit, page=None, article=False, status=200, size=rng.randint(300, 90_000), referer=hit.page or "-")
    if chance < 0.1:
        for target in rng.sample(STATIC, rng.randint(1, 3)):
            yield replace(plain, target=target, at=hit.at + 1)
    elif chance < 0.12:
        yield replace(plain, target=f"/images/{rng.randint(104_200, 104_400)}.jpg", status=rng.choice((200, 304)))
    elif chance < 0.127:
        yield replace(plain, target="/newsletter", method="POST", at=hit.at + 9)
    elif chance < 0.14:
        yield replace(plain, target=f"/en/world/gone-{rng.randint(1000, 9999)}", status=404, size=1280)
    elif chance < 0.15:
        yield replace(plain, target="/", status=301, size=240, referer="-")
    elif chance < 0.155:
        yield replace(plain, target=hit.target, method="HEAD", size=0)
    elif chance < 0.158:
        yield replace(plain, target=hit.target, status=503, size=512)


def visit(rng: Random, desk: Desk, visitor: Visitor, start: int) -> Iterator[Hit]:
    """Yield all requests of one visit."""
    previous = "-"
    for hit, article in _pages(rng, desk, visitor, start):
        shown = _arrival(rng, hit, article) if previous == "-" else replace(hit, referer=previous)
        moved = rng.random() < 0.03
        yield shown
        yield from _around(rng, shown)
        for repeat in _again(rng, shown):
            yield replace(repeat, address=replace(visitor, host=visitor.host % 254 + 1).address) if moved else repeat
        previous = hit.page or "-"
