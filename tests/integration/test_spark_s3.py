"""`make run` with the roll-up on Spark and the lake's files in an object store, which Spark reaches by s3a.

Spark fetches jars by their Maven coordinates, 18 MB, so it does not run by itself: `make test-spark`.
"""

import json
import os

import pytest

import lake
from lake.files import file_sizes
from lake.location import LakeLocation, ObjectStore
from samples.newsroom import make
from tests.integration import newsroom
from tests.integration.services import BUCKET, s3  # noqa: F401 - a fixture
from tests.integration.spark_cluster import FEW_ROWS, inline, require_spark
from tests.integration.test_lake_on_servers import SOURCES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("NEWSLAKE_TEST_SPARK" not in os.environ, reason="fetches jars from Maven: make test-spark"),
]


def test_a_run_on_spark_reads_and_writes_the_object_store(tmp_path, s3):  # noqa: F811
    require_spark()
    home, config = tmp_path / "home", tmp_path / "my.toml"
    make(home / "samples", days=2, articles=12, visits_per_day=600)
    data = f"s3://{BUCKET}/on_spark"
    config.write_text(
        f'{SOURCES}\n[lake]\nengine = "spark"\ndata_path = "{data}"\n{s3.settings}\n'
        f'[lake.spark]\nmaster = "local[2]"\nconf = {inline(FEW_ROWS)}\n',
        encoding="utf-8",
    )
    done = newsroom.run(home, config)
    assert done.returncode == 0, done.stderr[-3000:]
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in done.stdout + done.stderr
    place = LakeLocation(
        home / "lake/catalog.sqlite", data, ObjectStore(f"127.0.0.1:{s3.port}", use_ssl=False, url_style="path")
    )
    truth = json.loads((home / "samples/truth/totals.json").read_text())["outcomes"]
    with lake.connect(place) as connection:
        found = dict(connection.execute("SELECT outcome, count(*) FROM page_view_event GROUP BY 1").fetchall())
        (ranked,) = connection.execute("SELECT count(*) FROM article_ranking").fetchone()
    assert found == {name: truth[name] for name in found}
    assert found["view"] > 1000
    assert ranked > 100
    assert [path for path in file_sizes(place) if path.startswith("staged/")] == []
