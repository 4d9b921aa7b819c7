"""The documentation says what the code does: every option, setting, form field and check has its line, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from flows.cli.main import app
from flows.params import TranslateRequest
from flows.settings import Settings
from qa.checks.registry import checks

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "samples").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")


def documented(*names: str) -> str:
    return "\n".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in names)


def commands(group: Any, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(group, "commands", None)
    if not inner:
        return [(words, group)]
    return [found for name, command in inner.items() for found in commands(command, (*words, name))]


OPTIONS = [
    (" ".join(words), option)
    for words, command in commands(typer.main.get_command(app))
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--") and option not in ("--help", "--version")
]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_of_the_command_line(command: str, option: str) -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    sections = [
        part for part in re.split(r"(?m)^#+ ", pages) if part.startswith(f"dragoman {command}") or f"dragoman {command}" in part
    ]
    assert sections, f"no section about `dragoman {command}` in docs/"
    assert any(f"`{option}" in section or f"{option} " in section for section in sections), f"`{option}` of `dragoman {command}`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting(name: str) -> None:
    assert f"| `{name}` |" in documented("settings.md")


@pytest.mark.parametrize("name", TranslateRequest.model_fields)
def test_every_field_of_the_form(name: str) -> None:
    title = TranslateRequest.model_fields[name].title
    assert title
    assert title in documented("prefect.md")


def test_every_check() -> None:
    page = documented("checks.md")
    assert [check.id for check in checks() if f"`{check.id}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_of_the_project(page: Path) -> None:
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = match[1] or match[2]
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_dependency_has_its_line_in_the_readme() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=\[ ;]", requirement, maxsplit=1)[0] for requirement in project["dependencies"]]
    assert [name for name in names if f"| {name} |" not in readme] == []


def test_every_place_that_the_architecture_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:flows|qa|glossary|translations|scripts|tests)/[\w/.<>-]*|[\w.-]+\.(?:toml|yaml)|Makefile)`", page)
    assert len(named) > 40
    for name in named:
        assert list(ROOT.glob(name.replace("<language>", "ar"))), name


def test_the_readme_has_every_word_of_a_first_days_walk() -> None:
    """What `tests/e2e/test_review_walk.py` clicks, types and runs, a new user can only know from here."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    walk = (ROOT / "tests" / "e2e" / "test_review_walk.py").read_text(encoding="utf-8")
    words = ("5 articles", "Reason", "The right English", "Save decision", "Export decisions")
    keys = ("w", "n", "f")
    assert [word for word in words if word not in walk or f"{word}" not in readme] == []
    assert [key for key in keys if f'press, "{key}"' not in walk or f"`{key}`" not in readme] == []
    assert all(command in readme for command in ("dragoman serve", "dragoman review apply", "dragoman translate"))
