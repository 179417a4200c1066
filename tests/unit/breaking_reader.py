"""A reader of pages that breaks its process on some: in a module of its own, which worker processes can import."""

import os
import time

from dags.steps.article_rows import PageReader


class BreakingReader(PageReader):
    """Ends its process at a page of b"crash", sleeps at one of b"sleep"."""

    def rows(self, pages):
        for page in pages:
            if page.content == b"crash":
                os._exit(3)
            if page.content == b"sleep":
                time.sleep(60)
        return super().rows(pages)
