"""The settings as the client takes them."""

import ssl
from typing import Any

from settings import Settings
from sources.fetch import FetchRules

PASSING = frozenset(
    {"connection_error", "dns_error", "host_resting", "protocol_error", "rate_limited", "robots_unavailable", "slow",
     "timed_out", "tls_error"}
)  # fmt: skip
"""Reasons that may be gone in an hour; with them the statuses from 500 on."""


def fetch_rules(settings: Settings, **more: Any) -> FetchRules:
    """Return the rules of a crawl."""
    chosen = settings.fetch
    return FetchRules(
        contact=chosen.contact,
        product=chosen.product,
        delay_seconds=chosen.delay_seconds,
        max_at_once=chosen.max_at_once,
        max_body_bytes=chosen.max_page_bytes,
        private_hosts=frozenset(chosen.private_hosts),
        **more,
    )


def trusted(settings: Settings) -> ssl.SSLContext | None:
    """Return what certificates are checked against; None: what the system trusts."""
    if not settings.fetch.ca_file:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(settings.path(settings.fetch.ca_file))
    return context


def may_pass(reason: str) -> bool:
    """Say whether what failed for `reason` may go well in an hour."""
    return reason in PASSING or reason.startswith("status_5")
