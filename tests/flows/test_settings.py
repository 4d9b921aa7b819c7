from pathlib import Path

import pytest

from flows.settings import Settings, load
from translations.errors import SettingsError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DRAGOMAN_{name.upper()}", raising=False)
    monkeypatch.delenv("DRAGOMAN_CONFIG", raising=False)
    return tmp_path


def test_option_before_environment_before_file_before_default(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().threads == 0
    (elsewhere / "dragoman.toml").write_text("threads = 2\n")
    assert load().threads == 2
    monkeypatch.setenv("DRAGOMAN_THREADS", "3")
    assert load().threads == 3
    assert load(threads=4).threads == 4
    assert load(threads=None).threads == 3


def test_paths_count_from_the_folder_of_the_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "desk").mkdir()
    (elsewhere / "desk" / "my.toml").write_text('output_root = "results"\ninput_roots = ["in", "/abs"]\n')
    monkeypatch.setenv("DRAGOMAN_CONFIG", "desk/my.toml")
    settings = load()
    assert settings.output_root == elsewhere / "desk" / "results"
    assert settings.input_roots == (elsewhere / "desk" / "in", Path("/abs"))
    assert settings.models_dir == elsewhere / "desk" / ".dragoman" / "models"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("threads = -1", "threads"),
        ("colour = 1", "colour"),
        ("threads = [", "TOML"),
        ('[checks]\n"form.empty" = "loud"', "form.empty"),
    ],
)
def test_a_wrong_file_is_one_clear_line(elsewhere: Path, content: str, words: str) -> None:
    (elsewhere / "dragoman.toml").write_text(content)
    with pytest.raises(SettingsError, match=words):
        load()


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CONFIG", "nowhere.toml")
    with pytest.raises(SettingsError, match="nowhere"):
        load()


def test_checks(elsewhere: Path) -> None:
    (elsewhere / "dragoman.toml").write_text('[checks]\n"quantity.missing" = "warning"\n')
    assert load().checks == {"quantity.missing": "warning"}
