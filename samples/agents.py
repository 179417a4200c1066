"""User agents: what people's browsers and declared bots send."""

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS = "Windows NT 10.0; Win64; x64"
_MAC = "Macintosh; Intel Mac OS X 10_15_7"
_IPHONE = "iPhone; CPU iPhone OS 18_5 like Mac OS X"
_IPAD = "iPad; CPU OS 18_4 like Mac OS X"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


def _chrome(platform: str, version: int, rest: str = "Safari/537.36") -> str:
    return f"{_MOZILLA} ({platform}) {_WEBKIT} Chrome/{version}.0.0.0 {rest}"


def _firefox(platform: str, version: int) -> str:
    return f"{_MOZILLA} ({platform}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"


QUOTED = _chrome('Linux; Android 14; "Tide 10" tablet', 138)
"""A user agent with quotation marks, which the log writes with backslashes."""

PEOPLE = (
    _chrome(_WINDOWS, 138),
    _chrome(_WINDOWS, 139),
    _chrome(_WINDOWS, 137),
    _chrome(_MAC, 138),
    _chrome(_MAC, 139),
    _chrome("X11; Linux x86_64", 138),
    _chrome("X11; CrOS x86_64 14541.0.0", 138),
    _chrome("Linux; Android 10; K", 138, "Mobile Safari/537.36"),
    _chrome("Linux; Android 10; K", 139, "Mobile Safari/537.36"),
    _chrome("Linux; Android 10; K", 137, "Mobile Safari/537.36"),
    _chrome("Linux; Android 14; SM-S921B", 136, "Mobile Safari/537.36"),
    _chrome("Linux; Android 10; K", 135, "SamsungBrowser/28.0 Mobile Safari/537.36"),
    _chrome(_WINDOWS, 138, "Safari/537.36 Edg/138.0.0.0"),
    _chrome(_WINDOWS, 139, "Safari/537.36 Edg/139.0.0.0"),
    _chrome(_WINDOWS, 137, "Safari/537.36 OPR/120.0.0.0"),
    _firefox(_WINDOWS, 140),
    _firefox(_WINDOWS, 141),
    _firefox("Macintosh; Intel Mac OS X 10.15", 140),
    _firefox("X11; Linux x86_64", 140),
    f"{_MOZILLA} (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    f"{_MOZILLA} ({_MAC}) {_SAFARI} Version/18.5 Safari/605.1.15",
    f"{_MOZILLA} ({_MAC}) {_SAFARI} Version/18.4 Safari/605.1.15",
    f"{_MOZILLA} ({_IPHONE}) {_SAFARI} Version/18.5 Mobile/15E148 Safari/604.1",
    f"{_MOZILLA} ({_IPHONE}) {_SAFARI} CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1",
    f"{_MOZILLA} ({_IPAD}) {_SAFARI} Version/18.4 Mobile/15E148 Safari/604.1",
    QUOTED,
)

BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    f"{_MOZILLA} {_WEBKIT}; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "curl/8.5.0",
    "python-requests/2.32.3",
    "Wget/1.21.4",
    "Go-http-client/2.0",
)
