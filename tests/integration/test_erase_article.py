"""A takedown: the article is nowhere, does not come back, and everybody else is as before."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

import lake
from dags.steps import articles, erase_article, rankings
from dags.steps.article_input import find_batches
from dags.steps.place import lake_location
from lake.erasure import files_with
from sources.archives.erasure import placeholder, records, take_out
from sources.fetch.warc_records import record
from tests.integration.ranked_lake import AS_OF, RankedLake, article, ranking, related
from transforms.url import page_id

SECRET = "Harbour master accused of selling the lighthouse lamp"
BODY = "\n\n".join(
    f"Paragraph {n}: the harbour master of Tarn denies that the lamp was ever his to sell." for n in range(5)
)
OTHER = "\n\n".join(f"Paragraph {n}: the ferry to the island sails twice a day in summer." for n in range(5))
URL = "https://courier.example/harbour"
AMP = "https://courier.example/amp/harbour"
VICTIM = page_id(URL)


@pytest.fixture
def ranked(tmp_path, monkeypatch):
    return RankedLake(tmp_path, monkeypatch, '[[article_source]]\nname = "wire"\nkind = "ndjson"\nlocation = "wire"\n')


def ask(ranked, query, *values):
    with lake.connect(lake_location(ranked.settings)) as connection:
        return connection.execute(query, values).fetchall()


def fill(ranked):
    """Three articles, the second is to be erased; rankings of two hours; what was made of them."""
    harbour = article(2, SECRET, article_id=VICTIM, url=URL, article_body=BODY, content_hash="b" * 64)
    others = [article(n, article_body=OTHER, content_hash=f"{n}" * 64) for n in (1, 3)]
    revisions = [
        {name: row.get(name) for name in ("article_id", "content_hash", "headline", "article_body", "source")}
        for row in (harbour, *others)
    ]
    places = [
        *ranking("all", 1, 2, 3), *ranking("section:World", 2),
        *ranking("all", 2, 1, 3, as_of=AS_OF - timedelta(hours=1)),
    ]  # fmt: skip
    for row in places:
        row["article_id"] = VICTIM if row["article_id"] == "story0000002" else row["article_id"]
        row |= {"previous_rank": 2, "rank_delta": 2 - row["rank"], "peak_rank": row["rank"], "entered_at": AS_OF}
    lists = [*related(1, 2, 3), *related(2, 1)]
    for row in lists:
        for name in ("article_id", "related_article_id"):
            row[name] = VICTIM if row[name] == "story0000002" else row[name]
    ranked.fill(
        article=[harbour, *others], article_revision=revisions, article_ranking=places, related_article=lists,
        article_url=[
            {"page_id": page_id(url), "page_url": url, "article_id": VICTIM, "url_kind": "amp", "source": "site"}
            for url in (URL, AMP)
        ],
        page=[{"page_id": page_id(url), "page_url": url} for url in (URL, AMP)],
        page_fetch=[{"page_id": VICTIM, "page_url": URL, "source": "site"}],
        page_view_hourly=[{"hour_at": AS_OF, "page_id": VICTIM, "country": "ZZ", "views": 7}],
        quarantined_record=[
            {"quarantined_record_id": "q", "failed_checks": ["x"], "record": json.dumps({"headline": SECRET})}
        ],
        quality_result=[{"run_id": "r", "observed": f'["{SECRET}"]', "table_name": "article"}],
    )  # fmt: skip
    ranked.export()
    home = ranked.settings.home
    for file in ("report/2025-05-08T08Z.html", "data_docs/ingest_articles/r/page.html", "staging/dead/requests.jsonl"):
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        (home / file).write_text(f"<html>{SECRET} {URL}</html>", encoding="utf-8")


def archive(folder):
    """A crawl's file: the listing, the article, another page that leads to it."""
    pages = {
        "https://courier.example/feed": f"<rss><title>{SECRET}</title></rss>",
        URL: f"<html><h1>{SECRET}</h1>{BODY}</html>",
        "https://courier.example/ferry": f'<html>{OTHER}<a href="{URL}">{SECRET}</a></html>',
    }
    folder.mkdir(parents=True)
    members = [record("warcinfo", "urn:uuid:0", AS_OF, "application/warc-fields", [], b"format: WARC\r\n")]
    for number, (url, page) in enumerate(pages.items(), 1):
        block = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(page.encode())
        members += [
            record(kind, f"urn:uuid:{number}{kind}", AS_OF, "application/http", [("WARC-Target-URI", url)], content)
            for kind, content in (("response", block), ("request", b"GET / HTTP/1.1\r\n\r\n"))
        ]
    file = folder / "a.warc.gz"
    file.write_bytes(b"".join(members))
    return file, members


def erase(ranked, asked=URL):
    return erase_article.erase_article(ranked.settings, asked, "court order", "erasure", AS_OF)


def test_nothing_is_left_of_it_and_others_stay(ranked):
    fill(ranked)
    file, _ = archive(ranked.settings.warc_path / "site")
    before = {name: ask(ranked, f"FROM {name} WHERE article_id <> ? ORDER BY ALL", VICTIM) for name in ("article",)}
    assert any(files_with(lake_location(ranked.settings), [SECRET]))
    done = erase(ranked, AMP)
    assert done["article_id"] == VICTIM
    assert done["proof"]["found"] == []
    assert done["proof"]["searched_for"] > 5
    assert done["records"] == 4
    for name, rows in before.items():
        assert ask(ranked, f"FROM {name} ORDER BY ALL") == rows
    # A search of its own, by other means than the proof's.
    data = ranked.settings.home / "lake" / "data"
    rows = ask(
        ranked, f"SELECT to_json(t)::VARCHAR FROM read_parquet('{data}/**/*.parquet', union_by_name := true) AS t"
    )
    assert not [row for row in rows if "Harbour master" in row[0] or "courier.example/harbour" in row[0]]
    assert SECRET.encode() not in ranked.settings.catalog_path.read_bytes()
    left = [path for path in ranked.settings.home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert left == []
    ferry = "https://courier.example/ferry"
    assert [found.url for found, _ in records(file)] == ["", "", "", ferry, ferry]
    assert ask(ranked, "SELECT count(*) FROM lake.snapshots()")[0][0] <= 2
    assert ask(ranked, "SELECT article_id, erase_reason, erased_at FROM erased_article ORDER BY ALL") == sorted(
        (page, "court order", AS_OF) for page in (VICTIM, page_id(AMP))
    )
    assert SECRET not in str(ask(ranked, "SELECT commit_extra_info FROM lake.snapshots()"))
    # Views are kept, under an address that tells nothing.
    assert ask(ranked, "SELECT views, page_url FROM page_view_hourly JOIN page USING (page_id)") == [
        (7, f"https://erased.invalid/{VICTIM}")
    ]


def test_rankings_keep_others_places_and_the_newest_list_closes_up(ranked):
    fill(ranked)
    columns = "position, rank, rank_delta, peak_rank, article_id"
    past = f"SELECT {columns} FROM article_ranking WHERE as_of < ? AND article_id <> ? ORDER BY 1"
    was = ask(ranked, past, AS_OF, VICTIM)
    erase(ranked)
    assert ask(ranked, past, AS_OF, "") == was
    newest = f"SELECT {columns} FROM article_ranking WHERE as_of = ? AND scope = 'all' ORDER BY 1"
    assert ask(ranked, newest, AS_OF) == [
        (1, 1, 1, 1, "story0000001"), (2, 2, 0, 2, "story0000003"),
    ]  # fmt: skip
    assert ask(ranked, "SELECT scopes FROM ranking_newest") == [(["all"],)]
    assert ask(ranked, "SELECT article_id, position, related_article_id FROM related_article") == [
        ("story0000001", 1, "story0000003")
    ]


def test_hours_that_were_due_are_due_still(ranked):
    fill(ranked)
    with lake.transaction(lake_location(ranked.settings), run_id="r", message="m") as transaction:
        transaction.notes["touched_hours"] = [AS_OF]
        transaction.connection.execute("INSERT INTO lake.page VALUES ('a', 'https://a.example/')")
    due = rankings.hours_due(ranked.settings)
    assert due == [AS_OF.isoformat()]
    erase(ranked)
    assert rankings.hours_due(ranked.settings) == due


def test_a_run_that_was_killed_is_done_again(ranked, monkeypatch):
    fill(ranked)
    archive(ranked.settings.warc_path / "site")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erase_article, "clean", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(ranked)
    assert erase(ranked)["records"] == 4
    assert not list((ranked.settings.home / "private").glob("erase-*"))


def test_it_does_not_come_in_again(ranked):
    folder = ranked.settings.path("wire")
    folder.mkdir()

    def story(number, url, body):
        (folder / f"{number}.ndjson").write_text(
            json.dumps({"url": url, "headline": SECRET, "articleBody": body, "datePublished": "2025-05-08T06:00:00Z"}),
            encoding="utf-8",
        )

    def ingest(run, between=None):
        source = ranked.settings.article_source_named("wire")
        batches = [
            articles.validate(articles.parse(ranked.settings, batch, run), run)
            for batch in find_batches(ranked.settings, source)
        ]
        if between:
            between()
        return articles.publish(ranked.settings, batches, [], run, AS_OF)

    story(1, URL, BODY)
    story(2, "https://courier.example/ferry", OTHER)
    assert ingest("first")["articles"] == 2
    erase(ranked)
    story(3, URL, BODY + "\n\nNow with a new ending.")
    ingest("second")
    newest = "SELECT outcomes FROM source_file WHERE file_name = ?"
    assert ask(ranked, newest, "3.ndjson")[0][0] == {"erased": 1}
    # Erased between reading and publishing.
    story(4, "https://courier.example/ferry", OTHER + "\n\nIn winter it sails once.")
    tombstone = f"SELECT '{page_id('https://courier.example/ferry')}', TIMESTAMPTZ '{AS_OF}', 'x'"

    def erase_meanwhile():
        with lake.transaction(lake_location(ranked.settings), run_id="r", message="m") as transaction:
            transaction.connection.execute(f"INSERT INTO lake.erased_article {tombstone}")

    ingest("third", erase_meanwhile)
    assert ask(ranked, newest, "4.ndjson")[0][0] == {"erased": 1}
    assert ask(ranked, "SELECT count(*), min(content_hash) = max(content_hash) FROM article_revision") == [(1, True)]


def test_members_that_stay_are_the_same_bytes_at_the_same_place(tmp_path):
    file, members = archive(tmp_path / "warc")
    assert take_out(file, lambda found, _: found.url == URL, datetime.now(UTC)) == 2
    written = file.read_bytes()
    assert len(written) == sum(map(len, members))
    start = 0
    for number, member in enumerate(members):
        kept = written[start : start + len(member)]
        assert (kept == member) is (number not in {3, 4})
        start += len(member)
    assert [found.kind for found, _ in records(file)] == [
        "warcinfo", "response", "request", "metadata", "response", "request"
    ]  # fmt: skip
    assert gzip.decompress(written)
    assert take_out(file, lambda found, _: found.url == URL, datetime.now(UTC)) == 0


@pytest.mark.parametrize("size", [40, 150, 300, 100_000])
def test_a_placeholder_is_as_long_as_what_it_stands_for(size):
    member = placeholder(size, AS_OF)
    assert len(member) == size
    gzip.decompress(member)
