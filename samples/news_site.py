"""A news site on loopback: pages, a sitemap, a feed, validators, and a record of who asked for what."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Document = tuple[str, Callable[[], bytes]]
"""Content type, and what makes the body."""
OUT = datetime(2025, 5, 4, 6, tzinfo=UTC)
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{headline} | The Tidewater Post</title>
<link rel="canonical" href="{url}"><meta property="og:type" content="article">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{headline}",
"datePublished": "{published}", "dateModified": "{modified}", "author": {{"@type": "Person", "name": "Ida Brandsen"}},
"publisher": {{"@type": "Organization", "name": "The Tidewater Post"}}}}</script></head>
<body><header><a href="/">The Tidewater Post</a></header>
<article><h1>{headline}</h1>{paragraphs}</article></body></html>"""
TEXT = (
    "The council of Harrowick voted on Monday to repair the sea wall at berth {number} before the autumn storms.",
    "Members heard two hours of statements from fishermen, who waited for {number} weeks, and the harbour master.",
    "A second reading is due in June; the money for it, {number} million crowns, comes from the port's own reserve.",
)


@dataclass
class Story:
    """One page; a test may change it."""

    number: int
    headline: str
    paragraphs: list[str]
    modified: datetime
    status: int = 200
    moved_from: str = ""


@dataclass
class NewsSite:
    """The site. `requests` are (path, status) in their order."""

    stories: dict[str, Story] = field(default_factory=dict)
    requests: list[tuple[str, int]] = field(default_factory=list)
    robots: str = "User-agent: *\nDisallow: /private/\nSitemap: {root}/sitemap.xml\n"
    root: str = ""

    def add(self, number: int, **changes: Any) -> Story:
        """Publish a story."""
        path = f"/news/{number}/harrowick-votes"
        paragraphs = [text.format(number=number) for text in TEXT]
        self.stories[path] = Story(
            **{"number": number, "headline": f"Harrowick votes on berth {number}", "paragraphs": paragraphs,
               "modified": OUT + timedelta(minutes=number), **changes}
        )  # fmt: skip
        return self.stories[path]

    def asked(self) -> list[str]:
        """Return the paths that were asked for since the last call."""
        paths = [path for path, _ in self.requests]
        self.requests.clear()
        return paths

    def answer(self, path: str) -> tuple[int, str, bytes, dict[str, str]]:
        """Return status, type, body and headers of a path."""
        documents: dict[str, Document] = {
            "/robots.txt": ("text/plain", lambda: self.robots.format(root=self.root).encode()),
            "/": ("text/html", lambda: b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">'),
            "/sitemap.xml": ("application/xml", self._sitemap),
            "/feed.xml": ("application/rss+xml", self._feed),
        }
        if path in documents:
            kind, make = documents[path]
            return 200, kind, make(), {}
        moved = next((p for p, story in self.stories.items() if story.moved_from == path), None)
        if moved:
            return 301, "text/html", b"", {"Location": moved}
        story = self.stories.get(path)
        if story is None or story.status != 200:
            return story.status if story else 404, "text/html", b"<p>Not here</p>", {}
        return 200, "text/html; charset=utf-8", self._page(path, story), {}

    def _page(self, path: str, story: Story) -> bytes:
        return PAGE.format(
            headline=story.headline, url=f"{self.root}{path}", published=OUT.isoformat(),
            modified=story.modified.isoformat(), paragraphs="".join(f"<p>{text}</p>" for text in story.paragraphs),
        ).encode()  # fmt: skip

    def _sitemap(self) -> bytes:
        urls = "".join(
            f"<url><loc>{self.root}{story.moved_from or path}</loc>"
            f"<lastmod>{story.modified.isoformat()}</lastmod></url>"
            for path, story in self.stories.items()
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{story.headline}</title><link>{self.root}{path}</link>"
            f'<guid isPermaLink="true">{self.root}/?p={story.number}</guid>'
            f"<pubDate>{format_datetime(story.modified)}</pubDate></item>"
            for path, story in self.stories.items()
        )
        return (
            f'<rss version="2.0"><channel><title>Post</title><link>{self.root}/</link>{items}</channel></rss>'.encode()
        )


def serve(site: NewsSite) -> ThreadingHTTPServer:
    """Start the site on a free port; `shutdown` ends it."""

    class Handler(BaseHTTPRequestHandler):
        """Answers one connection."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """Answer, and note who asked for what."""
            status, kind, body, headers = site.answer(self.path)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.requests.append((self.path, status))
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "ETag": etag,
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.root = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
