import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.bot_agents import OF_PEOPLE
from transforms.page_view.bots import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("192.0.2.7 - - x", "[address] - - x"),
        ("192.0.2.7:8080, 198.51.100.4", "[address]:8080, [address]"),
        ("http://192.0.2.7/bot.html", "http://[address]/bot.html"),
        ("GET /whois/192.0.2.7 HTTP/1.1", "GET /whois/[address] HTTP/1.1"),
        ("Herring 1.00 [ip:192.0.2.7]", "Herring 1.00 [ip:[address]]"),
        ("It was 192.0.2.7.", "It was [address]."),
        ("2001:db8::1 ::1 x", "[address] [address] x"),
        ("[2001:db8:1:2:3:4:5:6]:443", "[[address]]:443"),
        ("ip:2001:DB8::A:B, x", "ip:[address], x"),
        ("::ffff:192.0.2.7 and 64:ff9b::192.0.2.7", "[address] and [address]"),
        ("2001:db8:0:0:0:0:192.0.2.7", "[address]"),
        ("2001:db8:1:2", "[address]"),
        ("fe80::1%eth0", "[address]%eth0"),
        ("2026-05-25 10:00:00 192.0.2.7 GET", "2026-05-25 10:00:00 [address] GET"),
        ("ops@herring.example", "[e-mail]"),
        ("mailto:first.last+news@herring.example>", "mailto:[e-mail]>"),
        ("ops[at]herring.example (AT) ops(at)herring.example", "[e-mail] (AT) [e-mail]"),
        ("ops [at] herring [dot] example", "[e-mail]"),
        ("ops at herring dot example", "[e-mail]"),
        ("/?mail=ops%40herring.example&x", "/?mail=[e-mail]&x"),
    ],
)
def test_addresses(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *OF_PEOPLE,
        "Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.8.1.21) Gecko/20080101 Firefox/2.0.0.20",
        "Mozilla/5.0+(Windows+NT+10.0)+Chrome/141.0.0.0+Safari/537.36",
        "Herring/10.1.2.3",
        "Herring 27.0.0.7.97",
        "[25/May/2026:10:00:00 +0200] 10:00:00",
        "LWP::Simple/6.00 :: tide::",
        "Ecosia android@141.0.7390.54",
        "meet at noon",
    ],
)
def test_what_is_no_address_stays(text):
    assert mask(text) == text


@given(st.ip_addresses(), st.sampled_from(["{}", "x {} y", '"{}"', "({})", "for={};", "ip={}&a=1", "[{}]", "{}, {}"]))
def test_every_address_is_masked(address, sentence):
    assert str(address) not in mask(sentence.format(address, address)) or str(address) == "::"


@given(st.emails())
def test_of_every_e_mail_the_host_is_masked(address):
    local, _, host = address.rpartition("@")
    if local.replace(".", "").replace("-", "").replace("_", "").isalnum():
        assert host not in mask(f"x {address} y")


@pytest.mark.parametrize("part", ["a", "a:", "1.", "a@", " at ", "a.b-", "::", "x at a dot "])
def test_a_monstrous_line_takes_time_in_proportion(part):
    start = time.process_time()
    mask(part * (1_000_000 // len(part)))
    assert time.process_time() - start < 5, "a quadratic expression would take minutes"
