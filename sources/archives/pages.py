"""Which record of an archive is a page, and what the others are."""

import re
from collections.abc import Container, Iterator

from sources.archives import digests
from sources.archives.http_response import Response, TooLargeError, content, response, without_chunks
from sources.archives.record import LARGEST_BLOCK, Record
from sources.page import Page, Skipped, Unreadable

LARGEST_PAGE = 16 << 20
"""Bytes of content, after decompression."""

OK = 200
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
UNTOLD_TYPES = frozenset({"", "unknown", "unknown/unknown", "no-type"})
HTML_BEGIN = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
WEB_URL = re.compile(r"https?://[^/?#]", re.IGNORECASE)
RECORD_KINDS = frozenset({"warcinfo", "request", "metadata", "continuation"})
TYPE_GROUPS = {
    "text/css": "style", "text/javascript": "script", "application/javascript": "script",
    "application/x-javascript": "script", "application/json": "data", "application/ld+json": "data",
    "application/xml": "data", "text/xml": "data", "application/rss+xml": "data", "application/atom+xml": "data",
    "text/plain": "text", "application/pdf": "document",
}  # fmt: skip
MAIN_TYPES = frozenset({"image", "audio", "video", "font"})


class Pages:
    """Tells pages from other records, and remembers which contents one file held, so that revisits are understood."""

    def __init__(self, file_name: str, known: Container[str]) -> None:
        self._file_name = file_name
        self._known = known
        self._seen: set[str] = set()

    def page_of(self, record: Record, position: int) -> Page | Unreadable | Skipped:
        """Return the page that `record` holds, or what it is instead."""
        if record.url.startswith("dns:"):
            return Skipped(position, "not_page_dns")
        if record.kind == "conversion":
            return self._text(record, position)
        if record.kind == "resource":
            return self._html(record, Response(OK, {"content-type": record.content_type}, record.block), position)
        if record.kind == "response":
            return self._answer(record, response(record.block), position)
        if record.kind == "revisit":
            return Skipped(position, self._revisit(record, response(record.block).headers.get("content-type", "")))
        return Skipped(position, f"not_page_{record.kind if record.kind in RECORD_KINDS else 'other_record'}")

    def _revisit(self, record: Record, content_type: str) -> str:
        if group := type_group(content_type):
            return f"not_page_{group}"
        originals = {record.refers_to, record.payload_digest} - {""}
        is_known = any(one in self._seen or one in self._known for one in originals)
        return "revisit_of_known" if is_known else "revisit_of_other_file"

    def _answer(self, record: Record, answer: Response, position: int) -> Page | Unreadable | Skipped:
        if answer.status is None and not HTML_BEGIN.match(answer.payload):
            if record.is_cut:
                return Skipped(position, "not_page_cut_off")  # that the file breaks here is told beside it
            group = type_group(record.content_type.removeprefix("application/http"))
            if group:
                return Skipped(position, f"not_page_{group}")
            return Unreadable(position, f"{record.url}: no HTTP response: {record.block[:60]!r}", "http_head_invalid")
        if answer.status not in {OK, None}:
            return Skipped(position, f"not_page_status_{answer.status // 100}xx")
        return self._html(record, answer, position)

    def _html(self, record: Record, answer: Response, position: int) -> Page | Unreadable | Skipped:
        content_type = answer.headers.get("content-type", "")
        if group := type_group(content_type):
            return Skipped(position, f"not_page_{group}")
        if not WEB_URL.match(record.url):
            return _without_web_url(record, position)
        try:
            html, is_whole = content(answer, LARGEST_PAGE)
        except TooLargeError:
            html, is_whole = b"", False
        if len(record.block) > LARGEST_BLOCK or not (html or is_whole):
            return _too_large(record, position)
        is_html = media_type(content_type) in HTML_TYPES or HTML_BEGIN.match(html)
        if not html.strip() or not is_html:
            return Skipped(position, "not_page_untold_type" if html.strip() else "not_page_empty")
        return self._page(record, position, html, content_type, tuple(_doubts(record, answer, is_whole=is_whole)))

    def _text(self, record: Record, position: int) -> Page | Unreadable | Skipped:
        if media_type(record.content_type) not in {"text/plain", ""}:
            return Skipped(position, f"not_page_{type_group(record.content_type) or 'html_conversion'}")
        if not WEB_URL.match(record.url):
            return _without_web_url(record, position)
        if len(record.block) > LARGEST_PAGE:
            return _too_large(record, position)
        if not record.block.strip():
            return Skipped(position, "not_page_empty")
        whole = Response(OK, {}, record.block)
        return self._page(record, position, record.block, "text/plain", tuple(_doubts(record, whole, is_whole=True)))

    def _page(self, record: Record, position: int, body: bytes, content_type: str, notes: tuple[str, ...]) -> Page:
        self._seen |= {record.record_id or "", record.payload_digest} - {""}
        return Page(
            record.url,
            body,
            position,
            self._file_name,
            record.at,
            content_type=content_type or None,
            warc_record_id=record.record_id,
            kind="text" if record.kind == "conversion" else "html",
            notes=notes,
        )


def media_type(content_type: str) -> str:
    """Return the media type of a Content-Type field, without parameters and in lower case."""
    return content_type.partition(";")[0].strip().lower()


def type_group(content_type: str) -> str | None:
    """Return what a media type is that is no page: image, script…; None of HTML and of one that is not told."""
    name = media_type(content_type)
    if name in HTML_TYPES or name in UNTOLD_TYPES:
        return None
    main = name.partition("/")[0]
    return main if main in MAIN_TYPES else TYPE_GROUPS.get(name, "other_type")


def _without_web_url(record: Record, position: int) -> Unreadable | Skipped:
    if record.url:
        return Skipped(position, "not_page_other_address")
    return Unreadable(position, f"record {record.record_id} names no WARC-Target-URI", "no_url")


def _too_large(record: Record, position: int) -> Unreadable:
    return Unreadable(position, f"{record.url}: more than {LARGEST_PAGE} bytes of content", "page_too_large")


def _doubts(record: Record, answer: Response, *, is_whole: bool) -> Iterator[str]:
    """Yield what is doubtful about the content of a page."""
    if record.is_cut or not is_whole:
        yield "content_cut"
    if record.was_truncated:
        yield "content_cut_by_crawler"
    if record.is_doubtful:
        yield "content_damaged"
    if record.is_cut or record.is_doubtful:
        return
    # Writers differ in what they take for the payload: with its chunks or without, or the whole block.
    payloads = [answer.payload, record.block]
    if "transfer-encoding" in answer.headers:
        payloads.append(without_chunks(answer.payload)[0])
    if record.payload_digest:
        is_wrong = digests.is_wrong(record.payload_digest, payloads)
    else:
        is_wrong = digests.is_wrong(record.block_digest, [record.block])
    if is_wrong:
        yield "digest_wrong"
