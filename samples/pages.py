"""The site's article pages, as HTML."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from samples.edition import SITE, Edition
from samples.plan import EDITIONS, Article

PAGE = """<!DOCTYPE html>
<html lang="{language}"{amp}>
<head>
<meta charset="utf-8">
<title>{headline} | {section} | {paper}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{deck}">
<link rel="canonical" href="{url}">
{links}
<meta property="og:type" content="article">
<meta property="og:title" content="{headline}">
<meta property="og:description" content="{deck}">
<meta property="og:url" content="{url}">
<meta property="og:image" content="{image}">
<meta property="og:site_name" content="{paper}">
<meta property="article:published_time" content="{published}">
<meta property="article:modified_time" content="{modified}">
<meta property="article:section" content="{section}">
<link rel="stylesheet" href="/static/site.css">
<script type="application/ld+json">{linked_data}</script>
<script>window.dataLayer = window.dataLayer || [];</script>
</head>
<body class="article-page">
<div class="cookie-banner" role="dialog"><p>{cookies}</p><button type="button">OK</button></div>
<header class="masthead"><a class="logo" href="/{language}">{paper}</a>
<nav aria-label="sections"><ul>{navigation}</ul></nav></header>
<main>
<article>
<nav class="breadcrumb"><a href="/{language}">{home}</a> › <a href="{section_front}">{section}</a></nav>
<h1>{headline}</h1>
<p class="deck">{deck}</p>
<div class="byline">{by} {authors}</div>
<div class="dates"><span>{posted}: <time datetime="{published}">{published_short}</time></span>
<span>{changed}: <time datetime="{modified}">{modified_short}</time></span></div>
<div class="share"><a href="#share">{share}</a></div>
<figure><img src="{image}" alt="{caption}" width="1200" height="675">
<figcaption>{caption} <span class="credit">({credit})</span></figcaption></figure>
<div class="article-body">
{body}
</div>
{correction}</article>
<aside class="newsletter"><h2>{subscribe}</h2><form action="/newsletter" method="post">
<input type="email" name="email"><button type="submit">OK</button></form></aside>
<section class="related"><h2>{related_label}</h2><ul>
{related}
</ul></section>
</main>
<footer><p>© 2025 {paper}. {rights}</p><p>{contact}</p></footer>
<script src="/static/app.js" defer></script>
</body>
</html>
"""


def image_url(article: Article) -> str:
    """Return the URL of the article's picture."""
    return f"{SITE}/images/{article.number}.jpg"


def keywords(article: Article) -> list[str]:
    """Return the article's keywords: its section and the places in its headline and deck."""
    words = [word.strip(":,;“”«»?.") for word in f"{article.text.headline} {article.text.deck}".split()]
    names = dict.fromkeys(word for word in words if word[:1].isupper() and len(word) > 4)
    return [article.edition.sections[article.section][1], *list(names)[:4]]


def _news_article(article: Article) -> Mapping[str, Any]:
    paper = article.edition.paper
    return {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.url},
        "url": article.url,
        "headline": article.text.headline,
        "alternativeHeadline": article.text.deck,
        "author": [{"@type": "Person", "name": name, "jobTitle": role} for name, role in article.author],
        "datePublished": article.published.isoformat(),
        "dateModified": article.modified.isoformat(),
        "articleSection": article.edition.sections[article.section][1],
        "keywords": keywords(article),
        "inLanguage": article.language,
        "isAccessibleForFree": True,
        "image": {
            "@type": "ImageObject",
            "url": image_url(article),
            "caption": article.text.caption,
            "creditText": article.credit,
        },
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": paper,
            "logo": {"@type": "ImageObject", "url": f"{SITE}/static/logo.png"},
        },
    }


def _linked_data(article: Article) -> str:
    """Return the JSON-LD: plain on some pages, in a graph on others, as sites do."""
    news = _news_article(article)
    context = {"@context": "https://schema.org"}
    web_page = {"@type": "WebPage", "@id": article.url, "name": article.text.headline}
    data = {**context, **news} if article.number % 3 else {**context, "@graph": [web_page, news]}
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _links(article: Article) -> str:
    alternates = {article.language: article.url}
    if article.translation:
        other = next(language for language in EDITIONS if language != article.language)
        alternates[other] = article.translation
    lines = [f'<link rel="alternate" hreflang="{language}" href="{url}">' for language, url in alternates.items()]
    lines += [f'<link rel="amphtml" href="{article.amp_url}">'] if article.amp else []
    return "\n".join(lines)


def _navigation(edition: Edition) -> str:
    items = [f'<li><a href="/{edition.language}/{slug}">{escape(name)}</a></li>' for slug, name in edition.sections]
    return "".join(items)


def _labels(edition: Edition) -> Mapping[str, str]:
    names = ("home", "by", "posted", "share", "subscribe", "rights", "contact", "cookies")
    return {name: escape(edition.labels[name]) for name in names} | {
        "changed": edition.labels["modified"],
        "related_label": edition.labels["related"],
    }


def page(article: Article, related: Sequence[Article], *, amp: bool = False) -> bytes:
    """Return the page of an article, with links to the related ones."""
    text, edition = article.text, article.edition
    correction = f'<div class="correction" role="note">{escape(text.correction)}</div>\n' if article.corrected else ""
    joint = f" {edition.labels['and']} "
    return PAGE.format(
        **_labels(edition),
        amp=" amp" if amp else "",
        language=article.language,
        paper=escape(edition.paper),
        section=escape(edition.sections[article.section][1]),
        section_front=edition.section_front(article.section),
        headline=escape(text.headline),
        deck=escape(text.deck),
        url=article.url,
        links=_links(article),
        image=image_url(article),
        published=article.published.isoformat(),
        modified=article.modified.isoformat(),
        published_short=f"{article.published:%Y-%m-%d %H:%M}",
        modified_short=f"{article.modified:%Y-%m-%d %H:%M}",
        linked_data=_linked_data(article),
        navigation=_navigation(edition),
        authors=joint.join(f'<span class="author">{escape(f"{name}, {role}")}</span>' for name, role in article.author),
        caption=escape(text.caption),
        credit=escape(article.credit),
        body="\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.paragraphs),
        correction=correction,
        related="\n".join(f'<li><a href="{other.url}">{escape(other.text.headline)}</a></li>' for other in related),
    ).encode()
