import pytest

from transforms.page_view.bots import bot_rule, mask

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    "agent",
    ["", "-", "curl/8.5.0", "python-requests/2.32", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
     "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
     "facebookexternalhit/1.1", "Go-http-client/2.0"],
)  # fmt: skip
def test_declared_bots(agent):
    assert bot_rule(agent)


@pytest.mark.parametrize(
    "agent", [CHROME, "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36"]
)
def test_people(agent):
    assert bot_rule(agent) is None


def test_addresses_are_masked_and_versions_kept():
    assert mask("192.0.2.7 - x 2001:db8::1 ::1 a@b.example") == "[address] - x [address] [address] [address]"
    assert mask(CHROME) == CHROME
    assert mask("[04/May/2025:10:00:00 +0200]") == "[04/May/2025:10:00:00 +0200]"
