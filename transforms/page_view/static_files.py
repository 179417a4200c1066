"""Endings of files that are parts of a page or no page at all. Versioned data."""

VERSION = "2026-11-24"

STATIC_ENDINGS = frozenset({
    "css", "js", "mjs", "map", "json", "xml", "txt", "rss", "atom", "webmanifest", "wasm",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "tif", "tiff",
    "woff", "woff2", "ttf", "otf", "eot",
    "mp3", "mp4", "m4a", "m4s", "m3u8", "ts", "webm", "ogg", "ogv", "wav", "mov", "avi", "flv", "swf",
    "zip", "gz", "bz2", "xz", "tgz", "tar", "7z", "rar", "dmg", "exe", "msi", "deb", "rpm", "jar", "iso", "apk",
    "csv", "sql", "py", "c", "h", "sh", "conf", "log", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt",
})  # fmt: skip
