"""Access logs, read where they lie: they hold addresses and are never copied."""

from sources.access_log.reader import find_files, read_requests

__all__ = ["find_files", "read_requests"]
