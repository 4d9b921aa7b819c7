"""When two units of the same value are the same thing: a generic name covers its countries' own."""

from __future__ import annotations

# What a press text may call a currency without its country, and which it can then be.
GENERIC: dict[str, frozenset[str]] = {
    "USD": frozenset({"CAD", "AUD"}),  # "dollar" alone is read as the American one
    "pound": frozenset({"GBP", "EGP", "SDG", "LBP", "SYP", "lira", "lb"}),
    "lira": frozenset({"TRY", "LBP", "SYP", "pound"}),
    "riyal": frozenset({"SAR", "QAR", "YER", "IRR", "OMR"}),
    "dinar": frozenset({"KWD", "JOD", "IQD", "BHD", "LYD", "TND", "DZD"}),
    "dirham": frozenset({"AED", "MAD"}),
    "rupee": frozenset({"INR"}),
    "franc": frozenset({"CHF"}),
    "peso": frozenset({"MXN"}),
    "degree": frozenset({"celsius", "fahrenheit"}),
    "day": frozenset({"night"}),
    "km": frozenset({"kmh"}),  # "70 kilometres in the hour" is cut short in many ways
    "mile": frozenset({"mph"}),
    "m": frozenset({"mps"}),
}
# Units of counting that come and go in translation: "three times", "3-fold".
LOOSE = frozenset({"", "times"})


def agree(a: str, b: str) -> bool:
    """Whether two unit names can stand for one another, or one of them says nothing.

    >>> agree("EGP", "pound"), agree("km", "mile")
    (True, False)
    """
    return a == b or a in LOOSE or b in LOOSE or b in GENERIC.get(a, ()) or a in GENERIC.get(b, ())
