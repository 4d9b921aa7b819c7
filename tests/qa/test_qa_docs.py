"""The pages keep up with the code: every check, option and kind has its line."""

from pathlib import Path
from typing import get_args

import pytest

from qa.checks.registry import Check, checks
from qa.quantities.records import Kind


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
def test_every_check_is_explained_with_its_example(check: Check, root: Path) -> None:
    page = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    section = page.partition(f"### `{check.id}`\n")[2].partition("\n### ")[0]
    assert check.summary in section
    assert check.example in section
    assert f"Severity: {check.severity}." in section


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_quantity_is_explained(kind: str, root: Path) -> None:
    assert kind in (root / "docs" / "qa.md").read_text(encoding="utf-8")


def test_every_option_of_the_commands_is_explained(root: Path) -> None:
    from typer.main import get_command

    from flows.cli.qa import app

    page = (root / "docs" / "qa.md").read_text(encoding="utf-8")
    group = get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"dragoman qa {name}" in page
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or option == "--help" or option in page, option
