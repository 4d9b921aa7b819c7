"""A text cut into nodes: digit runs, words and phrases with what they can mean, and single marks, each with its span."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from qa.quantities.digits import DIGITS
from qa.quantities.tables import Phrase, Role, Roles, Tables, folded, readings
from translations.text import Normalised

NO_ROLES: Roles = MappingProxyType({})
_AND = MappingProxyType({"w:and": Role("w:and", "and")})
# Every alternative starts with its own kind of character and takes whole runs, so the scan is linear in the text's length.
_TOKEN = re.compile(
    r"(?P<u>(?:https?://|www\.)[^\s\u3000-\u9fff\uff00-\uffef]+)"
    r"|(?P<n>[0-9]{1,3}(?:[ '’][0-9]{3})+(?![0-9])(?:[.,٫][0-9]+)?|[0-9]+(?:[.,٫٬،][0-9]+)*|(?<![^\s(و])[.٫][0-9]+)"
    r"|(?P<d>[A-Za-z]+[0-9][A-Za-z0-9]*(?:\.[0-9]+)*)"
    r"|(?P<w>[^\W\d_]+)"
    r"|(?P<s>\S)"
)
_TRAILING = ".,;:!?)]}>\"'،؛؟»”’/"  # what follows a URL in running text is not part of it
LONGEST_WORD = 4  # characters of a word in a script without spaces
_HYPHENS = frozenset("-‐–—")


class Node:
    """A digit run ("n"), word or phrase ("w"), mark ("s") or name with digits ("u"); `gap` parts it from the node before."""

    __slots__ = ("end", "gap", "key", "kind", "prefix", "roles", "start", "text")

    def __init__(self, kind: str, text: str, key: str, start: int, end: int, gap: str) -> None:
        self.kind, self.text, self.key, self.start, self.end, self.gap = kind, text, key, start, end, gap
        self.prefix: str = ""
        self.roles: Mapping[str, Role] = NO_ROLES


def _characters(run: str, start: int, gap: str, table: Tables) -> list[Node]:
    """A run of a script without spaces, cut into the longest known words; what is unknown is one node a character."""
    nodes: list[Node] = []
    index = 0
    while index < len(run):
        size = next((n for n in range(LONGEST_WORD, 0, -1) if n == 1 or run[index : index + n] in table.words), 1)
        word = run[index : index + size]
        nodes.append(Node("w", word, word, start + index, start + index + len(word), gap))
        gap = ""
        index += len(word)
    return nodes


def _tokens(text: str, table: Tables) -> list[Node]:
    nodes: list[Node] = []
    end = -1
    gap = ""
    characters = "characters" in table.flags
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "s"
        start, stop = match.span()
        word = text[start:stop]
        if kind == "w" and not characters:
            nodes.append(Node("w", word, folded(word), start, stop, gap or ("" if start == end else " ")))
            gap, end = "", stop
            continue
        if kind == "u":
            word = word.rstrip(_TRAILING)
            stop = start + len(word)
        glued = start == end
        if kind == "s" and word in _HYPHENS and glued and stop < len(text) and nodes:
            after = text[stop]
            # A hyphen inside a word or beside one joins; between two numbers it stays, for it is a range.
            if (
                (nodes[-1].kind != "s" and after.isalpha())
                or (nodes[-1].kind == "w" and after.isdigit())
                or (nodes[-1].kind == "u" and after.isalnum())
            ):
                gap, end = "-", stop
                continue
        if kind == "w" and not word.isascii():
            nodes.extend(_characters(word, start, gap or ("" if glued else " "), table))
            gap, end = "", stop
            continue
        key = word if kind == "n" else folded(word)
        node = Node("u" if kind == "d" else kind, word, key, start, stop, gap or ("" if glued else " "))
        gap, end = "", stop
        nodes.append(node)
    return nodes


def _phrase(nodes: list[Node], index: int, phrases: tuple[Phrase, ...]) -> Phrase | None:
    first = index + 1
    if first >= len(nodes):
        return None
    second = nodes[first].key
    for phrase in phrases:
        if phrase.rest[0] == second and first + len(phrase.rest) <= len(nodes) and _stands(nodes, first, phrase):
            return phrase
    return None


def _stands(nodes: list[Node], first: int, phrase: Phrase) -> bool:
    return all(
        nodes[first + k].key == word and (not phrase.glued[k] or nodes[first + k].gap != " ")
        for k, word in enumerate(phrase.rest)
    )


def nodes_of(text: str, table: Tables) -> list[Node]:
    """The nodes of a normalised text whose digits are already ASCII, in order; phrases of the tables are one node."""
    tokens = _tokens(text, table)
    nodes: list[Node] = []
    index, language, count, prefixes, phrases = 0, table.language, len(tokens), table.prefixes, table.phrases
    while index < count:
        node = tokens[index]
        index += 1
        if node.kind == "n":
            if index < count and tokens[index].key == "+" and tokens[index].gap == "":
                # 300+ is "300 or more", and may be followed by its scale word.
                node.prefix += "+"
                index += 1
            nodes.append(node)
            continue
        key = node.key
        if index < count and tokens[index].kind == "n" and tokens[index].gap == "" and key in prefixes:
            # A clitic glued to digits: و2001 is "and 2001", ب30 and ال24 are the bare number.
            tokens[index].gap = " "
            if "و" in key:
                node.roles = _AND
                nodes.append(node)
            else:
                tokens[index].prefix = key
            continue
        options = readings(language, key)
        if not options:
            nodes.append(node)
            continue
        best: Phrase | None = None
        prefix = ""
        found: Roles = NO_ROLES
        for stem, clitic, roles in options:
            if roles is not None and found is NO_ROLES:
                found, prefix = roles, clitic
            elif roles is not None and "never" in found and "card" in roles:
                # «وستون» starts no number (Weston), but ends one: «ثلاثة وستون».
                found, prefix = {**roles, **found}, clitic
            phrase = _phrase(tokens, index - 1, phrases[stem]) if stem in phrases else None
            if phrase is not None and (best is None or len(phrase.rest) > len(best.rest)):
                best, prefix, found = phrase, clitic, phrase.roles
        if "never" in found and "ئ" in node.text and len(found) > 1:
            # Only letter by letter are «مئتا» and «ميتا» (Meta), «كمئة» and «كمية» told apart.
            found = {cls: role for cls, role in found.items() if cls != "never"}
        if best is not None:
            last = tokens[index - 1 + len(best.rest)]
            node.end = last.end
            node.text = text[node.start : node.end]
            node.kind = "w"
            index += len(best.rest)
        elif found is not NO_ROLES and node.kind == "u":
            node.kind = "w"
        node.roles, node.prefix = found, prefix
        nodes.append(node)
    return nodes


def ascii_digits(copy: Normalised) -> str:
    """The normalised text with every script's digits as ASCII ones; offsets do not change."""
    return copy.text if copy.text.isascii() else copy.text.translate(DIGITS)
