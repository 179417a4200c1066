"""Query parameters that tell where a reader came from, not which page was read. Versioned data."""

VERSION = "2026-11-24"

PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "vero_", "oly_", "at_campaign", "at_medium", "ns_")

NAMES = frozenset({
    "_ga", "_gac", "_gl", "_hsenc", "_hsmi", "_openstat", "aff_id", "campaign_id", "cmpid", "dclid", "ef_id",
    "fbclid", "ftag", "gad_source", "gbraid", "gclid", "gclsrc", "guccounter", "guce_referrer",
    "guce_referrer_sig", "icid", "igsh", "igshid", "irclickid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok",
    "msclkid", "ocid", "rb_clickid", "s_cid", "s_kwcid", "smid", "spm", "srsltid", "trk", "ttclid", "twclid",
    "wbraid", "wickedid", "wt_mc", "xtor", "yclid", "ysclid",
})  # fmt: skip


def is_tracking_parameter(parameter: str) -> bool:
    """Say whether `parameter`, written `name=value` or `name`, is one of the list, whatever its case."""
    name = parameter.partition("=")[0].lower()
    return name in NAMES or name.startswith(PREFIXES)
