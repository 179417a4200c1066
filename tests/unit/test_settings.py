import pytest

import settings


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
