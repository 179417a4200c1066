"""Layouts of page texts beyond `transforms.article.page_text`: labelled lines, and WET's text of everything."""

from transforms.page_text.read import page_text_record

__all__ = ["page_text_record"]
