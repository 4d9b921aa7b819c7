"""What kind of change stands between two quantities that are probably one: so that each kind is a finding of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from qa.quantities.digits import DIGITS
from qa.quantities.records import Quantity, Value

Sort = Literal["weekday", "month", "date_order", "scale", "swapped", "designation", "value"]


def _digits(text: str) -> str:
    return "".join(char for char in text.translate(DIGITS) if "0" <= char <= "9")


def _parts(value: str) -> list[str]:
    return value.removeprefix("--").split("-")


def _power_of_ten(a: Value, b: Value) -> bool:
    if isinstance(a, str) or isinstance(b, str) or not a or not b:
        return False
    ratio = Fraction(a) / Fraction(b)
    ratio = ratio if ratio >= 1 else 1 / ratio
    return ratio.denominator == 1 and ratio > 1 and str(ratio.numerator).strip("0") == "1"


def _swapped(source: Quantity, target: Quantity) -> bool:
    """The same digits in another order: 2.25 and 25.2 (parts turned round by a bidi fault), 1798 and 1789."""
    a, b = _digits(source.text), _digits(target.text)
    return len(a) > 1 and a != b and sorted(a) == sorted(b)


def sort_of(source: Quantity, target: Quantity) -> Sort:
    """The most telling name for the difference."""
    if source.kind == target.kind == "weekday":
        return "weekday"
    if source.kind == target.kind == "date" and source.unit == target.unit:
        a, b = _parts(str(source.value)), _parts(str(target.value))
        partial = str(source.value).startswith("--"), str(target.value).startswith("--")
        if len(a) == len(b) and partial[0] == partial[1]:
            differing = [index for index, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
            month = 0 if partial[0] else 1
            if differing == [month]:
                return "month"
            if differing == [month, month + 1] and a[month] == b[month + 1] and a[month + 1] == b[month]:
                return "date_order"
        elif _month(source) is not None and _month(target) is not None and _month(source) != _month(target):
            return "month"
        return "swapped" if _swapped(source, target) else "value"
    if source.kind == target.kind == "designation":
        return "designation"
    if _power_of_ten(source.value, target.value):
        return "scale"
    return "swapped" if _swapped(source, target) else "value"


def _month(quantity: Quantity) -> str | None:
    parts = _parts(str(quantity.value))
    index = 0 if str(quantity.value).startswith("--") else 1
    return parts[index] if len(parts) > index else None
