"""The general extractors that ours is compared with, each as a function from a page's bytes to what it tells."""

from collections.abc import Callable
from typing import Any

from transforms.article.charset import decode

Told = dict[str, Any]


def trafilatura_default(html: bytes, url: str) -> Told:
    """Read with trafilatura as it comes."""
    return _trafilatura(html, url)


def trafilatura_fast(html: bytes, url: str) -> Told:
    """Read with trafilatura without its fallbacks."""
    return _trafilatura(html, url, fast=True)


def trafilatura_precision(html: bytes, url: str) -> Told:
    """Read with trafilatura as it leaves out most."""
    return _trafilatura(html, url, favor_precision=True)


def _trafilatura(html: bytes, url: str, **options: Any) -> Told:
    from trafilatura import bare_extraction

    document = bare_extraction(html, url=url, include_comments=False, with_metadata=True, **options)
    if document is None:
        return {}
    return {
        "headline": document.title,
        "authors": (document.author or "").split("; "),
        "date_published": document.date,
        "body": document.text,
        "language": document.language,
    }


def newspaper4k(html: bytes, url: str) -> Told:
    """Read with newspaper4k."""
    from newspaper import Article  # type: ignore[import-untyped, unused-ignore]

    article = Article(url or "https://example.com/", fetch_images=False)
    article.download(input_html=decode(html))
    article.parse()
    return {
        "headline": article.title,
        "authors": article.authors,
        "date_published": article.publish_date,
        "body": article.text,
        "language": article.meta_lang,
    }


def readability(html: bytes, _url: str) -> Told:
    """Read with readability-lxml."""
    import lxml.html
    from readability import Document  # type: ignore[import-untyped, unused-ignore]

    document = Document(decode(html))
    paragraphs = lxml.html.fromstring(document.summary()).itertext()
    return {"headline": document.short_title(), "body": "\n".join(paragraphs)}


def resiliparse(html: bytes, _url: str) -> Told:
    """Read with resiliparse: main content and language."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.lang import detect_fast

    body = extract_plain_text(decode(html), main_content=True, alt_texts=False, links=False)
    return {"body": body, "language": detect_fast(body)[0]}


def goose3(html: bytes, _url: str) -> Told:
    """Read with goose3."""
    from goose3 import Goose  # type: ignore[import-untyped, unused-ignore]

    with Goose({"enable_image_fetching": False}) as goose:
        article = goose.extract(raw_html=decode(html))
    return {
        "headline": article.title,
        "authors": [name for name in article.authors if isinstance(name, str)],
        "date_published": article.publish_date,
        "body": article.cleaned_text,
        "language": article.meta_lang,
    }


PEERS: dict[str, tuple[str, Callable[[bytes, str], Told]]] = {
    "trafilatura": ("trafilatura", trafilatura_default),
    "trafilatura fast": ("trafilatura", trafilatura_fast),
    "trafilatura precision": ("trafilatura", trafilatura_precision),
    "newspaper4k": ("newspaper", newspaper4k),
    "readability-lxml": ("readability", readability),
    "resiliparse": ("resiliparse", resiliparse),
    "goose3": ("goose3", goose3),
}
"""Name -> the module that it needs, and its reader."""
