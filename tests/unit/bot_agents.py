"""User agents for the tests of bots, all made up: of each general pattern, and of people."""

from samples.agents import PEOPLE

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/141.0.0.0 Safari/537.36"
ANDROID = (
    f"Mozilla/5.0 (Linux; Android 15; TIDE-7 Build/TP1A; wv) {WEBKIT} Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"

OF_PATTERN = {
    "bot_word": ["HerringBot/2.1", "Herring robots", f"{ANDROID} (Bot-Herring)", f"{CHROME} herring_bot"],
    "crawl_word": ["Herring-Crawler/1", "Tide Pool Spider 2", f"{CHROME} HerringScraper/1.0"],
    "contact_url": ["Herring/1.0 (+https://herring.example/about)", f"{CHROME} (http://herring.example)"],
    "contact_mail": ["Herring/1.0 (ops@herring.example)", f"{CHROME} ops[at]herring.example"],
    "feed_reader": [
        "HerringRSS/4.2 (Macintosh)",
        "Herring Feeds - 12 readers",
        "TideReader/3 CFNetwork/1490 Darwin/23.2",
    ],
    "http_library": ["python-herring/0.27", "curl/8.5.0", "Herring-HttpClient/4 (Windows NT 10.0)", "Java/21.0.2"],
    "monitor": ["Herring Uptime/3", "HerringCheck/1 (Windows NT 10.0)", f"{CHROME} HerringMonitor"],
    "preview": ["HerringPreview/1 (iPhone)", f"{ANDROID} HerringScreenshot/2"],
    "automation": [CHROME.replace("Chrome/", "HeadlessChrome/"), f"{CHROME} Selenium"],
    "marketing": ["Herring SEO suite", f"{CHROME} HerringBacklinks/1"],
    "scanner": ["Herring-Scanner/2", "${herring}", f"{CHROME} <script>herring()</script>"],
    "service": ["HerringAgent/3 (Windows NT 10.0)", f"{CHROME} Herring-User/1.0", "herring webhook 3"],
    "search_engine": ["Herring-Google", "Yahoo: herring"],
    "compatible": [f"Mozilla/5.0 (compatible; Herring/1.0) {WEBKIT}", "Mozilla/5.0 (compatible; Herring/1.0)"],
    "engine_comment": [CHROME.replace("Gecko)", "Gecko; Herring)")],
    "second_agent": [f"Herring/1.0, {CHROME}", f"herring|{IPHONE}"],
    "no_platform": ["Mozilla/5.0", f"Mozilla/5.0 {WEBKIT} Chrome/141.0.0.0", "Mozilla/5.0, herring"],
    "odd_platform": [CHROME.replace("(Windows", "(Herring; Windows")],
    "truncated": ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "iPad"],
    "added_product": [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Herring/1",
        f"{CHROME}; herring",
    ],
    "no_engine": ["Herring/1.0", "herring", "Herring/2.0 (Fish)", "Herring Net/1.2 tide/3 sea/4", "herring-net (fish)"],
}

OF_PEOPLE = [
    *PEOPLE,
    # webviews of applications
    f"{IPHONE} [FBAN/FBIOS;FBAV/500.0.0.1.2;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.5]",
    f"{ANDROID} [FB_IAB/FB4A;FBAV/500.0.0.1.2;]",
    f"{IPHONE} Instagram 380.0.0.1.2 (iPhone15,2; iOS 18_5; en_GB; en-GB; scale=3.00; 1179x2556; 700000000)",
    f"{ANDROID} Instagram 380.0.0.1.2 Android (35/15; 480dpi; 1080x2400; Tide; TIDE-7; en_GB; 700000000)",
    f"{IPHONE} Safari Line/15.1.0",
    f"{ANDROID} Line/15.1.0/IAB",
    f"{ANDROID};KAKAOTALK 2410500",
    f"{IPHONE} KAKAOTALK 10.9.5 (INAPP)",
    f"{IPHONE} Snapchat/13.1.0.40 (like Safari/8620.2.4, panda)",
    f"{ANDROID} Viber/25.1.0.8",
    f"{IPHONE} HeraldNewsApp/7.2",
    # applications of phones that ask for themselves
    "ExampleApp/1 CFNetwork/1490.0.4 Darwin/23.2.0",
    "HeraldNews/5.2 (example.herald.news; build:52; iOS 18.5.0) Alamofire/5.9",
    "HeraldNews/5.2 (Android 15; TIDE-7) okhttp/4.12.0",
    "Herald-iOS-5.2.1-20260824.1315",
    "Dalvik/2.1.0 (Linux; U; Android 15; TIDE-7 Build/TP1A)",
    # phones and software named like a bot, browsers with a name of their own
    f"Mozilla/5.0 (Linux; Android 9; CUBOT_TIDE) {WEBKIT} Chrome/99.0.0.0 Mobile Safari/537.36",
    f"{CHROME} Herring Browser/4.2",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 2.0.50727)",
    "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16",
    f"Mozilla/5.0 (Web0S; Linux/SmartTV) {WEBKIT} Chrome/94.0.4606.128 Safari/537.36 WebAppManager",
    "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.0.13",
]  # fmt: skip
