"""Articles leave quarantine after a fix: from the page as it came, else from their row, and none is counted twice."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest

import lake
import settings
from dags.steps import article_input, articles
from dags.steps.article_rows import PageReader
from dags.steps.place import lake_location
from samples.news_site import NewsSite
from schemas import CONTRACTS, Check
from tests.integration.releasing import release
from tests.integration.test_archive_steps import write_warc

AT = datetime(2025, 5, 6, 12, tzinfo=UTC)


class Newsroom:
    """A home with one source of articles."""

    def __init__(self, folder, monkeypatch, kind, location):
        self.folder, self.runs = folder, 0
        folder.mkdir(exist_ok=True)
        text = f'[[article_source]]\nname = "archive"\nkind = "{kind}"\nlocation = "{location}"\n'
        (folder / "my.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("NEWSLAKE_CONFIG", str(folder / "my.toml"))
        monkeypatch.setenv("NEWSLAKE_HOME", str(folder / "home"))
        self.settings = settings.load()

    def ingest(self):
        self.runs += 1
        run, chosen = f"run_{self.runs}", self.settings
        found = article_input.find_batches(chosen, chosen.article_source[0])
        checked = [articles.validate(articles.parse(chosen, batch, run), run) for batch in found]
        return articles.publish(chosen, checked, [], run, AT)

    def rows(self, query):
        with lake.connect(lake_location(self.settings)) as connection:
            return connection.execute(query).fetchall()

    def outcomes(self):
        ledger = self.rows("SELECT rows_received, outcomes FROM source_file")
        assert all(received == sum(outcomes.values()) for received, outcomes in ledger)
        return [outcomes for _, outcomes in ledger]

    def tables(self):
        return [
            self.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in ("article", "article_revision", "article_url")
        ]


@pytest.fixture
def site():
    made = NewsSite(root="https://post.example")
    for number in range(1, 4):
        made.add(number)
    return made


@pytest.fixture
def sound(tmp_path, monkeypatch, site):
    """The archive, and what its articles are where nothing is wrong."""
    folder = tmp_path / "sound"
    folder.mkdir()
    write_warc(tmp_path / "pages.warc.gz", site)
    room = Newsroom(folder, monkeypatch, "warc", str(tmp_path / "pages.warc.gz"))
    room.ingest()
    return room.tables(), room.outcomes()


def broken_parser(monkeypatch, paths):
    """Let the parser fail for some pages, as a bug does; returns what mends it."""
    whole = PageReader._record

    def record(self, page):
        if any(path in page.url for path in paths):
            raise KeyError(page.url)
        return whole(self, page)

    monkeypatch.setattr(PageReader, "_record", record)
    return lambda: monkeypatch.setattr(PageReader, "_record", whole)


def stricter(monkeypatch, check):
    """Let the contract refuse more than it should; returns what mends it."""
    contract = CONTRACTS["article"]
    monkeypatch.setitem(CONTRACTS, "article", dataclasses.replace(contract, checks=(*contract.checks, check)))
    return lambda: monkeypatch.setitem(CONTRACTS, "article", contract)


def test_pages_that_a_bug_kept_out_are_parsed_again(tmp_path, monkeypatch, sound):
    mend = broken_parser(monkeypatch, ["/news/1/", "/news/3/"])
    room = Newsroom(tmp_path / "broken", monkeypatch, "warc", str(tmp_path / "pages.warc.gz"))
    room.ingest()
    assert room.rows("SELECT DISTINCT failed_checks FROM quarantined_record") == [(["not_parsed_KeyError"],)]
    assert release(room.settings, AT) == (0, 2), "before the fix they fail again"
    said = room.rows("SELECT DISTINCT release_outcome, release_failed_checks, released_at FROM quarantined_record")
    assert said == [("failed_again", ["not_parsed_KeyError"], None)]
    mend()
    assert release(room.settings, AT, run="r2") == (2, 0)
    assert (room.tables(), room.outcomes()) == sound
    assert release(room.settings, AT, run="r3") == (0, 0)
    assert room.rows("SELECT DISTINCT release_run_id, release_outcome FROM quarantined_record") == [("r2", "article")]
    assert (room.tables(), room.outcomes()) == sound


@pytest.mark.parametrize("is_gone", [False, True])
def test_articles_that_the_gate_refused_are_judged_again(tmp_path, monkeypatch, sound, is_gone):
    mend = stricter(monkeypatch, Check("matches", ("headline",), pattern="berth [12]$"))
    archive = tmp_path / "pages.warc.gz"
    room = Newsroom(tmp_path / "strict", monkeypatch, "warc", str(archive))
    room.ingest()
    ((place,),) = room.rows("SELECT source_position FROM quarantined_record")
    assert place > 3, "the place in the archive, not in what was staged"
    mend()
    if is_gone:
        archive.unlink()
    assert release(room.settings, AT) == (1, 0)
    assert (room.tables(), room.outcomes()) == sound


def test_an_archive_with_other_content_is_not_taken_for_the_original(tmp_path, monkeypatch, site):
    write_warc(tmp_path / "pages.warc.gz", site)
    mend = broken_parser(monkeypatch, ["/news/2/"])
    room = Newsroom(tmp_path / "broken", monkeypatch, "warc", str(tmp_path / "pages.warc.gz"))
    room.ingest()
    mend()
    site.stories.pop("/news/1/harrowick-votes")
    write_warc(tmp_path / "pages.warc.gz", site)
    assert release(room.settings, AT) == (0, 1)
    assert room.rows("SELECT release_outcome FROM quarantined_record") == [("original_gone",)]
    assert room.outcomes()[0]["quarantined"] == 1
    # What is there now is another input; it brings the page by itself, and the ledger has both.
    room.ingest()
    assert room.rows("SELECT count(*) FROM article") == [(3,)]


def story(number, words="The ferry to Harrowick sailed again on Monday, nine weeks after its engine failed."):
    return {
        "@type": "NewsArticle", "url": f"https://post.example/{number}", "headline": f"Ferry {number} sails again",
        "datePublished": "2025-05-05T08:00:00Z", "inLanguage": "en", "articleBody": f"{words}\n\nNo. {number} is next.",
    }  # fmt: skip


def test_json_lines_are_read_again_by_line(tmp_path, monkeypatch):
    lines = [json.dumps(story(1)), "{not json", json.dumps(story(2, "Short.")), json.dumps(story(3))]
    mends = [stricter(monkeypatch, Check("matches", ("headline",), pattern="Ferry 1"))]
    (tmp_path / "wire.ndjson").write_text("\n".join(lines))
    room = Newsroom(tmp_path, monkeypatch, "ndjson", "wire.ndjson")
    room.ingest()
    held = dict(room.rows("SELECT source_position, failed_checks FROM quarantined_record"))
    assert sorted(held) == [2, 3, 4]
    assert "headline_matches" in held[4]
    mends[0]()
    assert release(room.settings, AT, failed_checks=["headline_matches"], limit=10) == (1, 1)
    assert room.rows("SELECT headline FROM article ORDER BY 1") == [("Ferry 1 sails again",), ("Ferry 3 sails again",)]
    assert room.outcomes() == [{"article": 2, "quarantined": 2}]
    still = dict(room.rows("SELECT source_position, release_failed_checks FROM quarantined_record"))
    assert still[2] is None, "not chosen"
    assert "article_body_length_between" in still[3]


def test_two_contents_of_one_article_are_one_article_and_a_duplicate(tmp_path, monkeypatch):
    both = [story(1), {**story(1), "headline": "Ferry 1 sails", "dateModified": "2025-05-05T09:00:00Z"}, story(2)]
    (tmp_path / "wire.ndjson").write_text("\n".join(json.dumps(one) for one in both))
    mend = broken_parser(monkeypatch, ["/1"])
    room = Newsroom(tmp_path, monkeypatch, "ndjson", "wire.ndjson")
    room.ingest()
    mend()
    assert release(room.settings, AT) == (2, 0)
    assert room.outcomes() == [{"article": 2, "duplicate": 1}]
    assert room.rows("SELECT headline FROM article ORDER BY 1") == [("Ferry 1 sails",), ("Ferry 2 sails again",)]
    assert room.rows("SELECT count(*) FROM article_revision") == [(3,)]


def test_a_release_never_takes_a_newer_article_back(tmp_path, monkeypatch):
    feed = tmp_path / "in"
    feed.mkdir()
    (feed / "old.ndjson").write_text(json.dumps(story(1)) + "\n" + json.dumps(story(2)))
    mend = broken_parser(monkeypatch, ["/1"])
    room = Newsroom(tmp_path, monkeypatch, "ndjson", "in")
    room.ingest()
    mend()
    newer = {**story(1), "headline": "Ferry 1 sails at last", "dateModified": "2025-05-05T09:00:00Z"}
    (feed / "new.ndjson").write_text(json.dumps(newer))
    room.ingest()
    assert release(room.settings, AT) == (1, 0)
    assert room.rows("SELECT headline FROM article WHERE url LIKE '%/1'") == [("Ferry 1 sails at last",)]
    assert room.rows("SELECT count(*) FROM article_revision") == [(3,)]


def test_a_release_that_is_killed_has_done_nothing(tmp_path, monkeypatch, sound):
    from dags.steps import release_articles as step

    mend = broken_parser(monkeypatch, ["/news/1/"])
    room = Newsroom(tmp_path / "broken", monkeypatch, "warc", str(tmp_path / "pages.warc.gz"))
    room.ingest()
    mend()
    before = room.tables(), room.outcomes(), room.rows("FROM quarantined_record")

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(step, "note_release", killed)
        with pytest.raises(Killed):
            release(room.settings, AT)
    assert (room.tables(), room.outcomes(), room.rows("FROM quarantined_record")) == before
    assert release(room.settings, AT) == (1, 0)
    assert (room.tables(), room.outcomes()) == sound
