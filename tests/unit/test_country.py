"""The country of an address, looked up in a database that is made here."""

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from sources.errors import SourceError
from sources.page_view.country import country_lookup

PLACES = {
    "192.0.2.0/25": {"country": {"iso_code": "PT"}, "registered_country": {"iso_code": "ES"}},
    "192.0.2.128/25": {"registered_country": {"iso_code": "ES"}},
    "198.51.100.0/24": {"country": {"names": {"en": "Nowhere"}}, "registered_country": {"iso_code": "KR"}},
    "203.0.113.0/25": {"continent": {"code": "EU"}},
    "203.0.113.128/25": "a text where a record should be",
}
PLACES_6 = {"2001:db8:1::/48": {"country": {"iso_code": "DE"}}}


def database(path, places, version):
    """Write a database of `places`, by network."""
    writer = MMDBWriter(ip_version=version, ipv4_compatible=version == 6, database_type="Test-Country")
    for network, record in places.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path


@pytest.fixture
def country(tmp_path):
    return country_lookup(database(tmp_path / "country.mmdb", PLACES | PLACES_6, 6))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("192.0.2.7", "PT"),
        ("192.0.2.127", "PT"),
        ("192.0.2.128", "ES"),
        ("198.51.100.7", "KR"),
        ("2001:db8:1::7", "DE"),
        ("2001:DB8:1:0:0:0:0:7", "DE"),
    ],
)
def test_the_country_of_the_network_else_the_one_that_registered_it(country, address, code):
    assert country(address) == code


@pytest.mark.parametrize(
    "address",
    ["203.0.113.7", "203.0.113.200", "192.0.3.7", "2001:db8:2::7"],
)
def test_a_network_without_a_country_is_not_known(country, address):
    assert country(address) is None


@pytest.mark.parametrize("address", ["reader.isp.example", "", "-", "192.0.2.7:443", "[2001:db8:1::7]", "192.0.2"])
def test_what_is_no_address_has_no_country(country, address):
    assert country(address) is None


def test_a_database_of_ipv4_alone_knows_no_ipv6_address(tmp_path):
    country = country_lookup(database(tmp_path / "four.mmdb", PLACES, 4))
    assert country("192.0.2.7") == "PT"
    assert country("2001:db8:1::7") is None


def test_a_database_that_can_not_be_read_is_named_with_the_remedy(tmp_path):
    text = tmp_path / "text.mmdb"
    text.write_text("192.0.2.0/24,PT\n")
    for path in (tmp_path / "nowhere.mmdb", text, tmp_path):
        with pytest.raises(SourceError, match=f"{path}: .*correct `country_database`"):
            country_lookup(path)
