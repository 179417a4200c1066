"""Articles that come as JSON: schema.org's NewsArticle (JSON-LD) and IPTC's ninjs. Pure: no I/O, no clock."""

from transforms.structured_article.read import Unusable, from_json, kind_of, to_record

__all__ = ["Unusable", "from_json", "kind_of", "to_record"]
