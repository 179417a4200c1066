"""Fetching: one polite client, and the WARC files that keep all it receives."""

from sources.fetch.exchange import Earlier, Exchange, Failure, Hop, Request
from sources.fetch.fetcher import Fetcher
from sources.fetch.rules import FEED_TYPES, PAGE_TYPES, FetchRules
from sources.fetch.warc import WarcFile

__all__ = [
    "FEED_TYPES",
    "PAGE_TYPES",
    "Earlier",
    "Exchange",
    "Failure",
    "FetchRules",
    "Fetcher",
    "Hop",
    "Request",
    "WarcFile",
]
