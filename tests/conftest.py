"""What every test may use: where the project's own files and the shared evaluation texts lie."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Shared machines are slow at times, which is no fault of a test. A desk's CI sees the same examples each time; people see new ones.
settings.register_profile("dragoman", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("dragoman")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The five articles."""
    return ROOT / "samples" / "articles"


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The evaluation texts beside the checkout; they are not shipped, so tests that need them skip without them."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval").is_dir():
        pytest.skip("the evaluation texts (folder `shared` beside the checkout) are not here")
    return folder
