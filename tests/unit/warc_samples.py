"""Archives made by hand, of a fictional newsroom, byte by byte as the standard says."""

import base64
import gzip
import hashlib

HTML = b"<!doctype html><html><head><title>Ferry</title></head><body><p>The ferry sails again.</p></body></html>"
URL = "https://courier.example/ferry"


def http(body=HTML, *, status=b"200 OK", content_type=b"text/html; charset=utf-8", more=b""):
    told = b"Content-Type: " + content_type + b"\r\n" if content_type is not None else b""
    return b"HTTP/1.1 " + status + b"\r\n" + told + more + b"\r\n" + body


def record(
    block, *, kind="response", url=URL, number=1, length=None, version="1.1", date="2025-03-04T05:06:07Z", **more
):
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        "WARC-Target-URI": url,
        "WARC-Date": date,
        "Content-Type": "application/http; msgtype=response" if kind in {"response", "revisit"} else "text/plain",
        "Content-Length": len(block) if length is None else length,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def sha1(content):
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def whole_file():
    """Return the records of a small crawl: five, of which two are pages."""
    return [
        record(b"software: made by hand\r\n", kind="warcinfo", url=None, number=1),
        record(http(), number=2, url=f"{URL}/1"),
        record(b"GET /ferry/1 HTTP/1.1\r\nHost: courier.example\r\n\r\n", kind="request", number=3),
        record(http(b"\x89PNG", content_type=b"image/png"), number=4, url=f"{URL}/boat.png"),
        record(http(HTML * 3), number=5, url=f"{URL}/2"),
    ]


def packed(records):
    return b"".join(gzip.compress(one, mtime=0) for one in records)
