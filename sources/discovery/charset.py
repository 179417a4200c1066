"""The charset of a document."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WITHOUT_BOM = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "iso8859-1": "cp1252"}


def decoded(content: bytes, content_type: str | None) -> str:
    """Return `content` as text: by its BOM, as UTF-8 where it is that, by what it declares, else by statistics.

    UTF-8 comes before the declarations because text in another charset is hardly ever valid UTF-8 by chance,
    while servers and templates declare wrong charsets all the time.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    for start, name in WITHOUT_BOM:
        if content.startswith(start):
            return content.decode(name, errors="replace")
    declared = [_header_charset(content_type), _xml_charset(content)]
    if declared[0] == "cp1252":
        declared.reverse()  # what servers say who don't know
    for charset in ("utf-8", *declared):
        text = _lenient(content, charset) if charset else None
        if text is not None:
            return text
    return content.decode(_detected(content), errors="replace")


def _lenient(content: bytes, name: str) -> str | None:
    """Return `content` in the charset `name` if all but a few of its letters beyond ASCII are right.

    A few that a slip has spoilt, or the last one where it is cut, don't count: any other charset would fit worse.
    """
    try:
        return codecs.getincrementaldecoder(name)().decode(content)
    except UnicodeDecodeError:
        text = content.decode(name, errors="replace")
    beyond = sum(1 for letter in text if letter > "\x7f")
    return text if text.count("\ufffd") * 50 < beyond else None


def _header_charset(content_type: str | None) -> str | None:
    match = CHARSET.search(content_type or "")
    return _codec(match[1]) if match else None


def _xml_charset(content: bytes) -> str | None:
    match = DECLARED.match(content[:256].decode("latin-1"))
    return _codec(match[1]) if match else None


def _codec(name: str) -> str | None:
    """Return Python's name for a charset, or for the larger one that is meant by it; None for Unicode's own."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return None if found.startswith("utf") else SUPERSETS.get(found, found)


def _detected(content: bytes) -> str:
    """Return the charset that `content` seems to be in. The markup says nothing about it."""
    sample = re.sub(rb"<[^<>]*>", b" ", content[: 1 << 16])
    name = detect_encoding(sample, html5_compatible=False) or "windows-1252"
    return _codec(map_encoding_to_html5(name, fallback_utf8=False) or name) or "cp1252"
