"""Settings of pages and logs that nobody in this project wrote, and of some input that is none."""

from pathlib import Path

import pytest

from tests.integration import newsroom

DATA = newsroom.ROOT.parent / "shared" / "data"
CONFIG = """
[[article_source]]
name = "labelled"
kind = "html_folder"
location = "{data}/articles"
[[article_source]]
name = "seed"
kind = "page_text"
location = "{data}/seed"
base_url = "https://paper.example/articles"
time_zone = "Asia/Seoul"
[[page_view_source]]
name = "apache"
location = "{data}/page_views/logs/elastic_apache_combined_10k.log"
site_host = "semicomplete.com"
[[page_view_source]]
name = "rubbish"
location = "rubbish"
"""
GONE = """
[[article_source]]
name = "gone"
kind = "html_folder"
location = "there/is/no/such/folder"
"""


def configured(folder: Path, more: str = "") -> Path:
    """Return a settings file in `folder` of the real input, and of `more`; skip where that is absent."""
    if not DATA.is_dir():
        pytest.skip("the labelled pages and real logs are not beside the project")
    (folder / "rubbish").mkdir()
    (folder / "rubbish/empty.log").touch()
    (folder / "rubbish/page.log.gz").write_text("<html>\n<p>not a log</p>\n", encoding="utf-8")
    config = folder / "real.toml"
    config.write_text(CONFIG.format(data=DATA) + more, encoding="utf-8")
    return config
