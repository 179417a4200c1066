"""What speaks for a person: words that an agent of a person carries, and exceptions to the general patterns."""

# fmt: off
ENGINE = (
    # engines and browsers
    "webkit", "gecko", "khtml", "mozac", "firefox", "opr/", "msie", "trident", "presto", "opera[/ ]", "netscape",
    "netfront", "lynx", "links", "mosaic", r"mozilla/[1-4]\.\d+[a-z-]* \[", r"mozilla/[1-4]\.\d+[a-z-]* \(x11; [iu];",
    r"browser\b", r"browser[\d_]", "obigo", r"up\.browser",
    # phones, tablets and their native applications
    "android", "dalvik", "iphone", "ipad", "ipod", r"\bios\b", "cfnetwork", "midp", "cldc", "maui", "blackberry",
    "nokia", "symbian", "samsung", "sonyericsson", "motorola", r"\bhtc\b", r"\blg-", r"\bmot-", "docomo", r"\[fban",
    r"[a-z]app/\d", r"\bcom\.[a-z0-9_-]+\.",
    # desktops
    "windows nt", "windows phone", "windows ce", "windows/", "macintosh", "mac ?os", r"\bosx", "amiga", "beos", "haiku",
    "microsoft outlook",
    # television, consoles, watches, speakers
    "hbbtv", "ce-html", "smart-?tv", "tizen", "web[o0]s", "vizio", "roku", "appletv", "tvos", "fire os", "kepler",
    "playstation", "nintendo", "xbox", "watch ?os", "sonos", "quicktime", "upnp",
)
# fmt: on
"""An agent with one of these is not `no_engine`."""

# fmt: off
EXCEPTIONS = (
    # phones and software whose names hold one of the words
    "cubot", r" bot \d\d", "m bot tab", "botech", r"both\b", "mozacfetch", "camscanner", "seoul", "statusbar",
    "embedded web browser[^;)]*", "service pack", "google (?:tv|pixel|wap)",
    # old browsers that claim to be compatible
    r"compatible; (?:msie \d|konqueror|u;|ibrowse|amiga|netpositive|ms-office|linux|polaris|teleca|oss/)",
    "like gecko, safari",
    # names of applications, written like a host backwards
    r"\b(?:com|net|org|de|fr|jp\.co|uk\.co)\.[a-z0-9_.]+",
    # browsers made of Firefox that put their name behind its own
    r"firefox/[\d.]+ (?:waterfox|icedragon|seamonkey|lightning|palemoon|seb|freespoke)",
)
# fmt: on
"""Taken out of an agent before the general patterns are matched."""
