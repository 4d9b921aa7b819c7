"""The page "Which model for my language?", made from the catalogue: `python -m translations.catalog_page > docs/languages.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from translations import catalog
from translations.language_names import language_name

HEAD = """\
# Which model for my language?

<!-- Made from the catalogue by `python -m translations.catalog_page > docs/languages.md`; do not edit by hand. -->

`dragoman models pull CODE` installs the release named here; `dragoman models which CODE` says the same for any other tag
(`pt-BR`, `heb`, `arz`, `Hebrew`). The default is {rule}.

Of {releases} published releases into English; {languages} languages have a default of the first kind. For the others the last
column says what the model is. Scores are those published with the release by its authors, mostly on the short sentences of
Tatoeba: they do not say how well news is translated, and a figure near 90 or 100 tells more about the test than about the
model. No score stands where none was published for the language itself.

A language that is not here has no release (Persian, Chinese, Urdu and Vietnamese among them): if you have a model, see
[models.md](models.md#other-ways-in).

The models are by {attribution}.

| language | code | default release | BLEU | chrF | why not first choice |
|---|---|---|---:|---:|---|
"""


def page() -> str:
    """The whole page in Markdown; the same catalogue gives the same bytes."""
    rows = list(_rows())
    first = sum(catalog.resolve(code).release.preferred for code in _codes())
    head = HEAD.format(
        rule=catalog.RULE, releases=len(catalog.releases()), languages=f"{first} of {len(rows)}", attribution=catalog.ATTRIBUTION
    )
    return head + "".join(rows)


def _codes() -> list[str]:
    """One code a language, by name: members that differ in region only are one language."""
    codes = {code.partition("_")[0] for code in catalog.languages()}
    return sorted(codes, key=lambda code: (language_name(code).casefold(), code))


def _rows() -> Iterator[str]:
    for code in _codes():
        resolution = catalog.resolve(code)
        release = resolution.release
        score = release.score_for(code)
        figures = f"{score.bleu:.1f} | {score.chrf:.3f}" if score else " | "
        note = "" if release.preferred and resolution.reason == _PLAIN else resolution.reason.removeprefix(f"{_PLAIN}; ")
        yield f"| {language_name(code)} | {code} | {release.label} | {figures} | {note} |\n"


_PLAIN = f"the newest {catalog.PREFERRED}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
