"""The fictional newsroom: the same bytes each time, and a truth that an independent count agrees with."""

import bz2
import gzip
import hashlib
import ipaddress
import json
import re
from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev
from zoneinfo import ZoneInfo

import crawleruseragents
import pytest
import zstandard

from samples import agents
from samples.newsroom import make

SIZE = {"seed": 11, "days": 5, "articles": 12, "visits_per_day": 400}
OUTCOMES = {"invalid", "not_page", "duplicate", "bot_declared", "bot_behaviour", "double_click", "view"}
LINE = re.compile(
    rb'(\S+) - - \[([^\]]+)\] "(\S+) (\S+) HTTP/[\d.]+" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"'
)
BOT = re.compile(rb"bot|curl|python-requests|wget|go-http-client|facebookexternalhit", re.IGNORECASE)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples") / "room"
    make(folder, **SIZE)
    return folder


def records(path: Path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def lines(path: Path) -> list[bytes]:
    unpack = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".zst": zstandard.ZstdDecompressor().decompressobj}
    content = path.read_bytes()
    if path.suffix == ".zst":
        content = unpack[".zst"]().decompress(content)
    elif path.suffix in unpack:
        content = unpack[path.suffix](content)
    assert content.endswith(b"\n")
    return content[:-1].split(b"\n")


def contents(folder: Path):
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
    }


def test_the_same_arguments_give_the_same_bytes_and_times(room, tmp_path):
    make(tmp_path / "again", **SIZE)
    assert contents(tmp_path / "again") == contents(room)


def test_another_seed_gives_another_newsroom(room, tmp_path):
    make(tmp_path / "other", **{**SIZE, "seed": 12})
    assert contents(tmp_path / "other") != contents(room)


def test_nothing_is_left_beside_it_and_nothing_foreign_is_overwritten(tmp_path):
    small = {"days": 1, "articles": 1, "visits_per_day": 1}
    make(tmp_path / "room", **small)
    make(tmp_path / "room", **small)
    assert [path.name for path in tmp_path.iterdir()] == ["room"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    with pytest.raises(FileExistsError):
        make(tmp_path / "mine", **small)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep"


def test_an_interrupted_making_leaves_the_earlier_one(tmp_path, monkeypatch):
    small = {"days": 1, "articles": 1, "visits_per_day": 1}
    make(tmp_path / "room", **small)
    before = contents(tmp_path / "room")
    monkeypatch.setattr("samples.newsroom.judged", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(tmp_path / "room", **small)
    assert contents(tmp_path / "room") == before
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def test_totals_agree_with_requests_and_files(room):
    totals = json.loads((room / "truth" / "totals.json").read_text())
    requests = records(room / "truth" / "requests.jsonl")
    assert totals["lines"] == len(requests) == sum(totals["outcomes"].values())
    assert Counter(each["outcome"] for each in requests) == totals["outcomes"]
    assert set(totals["outcomes"]) == OUTCOMES
    assert all(totals["outcomes"].values())
    assert {path.name for path in (room / "logs").iterdir()} == set(totals["files"])
    assert {Path(name).suffix for name in totals["files"]} == {".log", ".gz", ".bz2", ".zst"}
    for name, counts in totals["files"].items():
        of_file = [each for each in requests if each["file"] == name]
        assert [each["line"] for each in of_file] == list(range(1, len(lines(room / "logs" / name)) + 1))
        assert Counter(each["outcome"] for each in of_file) == Counter(counts["outcomes"])
        assert len(of_file) == counts["lines"]


def page_of(target: bytes, pages: set[str]) -> str | None:
    path = target.decode().partition("?")[0].rstrip("/").removeprefix("/amp")
    url = f"https://courier.example{path}"
    return url if url in pages or re.fullmatch(r"/(en|es)(/[a-z]+)?", path) else None


def network(address: bytes):
    text = address.decode()
    return ipaddress.ip_network(f"{text}/{48 if ':' in text else 24}", strict=False)


def recount(room: Path):
    """Judge every line from its bytes alone."""
    pages = {each["url"] for each in records(room / "truth" / "articles.jsonl")}
    outcomes, seen, chains, hours, robots = {}, set(), defaultdict(list), defaultdict(list), set()
    for path in sorted((room / "logs").iterdir()):
        repeats = Counter()
        for number, raw in enumerate(lines(path), 1):
            key, event = (path.name, number), (raw, repeats[raw])
            repeats[raw] += 1
            outcomes[key], found = "invalid", LINE.fullmatch(raw)
            try:
                at = datetime.strptime(found[2].decode(), "%d/%b/%Y:%H:%M:%S %z") if found else None
            except ValueError:
                at = None
            if at is None:
                continue
            page = page_of(found[4], pages)
            who = network(found[1]), found[8], at.replace(minute=0, second=0)
            if found[4] == b"/robots.txt" or (
                found[5] == b"404" and re.search(rb"wp-login|\.env|phpmyadmin", found[4])
            ):
                robots.add(who)
            if page is None or found[3] != b"GET" or found[5] not in {b"200", b"304"}:
                outcomes[key] = "not_page"
            elif event in seen:
                outcomes[key] = "duplicate"
            elif BOT.search(found[8]):
                outcomes[key] = "bot_declared"
            else:
                day = at.astimezone(ZoneInfo("Europe/Lisbon")).date()
                chains[day, network(found[1]), found[8], page].append((at, key))
                hours[who].append((at, key))
            seen.add(event)
    for chain in chains.values():
        chain.sort()
        for index, (at, key) in enumerate(chain):
            last = index + 1 == len(chain) or (chain[index + 1][0] - at).total_seconds() > 30
            outcomes[key] = "view" if last else "double_click"
    for who, requests in hours.items():
        kept = sorted(at for at, key in requests if outcomes[key] == "view")
        gaps = [(later - at).total_seconds() for at, later in pairwise(kept)]
        if who in robots or (len(gaps) >= 20 and pstdev(gaps) <= 0.1 * fmean(gaps)):
            outcomes.update((key, "bot_behaviour") for _, key in requests)
    return outcomes


def test_an_independent_count_from_the_lines_agrees(room):
    told = {(each["file"], each["line"]): each["outcome"] for each in records(room / "truth" / "requests.jsonl")}
    assert recount(room) == told


def test_no_article_is_requested_before_it_is_published(room):
    published = {
        each["url"]: datetime.fromisoformat(each["date_published"])
        for each in records(room / "truth" / "articles.jsonl")
    }
    for each in records(room / "truth" / "requests.jsonl"):
        assert each["article"] == (each["page"] in published)
        if each["article"]:
            assert datetime.fromisoformat(each["at"]) >= published[each["page"]]


def test_pages_declare_what_the_truth_tells(room):
    truth = {each["url"]: each for each in records(room / "truth" / "articles.jsonl")}
    assert len(truth) == 2 * SIZE["articles"] + 6
    index = records(room / "site" / "index.jsonl")
    for entry in index:
        page = (room / "site" / entry["file"]).read_text("utf-8")
        canonical = re.search(r'<link rel="canonical" href="([^"]+)"', page)[1]
        assert canonical == entry["url"].replace("/amp/", "/")
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
        news = data["@graph"][1] if "@graph" in data else data
        assert news["headline"] == truth[canonical]["headline"]
        assert news["datePublished"] == truth[canonical]["date_published"]
        assert 5 <= len(truth[canonical]["paragraphs"]) <= 9
        other = truth[canonical]["translation_url"]
        assert other is None or truth[other]["translation_url"] == canonical
    assert sum("/amp/" in entry["url"] for entry in index) >= 2
    texts = records(room / "page_text" / "index.jsonl")
    assert {each["url"] for each in texts} == {url for url, each in truth.items() if each["source"] == "page_text"}
    assert all(truth[each["url"]]["headline"] in (room / "page_text" / each["file"]).read_text() for each in texts)


def test_bots_are_on_the_public_list_and_people_are_not():
    assert [agent for agent in agents.BOTS if not crawleruseragents.is_crawler(agent)] == []
    assert [agent for agent in agents.PEOPLE if crawleruseragents.is_crawler(agent)] == []


def test_quoted_agents_and_both_kinds_of_address_occur(room):
    every = [line for path in (room / "logs").iterdir() for line in lines(path)]
    assert any(rb"\"Tide 10\"" in line for line in every)
    assert any(line.startswith(b"2001:db8:") for line in every)
    assert any(line.startswith(b"10.") for line in every)
