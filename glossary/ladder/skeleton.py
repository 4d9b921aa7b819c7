"""Whether a name in the English is some Arabic word of the source, told from the consonants of both.

Vowels are not written in one and guessed in the other, so they say nothing; letters that transliterations mix up count as one.
"""

from __future__ import annotations

import re

from glossary.distance import similarity
from glossary.keys import key, words

MIN_LETTERS = 3  # consonants; two are shared by half of all names
ALIKE = 0.75
_ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "g", "چ": "g", "ح": "", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
        "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ڤ": "f", "ق": "k", "ك": "k",
        "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "", "و": "", "ي": "", "ى": "", "ا": "", "أ": "", "إ": "", "آ": "", "ة": "",
        "ء": "", "ؤ": "", "ئ": "",
    }
)  # fmt: skip
_DIGRAPHS = (("ph", "f"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("gh", "g"), ("kh", "k"), ("ck", "k"), ("x", "ks"))
_LATIN = str.maketrans("cqjpv", "kkgbf", "aeiouyhw")
_TWICE = re.compile(r"(.)\1+")


def is_source_word(name: str, source: str) -> bool:
    """Whether a name has the consonants of a word of `source`.

    >>> is_source_word("Gilildah's", "قدمت غيلياد المركب"), is_source_word("Gaza", "منذ أن بدأت أوكرانيا")
    (True, False)
    """
    wanted = [sound for word in name.split() if len(sound := _latin(word)) >= MIN_LETTERS]
    there = {_TWICE.sub(r"\1", word.translate(_ARABIC)) for word in words(key(source).text)}
    return any(similarity(sound, other, ALIKE) for sound in wanted for other in there if len(other) >= MIN_LETTERS)


def _latin(word: str) -> str:
    text = re.sub(r"['’]s?$", "", word).casefold()
    for pair, sound in _DIGRAPHS:
        text = text.replace(pair, sound)
    return _TWICE.sub(r"\1", "".join(c for c in text.translate(_LATIN) if c.isalpha() and c.isascii()))
