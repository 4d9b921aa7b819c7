"""The pages about models say what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from flows.cli.models import app
from translations import catalog_page
from translations.store import archives, smoke
from translations.store.convert import QUANTIZATIONS

COMMANDS = {command.name: command for command in typer.main.get_command(app).commands.values()}  # type: ignore[attr-defined]


def test_which_model_for_my_language_is_current(root: Path) -> None:
    written = (root / "docs" / "languages.md").read_text(encoding="utf-8")
    assert written == catalog_page.page(), "renew it: python -m translations.catalog_page > docs/languages.md"


def test_the_page_has_every_language_once() -> None:
    codes = [line.split(" | ")[1] for line in catalog_page.page().splitlines() if line.startswith("| ") and " | " in line][1:]
    assert len(codes) == len(set(codes)) > 160
    assert {"ar", "pt", "swc", "tl", "no", "jap", "lld"} <= set(codes)


@pytest.mark.parametrize("name", sorted(map(str, COMMANDS)))
def test_every_command_and_option_is_documented(name: str, root: Path) -> None:
    text = (root / "docs" / "models.md").read_text(encoding="utf-8")
    assert f"models {name}" in text or f"`{name} " in text
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert f"`{option}`" in text, option


def test_limits_and_choices_in_the_text_are_those_of_the_code(root: Path) -> None:
    text = (root / "docs" / "models.md").read_text(encoding="utf-8")
    assert f"more than {archives.MAX_RATIO} times its size" in text
    assert f"below {smoke.MIN_ALIGNED:.0%}".replace("%", " %") in text
    assert smoke.MAX_FAILED == 3
    assert "at most three may be empty" in text
    assert all(f"`{name}`" in text for name in QUANTIZATIONS)
