"""From one JSON object to the record of an article."""

import json
from datetime import UTC, tzinfo
from typing import Any, Literal

from transforms.article.record import Record
from transforms.structured_article.ninjs import ninjs_record
from transforms.structured_article.plain import lower_keys, without_bad_characters
from transforms.structured_article.schema_org import article_of, schema_org_record

Kind = Literal["schema_org", "ninjs"]
NINJS_KEYS = frozenset({
    "headlines", "headline", "title", "bodies", "body_text", "body_xhtml", "descriptions", "description_text",
    "versioncreated", "eventdetails",
})  # fmt: skip
PLAIN_KEYS = frozenset({"articleBody", "datePublished", "text"})
RETRACTED = frozenset({"withheld", "canceled", "cancelled"})


class Unusable(ValueError):  # noqa: N818 - it is what happened to the object
    """An object that becomes no article. The message is the reason, in snake case."""


def from_json(content: bytes, url: str, time_zone: tzinfo = UTC) -> Record:
    """Return the record of the article object that `content` is, found at `url`. See `to_record`."""
    try:
        # Pages and feeds hold raw line ends within strings, and escapes that stand for half a character.
        value = json.loads(content.decode("utf-8", "replace"), strict=False)
    except RecursionError:
        raise Unusable("json_too_deep") from None
    except ValueError:
        raise Unusable("not_json") from None
    if not isinstance(value, dict):
        raise Unusable("not_an_object")
    return to_record(value, url, time_zone)


def to_record(value: dict[str, Any], url: str, time_zone: tzinfo = UTC) -> Record:
    """Return what `value` tells about the article at `url`, with the keys of `transforms.article.extract`.

    Times without a zone are taken in `time_zone`. Raises Unusable: unknown_kind, no_headline, no_body, or
    pub_status_withheld and pub_status_canceled where the provider says that it must not be used.
    """
    clean = without_bad_characters(value)
    kind = kind_of(clean)
    if kind is None:
        raise Unusable("unknown_kind")
    if kind == "ninjs":
        item = lower_keys(clean)
        status = str(item.get("pubstatus") or "usable").strip().lower()
        if status in RETRACTED:
            raise Unusable(f"pub_status_{status.replace('cancelled', 'canceled')}")
        record = ninjs_record(item, url, time_zone)
    else:
        record = schema_org_record(article_of(clean, url), url, time_zone)
    for key, reason in (("headline", "no_headline"), ("article_body", "no_body")):
        if not record[key]:
            raise Unusable(reason)
    return record


def kind_of(value: dict[str, Any]) -> Kind | None:
    """Return which of the two `value` is: by its type, else by the names it uses; None if it is neither."""
    if "@type" in value or "@graph" in value:
        return "schema_org" if article_of(value, "") else None
    if "$schema" in value:
        return None  # a JSON Schema, perhaps that of ninjs
    names = {name.lower() for name in value}
    if "uri" in names and names & NINJS_KEYS:
        return "ninjs"
    return "schema_org" if "headline" in value and value.keys() & PLAIN_KEYS else None
