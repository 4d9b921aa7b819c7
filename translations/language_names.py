"""English names of languages and the codes that release names and people use for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    data: Mapping[str, Mapping[str, str]] = tomllib.loads(
        (files("translations") / "data" / "language_names.toml").read_text(encoding="utf-8")
    )
    return data


def known_code(tag: str) -> str:
    """The tag with a code that is no language tag replaced by the one it stands for ("jap" is Japanese in a release's name)."""
    return _table()["codes"].get(tag.strip().lower(), tag.strip())


def irregular(tag: str) -> bool:
    """Whether the code stands in a release's name only and is no language tag."""
    return tag.strip().lower() in _table()["codes"]


@cache
def standard(tag: str) -> str:
    """The language subtag of a tag in the form CLDR prefers: shortest ISO 639 code, old codes replaced.

    >>> [standard(tag) for tag in ("ar-EG", "ara", "pt_br", "iw", "run", "swc", "tl", "jap")]
    ['ar', 'ar', 'pt', 'he', 'rn', 'sw', 'fil', 'ja']
    """
    import langcodes

    return langcodes.Language.get(known_code(tag)).language or tag


@cache
def language_name(tag: str) -> str:
    """The English name of a language (with its region where the tag gives one), or the tag itself where none is known.

    >>> [language_name(tag) for tag in ("ar", "pt_BR", "es_AR", "zne", "tl", "jap")]
    ['Arabic', 'Brazilian Portuguese', 'Spanish (Argentina)', 'Zande', 'Tagalog', 'Japanese']
    """
    from babel import Locale

    written, _, region = known_code(tag).replace("-", "_").partition("_")
    names: Mapping[str, str] = Locale("en").languages
    extra = _table()["names"]
    code = standard(tag)
    if f"{code}_{region.upper()}" in names:
        return names[f"{code}_{region.upper()}"]
    name = names.get(written.lower()) or extra.get(written.lower()) or names.get(code) or extra.get(code) or tag
    place = Locale("en").territories.get(region.upper()) if region else None
    return f"{name} ({place})" if place else name


@cache
def _by_name() -> Mapping[str, str]:
    from babel import Locale

    cldr = {name.casefold(): code for code, name in Locale("en").languages.items() if "_" not in code}
    return cldr | {name.casefold(): code for code, name in _table()["names"].items()}


def named(name: str) -> str | None:
    """The code of a language given by its English name ("arabic" gives "ar"), or None."""
    return _by_name().get(name.strip().casefold())
