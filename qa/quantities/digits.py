"""What a run of digits can mean: separators differ by country, so an ambiguous run keeps every reading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

# Every decimal digit of Unicode to its ASCII form, one character for one, so that offsets hold.
DIGITS = {
    code: ord(str(unicodedata.digit(chr(code)))) for code in range(0x80, 0x1FBFA) if unicodedata.category(chr(code)) == "Nd"
}
SEPARATORS = ".,٫٬،'’ "
_PARTS = re.compile(r"[0-9]+|[^0-9]+")


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def parse(text: str, thousands: Iterable[str], decimals: Iterable[str]) -> tuple[Fraction, ...]:
    """The readings of a run of ASCII digits and separators, the likeliest first; never empty.

    >>> parse("30,000", [","], ["."])
    (Fraction(30000, 1), Fraction(30, 1))
    >>> parse("1.5", [","], ["."])
    (Fraction(3, 2),)
    """
    if not text[0].isdigit():
        text = "0" + text
    pieces = _PARTS.findall(text)
    digits, marks = pieces[::2], pieces[1::2]
    if not marks:
        return (Fraction(int(digits[0])),)
    whole, last = digits[:-1], digits[-1]
    grouped = len(digits[0]) <= 3 and digits[0] != "0" and all(len(group) == 3 for group in digits[1:])
    joined = Fraction(int("".join(digits)))
    if len(set(marks)) > 1:
        # 1,234.5 or 1.234,5: the last mark is the decimal one.
        return (_decimal("".join(whole), last),)
    mark = marks[0]
    if len(marks) > 1:
        return (joined,)
    decimal = _decimal(whole[0], last)
    if mark in " '’٬" or not grouped:
        return (joined,) if grouped or mark in " '’" else (decimal,)
    if mark == "٫":
        return (decimal,)
    order = (joined, decimal) if mark in thousands and mark not in {"."} else (decimal, joined)
    # In a language whose decimal mark this is (and which groups otherwise), the decimal comes first.
    if mark in decimals and mark not in thousands:
        order = (decimal, joined)
    elif mark == "." and mark in thousands and mark not in decimals:
        order = (joined, decimal)
    return order
