"""What characters the bytes of a page stand for."""

import codecs

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

META_BYTES = 4096
"""A charset is declared early: HTML asks for the first 1024 bytes, real pages need more."""

FALLBACKS = ("utf-8", "windows-1252")


def decode(content: bytes, content_type: str | None = None) -> str:
    """Return the text of `content`: by its byte order mark, else as UTF-8, else as declared, else as detected.

    What the server's Content-Type declares goes before the page's own word, as in browsers.
    Valid UTF-8 goes before the declaration, because text in another charset is hardly ever valid UTF-8,
    while pages that were moved to UTF-8 often keep their old declaration.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    declared = charset_in((content_type or "").lower()) or charset_in(content[:META_BYTES].decode("latin-1").lower())
    if declared != "iso-2022-jp":  # seven bits: every such text would pass as UTF-8
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    name = declared if declared and declared != "utf-8" else detected_charset(content)
    return str(bytes_to_str(content, name, errors="replace", fallback_encodings=FALLBACKS))


def detected_charset(content: bytes) -> str:
    """Return the Python name of the charset that `content` seems to be in."""
    # The detector's own way to HTML's names takes CP949, which is what Korean text is told as, for UTF-8.
    name = detect_encoding(content, html5_compatible=False) or "utf-8"
    return str(map_encoding_to_html5(name, fallback_utf8=False) or name)


def charset_in(text: str) -> str | None:
    """Return the Python name of the charset that a header or a page's head, in lower case, declares, or None."""
    _, found, after = text.partition("charset=")
    if not found:
        return None
    label = after.lstrip(" \"'").split('"')[0].split("'")[0].split(">")[0].split(";")[0].strip(" /")
    try:
        # HTML reads EUC-KR as its superset CP949, GB2312 as GB18030 and so on.
        mapped = map_encoding_to_html5(label, fallback_utf8=False)
        return codecs.lookup(mapped or label).name
    except (LookupError, ValueError, TypeError):
        return None
