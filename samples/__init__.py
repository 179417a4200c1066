"""A fictional newsroom made from a seed: its site, its page-text dump, its access logs, and the truth about them."""
