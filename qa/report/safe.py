"""Articles are hostile input: how their text is shown without being obeyed, in HTML, Markdown, JSON, tables and file names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from translations.files import digest

# Bidi embeddings, overrides and isolates (UAX #9, "Trojan source", CVE-2021-42574): shown by number, never obeyed.
# The marks U+061C, U+200E, U+200F cannot reorder anything beyond their neighbour and stay.
_BIDI = "\u202a-\u202e\u2066-\u2069"
# Control characters other than tab and newline, lone surrogates, noncharacters: no HTML or XML may hold them.
_PLANE_ENDS = "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_LINE_ENDS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")

_MARKDOWN = re.compile(r"[\\`*_\[\]<>&~|$^]")
# An address that a Markdown reader would turn into a link by itself (GFM 6.9): its colon or dot is written as an entity.
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|xmpp|mailto)(:)|\b(www)(\.)")
_BLOCK_START = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)]))")

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection), also behind spaces.
_FORMULA = re.compile(r"^[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")

_SAFE_NAME = re.compile(r"\w[\w.-]{0,99}")
_RESERVED_NAME = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})


def visible(text: str) -> str:
    """The text with every character that acts without being seen written by its number, as ⟨U+202E⟩.

    >>> visible("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    # Every unsafe character is unprintable (Unicode Cc, Cf, Cs, Cn), and most texts have none: this is the fast way out.
    return text if text.isprintable() else _UNSAFE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def one_line(text: str) -> str:
    """The visible text on one line: line ends and tabs become a space."""
    return visible(_LINE_ENDS.sub(" ", text)).strip()


def clipped(text: str, size: int) -> str:
    """The text, or its beginning with an ellipsis where it is longer than `size` characters."""
    return text if len(text) <= size else text[: size - 1] + "…"


def utf8(text: str) -> str:
    """The text with lone surrogates, which no file can hold, replaced by U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def markdown(text: str) -> str:
    """One line of text as Markdown (CommonMark and GFM) that shows exactly that text: no link, image, HTML or block in it.

    >>> markdown("![x](http://a.b) <b>")
    '!\\\\[x\\\\](http&#58;//a.b) \\\\<b\\\\>'
    """
    line = _MARKDOWN.sub(lambda match: "\\" + match[0], one_line(text))
    line = _AUTOLINK.sub(lambda m: f"{m[1]}&#58;" if m[2] else f"{m[3]}&#46;", line)
    start = _BLOCK_START.match(line)
    if start is None:
        return line
    return f"{start[0]}\\{line[start.end() :]}" if start[0].isdigit() else f"\\{line}"


def isolated(text: str) -> str:
    """Markdown of a source text inside bidi isolates (U+2067, U+2069), so that it cannot reorder the English around it."""
    return f"\u2067{markdown(text)}\u2069"


def cell(text: str) -> str:
    """A text for a spreadsheet cell: visible, and with an apostrophe before anything that would be taken for a formula.

    >>> cell("=1+1")
    "'=1+1"
    """
    shown = visible(utf8(text))
    return f"'{shown}" if _FORMULA.match(shown) else shown


def compact_json(value: Any) -> str:
    """JSON on one line that loses nothing, with unsafe characters and `<` as escapes, so that it may stand inside a page."""
    text = _line(value)
    return _UNSAFE.sub(_json_escape, text).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def pretty_json(record: Mapping[str, Any]) -> str:
    """A record as JSON that loses nothing, a line a field and a line an item of a list, so that it can be read and compared.

    Characters that act without being seen are written as escapes.
    """
    lines = [f"{json.dumps(name)}:{_value(value)}" for name, value in record.items()]
    return _UNSAFE.sub(_json_escape, "{\n" + ",\n".join(lines) + "\n}\n")


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(_line(item) for item in value) + "\n]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def file_name(slug: str) -> str:
    """The slug if it can name a file on every system and cannot leave its folder; else a name made from its digest."""
    named = _SAFE_NAME.fullmatch(slug) and len(slug.encode("utf-8", "replace")) <= 200 and not _RESERVED_NAME.fullmatch(slug)
    return slug if named and not slug.endswith(".") else f"article-{digest(slug)}"


def page_address(slug: str, anchor: str = "") -> str:
    """The article page's address from the run's index: `articles/<file name>.html#<anchor>`, percent-encoded."""
    return f"articles/{quote(file_name(slug))}.html" + (f"#{anchor}" if anchor else "")


def web_address(url: str | None) -> str:
    """The address if a reader may follow it (http or https with a host); else nothing."""
    if not url:
        return ""
    try:
        parts = urlsplit(visible(url.strip()))
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc and visible(url) == url else ""


def language_tag(language: str) -> str:
    """The tag for a `lang` attribute; "und" if it is none (BCP 47)."""
    return language if _LANGUAGE_TAG.fullmatch(language) else "und"


def direction(language: str) -> str:
    """ "rtl" or "ltr": the direction in which the language is written."""
    return "rtl" if language.partition("-")[0].lower() in RTL_LANGUAGES else "ltr"
