"""Where articles are told of: feeds, sitemaps, lists of URLs, home pages. Bytes in, found articles out; no network."""
