"""From the bytes or the text of a page to the row of an article. Pure: no I/O, no clock, no environment."""

from transforms.article.html import extract
from transforms.article.page_text import from_page_text
from transforms.article.row import article_row, article_urls, merge_newest

__all__ = ["article_row", "article_urls", "extract", "from_page_text", "merge_newest"]
