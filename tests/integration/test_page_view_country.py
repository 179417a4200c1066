"""Countries come from the record or from the operator's database; the address goes no further than the read step."""

import json

import duckdb
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from dags.steps import page_view_input, page_view_publish
from tests.integration.small_lake import AGENT, AS_OF, Lake, line

NETWORKS = {"192.0.1.0/24": "PT", "192.0.2.0/24": "KR", "2001:db8:1::/48": "DE"}
# The last line can't be read, and has its address in quarantine masked.
LOG = (
    line(0, host=1) + line(60, host=2) + line(120, host=2) + line(180, host=3)
    + line(240).replace("192.0.1.7", "2001:db8:1::7") + line(300).replace("192.0.1.7", "reader.isp.example")
    + line(360, host=1).replace("04/May", "31/Feb")
)  # fmt: skip
EVENT = {"received_at": "2025-05-04T10:10:00Z", "url": "/a", "user_agent": AGENT}
EVENTS = [EVENT | {"address": "192.0.2.7", "country": "ES"}, EVENT | {"visitor_id": "v1"}]
ADDRESSES = ("192.0.1.7", "192.0.2.7", "192.0.3.7", "2001:db8:1::7", "reader.isp.example")


def written(folder):
    """Everything under `folder` as text: rows of Parquet files as JSON, other files byte by byte."""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            yield (
                path,
                str(duckdb.execute("SELECT to_json(t)::VARCHAR FROM read_parquet(?) AS t", [str(path)]).fetchall()),
            )
        if path.is_file():
            yield path, path.read_bytes().decode("latin-1")


def assert_no_address(folder):
    files = list(written(folder))
    assert any("user_agent" in text for _, text in files)
    assert [(str(path), address) for path, text in files for address in ADDRESSES if address in text] == []


def test_countries_land_in_events_and_hours_and_no_address_does(tmp_path, monkeypatch, caplog):
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True)
    for network, code in NETWORKS.items():
        writer.insert_network(IPSet([network]), {"country": {"iso_code": code}})
    writer.to_db_file(str(tmp_path / "country.mmdb"))
    small = Lake(tmp_path, monkeypatch, '[privacy]\ncountry_database = "country.mmdb"\n')
    (small.logs / "access.log").write_text(LOG)
    (small.logs / "events.ndjson").write_text("\n".join(json.dumps(event) for event in EVENTS))
    with caplog.at_level("DEBUG"):
        found = page_view_input.find_files(small.settings, small.settings.page_view_source[0])
        read = [page_view_input.read_file(small.settings, file, "run", AS_OF) for file in found]
        batches = [page_view_input.validate(batch, "run") for batch in read]
        assert_no_address(tmp_path / "home")  # as staged
        page_view_publish.publish(small.settings, batches, "run", AS_OF)
    assert small.outcomes() == {"view": 8, "invalid": 1}
    by_country = [("DE", 1), ("ES", 1), ("KR", 2), ("PT", 1), ("ZZ", 3)]
    for query in (
        "SELECT country, count(*) FROM page_view_event GROUP BY 1 ORDER BY 1",
        "SELECT country, sum(views)::INTEGER FROM page_view_hourly GROUP BY 1 ORDER BY 1",
        "SELECT country, sum(views)::INTEGER FROM page_view_daily GROUP BY 1 ORDER BY 1",
    ):
        assert small.rows(query) == by_country
    assert_no_address(tmp_path / "home")
    said = "".join(record.getMessage() for record in caplog.records) + str(batches)
    assert [address for address in ADDRESSES if address in said] == []
    ((record,),) = small.rows("SELECT record FROM quarantined_record")
    assert record.startswith("[address] - - [31/Feb/2025")
