"""Where the evaluation texts lie, and how their files are read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def shared() -> Path:
    """The folder `shared` beside the checkout; ends the script with one clear line where it is missing."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval").is_dir():
        raise SystemExit("The evaluation texts are not here: this benchmark needs the folder `shared` beside the checkout.")
    return folder


def pairs(name: str) -> list[tuple[str, str]]:
    """(source, English) pairs of an evaluation file, for example `tico19.ar-en`, in file order."""
    lines = (shared() / "eval" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(source, target) for source, _, target in (line.partition("\t") for line in lines)]
