import pytest

import settings
from lake.location import LakeLocation, ObjectStore


@pytest.fixture
def config(tmp_path, monkeypatch):
    def write(text):
        file = tmp_path / "my.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("NEWSLAKE_CONFIG", str(file))
        monkeypatch.delenv("NEWSLAKE_HOME", raising=False)
        return file

    return write


def test_paths_are_relative_to_the_file_and_home_is_named_after_it(config, tmp_path):
    config('[[article_source]]\nname = "a"\nkind = "html_folder"\nlocation = "pages"\n')
    chosen = settings.load()
    assert chosen.path("pages") == tmp_path / "pages"
    assert chosen.home == settings.ROOT / "var" / "my"
    assert chosen.catalog_path == chosen.home / "lake" / "catalog.sqlite"


def test_the_environment_wins(config, monkeypatch):
    config('[site]\ntime_zone = "UTC"\n')
    monkeypatch.setenv("NEWSLAKE_SITE__TIME_ZONE", "Asia/Seoul")
    assert settings.load().site.time_zone == "Asia/Seoul"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[site]\ntime_zone = "Asia/Soul"\n',
            "site.time_zone: unknown time zone 'Asia/Soul'; did you mean 'Asia/Seoul'?",
        ),
        ('[site]\nnmae = "x"\n', "site.nmae: unknown key; did you mean 'name'?"),
        ("[site\n", "not valid TOML"),
        ('[[article_source]]\nname = "a"\nkind = "html"\nlocation = "b"\n', "article_source.0.kind"),
        ('[lake]\ncatalog = "mysql://x"\n', "write sqlite:///path/to/catalog.sqlite"),
    ],
)
def test_a_mistake_is_named_with_file_place_and_remedy(config, text, said):
    file = config(text)
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert said in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("NEWSLAKE_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(settings.SettingsError, match=r"none\.toml"):
        settings.load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('catalog = "postgresql://me@db"', "it names no database; write postgresql://user@host/database"),
        ('catalog = "postgresql://me:secret@db/lake"', "no password belongs into this file"),
        ('catalog = "postgresql://me@db/lake?password=secret"', "no password belongs into this file"),
        ('data_path = "gs://bucket/x"', "write a folder, or s3://bucket/prefix"),
        ('data_path = "s3://"', "write a folder, or s3://bucket/prefix"),
        ('[lake.s3]\nendpoint = "http://store:9000"', "lake.s3.endpoint"),
        ('[lake.s3]\nsecret = "x"', "lake.s3.secret: unknown key; known here: endpoint, region, url_style, use_ssl"),
    ],
)
def test_a_mistake_in_the_lakes_place_is_named_and_no_password_shown(config, text, said):
    config(f"[lake]\n{text}\n")
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert said in str(caught.value)
    assert "secret@" not in str(caught.value)
    assert "=secret" not in str(caught.value)


def test_a_lake_on_servers_is_told_by_variables(config, monkeypatch):
    config('[lake]\ncatalog = "postgresql://me@db/lake"\ndata_path = "s3://b/p"\n[lake.s3]\nendpoint = "store:9000"\n')
    monkeypatch.setenv("NEWSLAKE_LAKE__CATALOG", "postgresql://me:se%2Fcret@db:5433/lake?sslmode=require")
    monkeypatch.setenv("NEWSLAKE_LAKE__S3__USE_SSL", "false")
    chosen = settings.load()
    assert "cret" not in repr(chosen)
    location = LakeLocation.from_variables(chosen.lake_variables)
    assert location.catalog.password == "se/cret"
    assert str(location.catalog) == "postgresql://me@db:5433/lake"
    assert "sslmode='require'" in location.catalog.conninfo
    assert "cret" not in repr(location) + str(location) + location.catalog.conninfo
    assert (location.data, location.store) == ("s3://b/p", ObjectStore("store:9000", use_ssl=False))
    assert location.extensions == ("ducklake", "postgres_scanner", "httpfs")
