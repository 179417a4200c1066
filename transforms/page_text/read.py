"""From the plain text of a page, whatever its layout, to the record of its article."""

import re
from datetime import UTC, tzinfo
from typing import Any

from transforms.article.language import primary_subtag
from transforms.article.page_text import from_page_text
from transforms.article.record import Record, record
from transforms.page_text.everything import article_part
from transforms.page_text.labelled import Labelled, labelled_head, labelled_time
from transforms.structured_article.people import people_of

KEPT = ("has_translation_link", "translation_language")
RULE = re.compile(r"^[ \t]*([-=*#_~+])\1{4,}[ \t]*$", re.MULTILINE)
PLAIN_VALUES = ("headline", "alternative_headline", "article_section", "publisher")


def page_text_record(text: str, url: str, time_zone: tzinfo = UTC) -> Record:
    """Return what the plain `text` of the page at `url` tells, with the keys of `transforms.article.from_page_text`.

    A labelled head is believed before the shapes of lines; of the text of a whole page only the article is read.
    """
    labelled = labelled_head(text)
    if labelled:
        return _labelled_record(labelled, url, time_zone)
    return from_page_text(article_part(text) or text, url, time_zone)


def _labelled_record(labelled: Labelled, url: str, zone: tzinfo) -> Record:
    values = labelled.values
    below = from_page_text(f"{values['headline']}\n\n{RULE.sub('', labelled.rest)}", url, zone)
    known: dict[str, Any] = {name: values.get(name) or below[name] for name in PLAIN_VALUES}
    if "alternative_headline" not in values and below["alternative_headline"]:
        # Without a date line below the headline, a first short line of the text is text.
        known["alternative_headline"] = None
        below["article_body"] = "\n\n".join(filter(None, (below["alternative_headline"], below["article_body"])))
    told = {
        **known,
        "author": people_of(values["author"], values.get("publisher")) if "author" in values else below["author"],
        "published": labelled_time(values.get("published"), zone),
        "modified": labelled_time(values.get("modified"), zone),
        "in_language": primary_subtag(values.get("in_language")) or below["in_language"],
        "keywords": [word for word in re.split(r"\s*[,;、،\uff0c]\s*", values.get("keywords", "")) if word],
        "article_body": below["article_body"],
        "image": below["image"],
    }
    return {**record(below["url"], **told), **{name: below[name] for name in KEPT}}
