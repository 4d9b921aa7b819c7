"""Does an English text repeat itself as a looping decoder does, more than its source gives reason for?"""

from __future__ import annotations

import re
from collections import Counter

# (length of the repeated run in words, repetitions in a row that make a loop). Among the 4,083 human English texts of
# FLORES-200 and TICO-19 none is flagged; see tests/translations/test_loops.py.
_IN_A_ROW = ((1, 4), *((length, 3) for length in range(2, 7)), *((length, 2) for length in range(7, 21)))
_FAR_LENGTH, _FAR_TIMES = 6, 3  # the same six words three times anywhere

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# One to four letters six times in a row inside a word ("Kosssssss", "nananananana"); figures such as 1000000 are none.
_STUTTER = re.compile(r"([^\W\d_]{1,4}?)\1{5}", re.IGNORECASE)
MAX_WORDS = 4000


def is_loop(text: str, source: str = "") -> bool:
    """Whether `text` repeats a run of words in a row, six words three times, or letters in a word, unless `source` does too.

    >>> is_loop("the state of the state of the state of the state of play")
    True
    >>> is_loop("No, no, no!", source="لا، لا، لا!")
    False
    """
    return _repeats(text) and not _repeats(source)


def _repeats(text: str) -> bool:
    if _STUTTER.search(text):
        return True
    words = [word.casefold() for word in _WORD.findall(text)][:MAX_WORDS]
    for length, times in _IN_A_ROW:
        run = 0  # number of words in a row that equal the word `length` places before
        for index in range(length, len(words)):
            run = run + 1 if words[index] == words[index - length] else 0
            if run >= length * (times - 1) - (times == 2):  # "X and X": all but the joining word comes again
                return True
    grams = Counter(tuple(words[i : i + _FAR_LENGTH]) for i in range(len(words) - _FAR_LENGTH + 1))
    return any(count >= _FAR_TIMES for count in grams.values())
