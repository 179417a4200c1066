"""Maintenance and erasure of a lake on PostgreSQL and S3."""

from datetime import UTC, datetime, timedelta

import lake
from dags.steps.place import lake_location
from lake.erasure import files_with
from lake.files import file_sizes
from lake.maintenance import compact, expire, remove_unused
from tests.integration.ranked_lake import RankedLake
from tests.integration.services import BUCKET, postgres, s3  # noqa: F401 - fixtures
from tests.integration.test_erase_article import SECRET, ask, erase, fill


def test_small_files_go_and_an_article_is_erased(tmp_path, monkeypatch, postgres, s3):  # noqa: F811
    catalog = postgres.url("maintained")
    ranked = RankedLake(
        tmp_path, monkeypatch, f'[lake]\ncatalog = "{catalog}"\ndata_path = "s3://{BUCKET}/maintained"\n{s3.settings}'
    )
    fill(ranked)
    location = lake_location(ranked.settings)
    for number in range(3):
        row = f"('page000000{number}2', 'https://courier.example/{number}')"
        with lake.transaction(location, run_id="r", message="m") as transaction:
            transaction.connection.execute(f"INSERT INTO lake.page VALUES {row}")
    pages, many = ask(ranked, "FROM page ORDER BY ALL"), len(file_sizes(location))
    assert compact(location, "r")["merged"] == 4
    now = datetime.now(UTC)
    assert expire(location, now + timedelta(hours=1)) > 3
    hour_ago = now - timedelta(hours=1)
    assert remove_unused(location, hour_ago) == {"unused": 0, "orphaned": 0}
    assert remove_unused(location, now + timedelta(hours=1))["unused"] >= 4
    assert len(file_sizes(location)) < many
    assert ask(ranked, "FROM page ORDER BY ALL") == pages

    assert any(files_with(location, [SECRET]))
    assert erase(ranked)["proof"]["found"] == []
    assert list(files_with(location, [SECRET])) == []
    assert (
        postgres.psql("maintained", "SELECT count(*) FROM ducklake_table_column_stats WHERE min_value LIKE 'Harbour%'")
        == "0"
    )
