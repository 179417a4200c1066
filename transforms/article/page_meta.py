"""What a page says about itself in its head: meta elements, links, JSON-LD."""

from dataclasses import dataclass, field
from typing import Any

import lxml.html

from transforms.article import json_ld


@dataclass(frozen=True, slots=True)
class PageMeta:
    """The declarations of one page. `tree` is the whole document."""

    tree: Any
    url: str
    values: dict[str, list[str]] = field(default_factory=dict)
    """Name, property or itemprop of a meta element in lower case -> its contents, in the page's order."""
    node: json_ld.Node = field(default_factory=dict)
    """The JSON-LD node of the article; empty where there is none."""

    def first(self, *names: str) -> str | None:
        """Return the first content of the first of `names` that has one."""
        for name in names:
            for value in self.values.get(name, ()):
                if value:
                    return value
        return None

    def text(self, xpath: str) -> str | None:
        """Return the text of the first element or attribute at `xpath` that has any, its white space single."""
        for found in self.tree.xpath(xpath):
            text = " ".join((found if isinstance(found, str) else found.text_content()).split())
            if text:
                return text
        return None


def parse(text: str) -> Any:
    """Return the tree of an HTML document; None where there is nothing to parse."""
    parser = lxml.html.HTMLParser(encoding="utf-8", collect_ids=False, huge_tree=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return None


def page_meta(tree: Any, url: str) -> PageMeta:
    """Read the declarations of the page in `tree`, fetched from `url`."""
    values: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name and content:
                values.setdefault(name.strip().lower(), []).append(content)
    scripts = [
        element.text or "" for element in tree.iter("script") if "ld+json" in (element.get("type") or "").lower()
    ]
    return PageMeta(tree, url, values, json_ld.article_node(json_ld.nodes(scripts), url))
