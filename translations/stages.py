"""The version of a stage is what its code and tables say, not a number that somebody must remember to raise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from translations.files import digest

# What shapes the English of free decoding, and what shapes the English of the glossary's ladder.
DECODING = (
    "translations",
    (
        "text.py", "preprocess.py", "bpe.py", "decoding.py", "datelines.py", "loops.py", "retry.py", "engine.py", "segments.py",
        "conventions.py", "data/press_words/en.toml",
    ),
)  # fmt: skip
RUNTIMES = ("ctranslate2", "sentencepiece", "sacremoses")


@cache
def stage_version(package: str, names: tuple[str, ...]) -> str:
    """Digest of some of a package's files (a name ending in `/` means all in that folder; one that is not there counts as empty).

    Python files count without comments, docstrings and layout: explaining code better translates nothing anew.
    """
    return digest(*(part for name in names for part in _parts(package, name)))


def _parts(package: str, name: str) -> Iterator[str | bytes]:
    place = files(package).joinpath(name.rstrip("/"))
    members = sorted(place.iterdir(), key=lambda file: file.name) if name.endswith("/") else [place]
    for file in members:
        if file.is_dir():
            continue
        if file.name.endswith(".py"):
            yield file.name
            yield code_of(file.read_text(encoding="utf-8"))
        elif not file.is_file():
            yield file.name
        elif not file.name.startswith("."):
            yield file.name
            yield file.read_bytes()


def code_of(source: str) -> str:
    """The statements of a Python source in one layout, without comments and docstrings.

    >>> code_of('def f(a):  # why' + chr(10) + '    "What." ' + chr(10) + '    return  a')
    'def f(a):\\n    return a'
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


@cache
def runtime_version() -> str:
    """The versions of the libraries that decode."""
    found = []
    for name in RUNTIMES:
        try:
            found.append(f"{name}:{version(name)}")
        except PackageNotFoundError:
            found.append(f"{name}:none")
    return "|".join(found)
