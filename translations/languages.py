"""Language tags and the language of a text. Everything else in the project sees primary subtags only ("ar", "pt", "ceb")."""

from __future__ import annotations

from functools import cache
from typing import Any

from translations.errors import LanguageUnknown

UNDETERMINED = "und"  # ISO 639-2: the code for "we cannot tell"
# Below this normalised probability py3langid guesses: "Hello" is Breton at 0.06, a three-word Arabic line Arabic at 0.42.
MIN_CONFIDENCE = 0.25
SAMPLE_CHARACTERS = 4000  # more text does not change the answer, only the time


def primary(tag: str) -> str:
    """The primary subtag of any ISO 639-1/-2/-3 or BCP 47 tag; macrolanguages win over their members.

    >>> [primary(tag) for tag in ("ar-EG", "ara", "arb", "pt_BR", "iw")]
    ['ar', 'ar', 'ar', 'pt', 'he']

    Raises LanguageUnknown where the tag names no language.
    """
    import langcodes

    try:
        language = langcodes.Language.get(tag.strip()).prefer_macrolanguage()
    except ValueError as error:
        raise LanguageUnknown(f"{tag!r} is not a language tag; give one such as ar, ru or pt-BR.") from error
    subtag = language.language or ""
    if not subtag or subtag == UNDETERMINED or not langcodes.Language.make(subtag).is_valid():
        raise LanguageUnknown(f"{tag!r} names no language; give one such as ar, ru or pt-BR.")
    return subtag


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    """The language of a text as a primary subtag, or "und" where it has no letters or the identifier only guesses."""
    from langcodes.data_dicts import MACROLANGUAGES

    sample = text[:SAMPLE_CHARACTERS]
    if not any(char.isalpha() for char in sample):
        return UNDETERMINED
    # Short Arabic texts look Moroccan or Egyptian to the identifier, but the press is written in the macrolanguage's standard.
    shares: dict[str, float] = {}
    for code, share in _identifier().rank(sample):
        language = MACROLANGUAGES.get(code, code)
        shares[language] = shares.get(language, 0.0) + float(share)
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= MIN_CONFIDENCE and best != "zxx" else UNDETERMINED


@cache
def script_of(language: str) -> str:
    """The ISO 15924 script a language is usually written in: "Arab" for ar, "Cyrl" for ru (CLDR's likely subtags)."""
    import langcodes

    from translations.conventions import conventions

    return conventions(language).script or langcodes.Language.get(language).maximize().script or "Latn"
