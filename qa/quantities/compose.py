"""Number words and digits put together: "two and a half million", «خمسة وعشرون ألفا», "45th", «الخامس والأربعون»."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from qa.quantities import digits
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

LONGEST_RUN = 30  # digits and separators; anything longer is an identifier, not a value
LARGEST = 10**18  # no press text counts further: a million million, said in two words
ZERO, ONE, TEN, HUNDRED = Fraction(0), Fraction(1), Fraction(10), Fraction(100)
PLAIN_SCALES = frozenset(Fraction(10**power) for power in (3, 6, 9, 12))


@dataclass(slots=True)
class Number:
    """A composed number: nodes `[start, stop)`, its exact value, every reading, and what kind of writing it was."""

    start: int
    stop: int
    value: Fraction
    readings: tuple[Fraction, ...]
    ordinal: bool = False
    weak: bool = False
    fraction: bool = False
    year: bool = False
    digits: str = ""


def _fits(group: Fraction, value: Fraction, table: Tables, joined: bool) -> Fraction | None:
    """`group` with one more cardinal, or nothing when the two cannot be one number."""
    if value == HUNDRED and not joined and (1 <= group < 10 or (table.language == "en" and 10 < group < HUNDRED and group % TEN)):
        return group * HUNDRED
    if "teens" in table.flags:
        if value == TEN and not joined and 3 <= group % HUNDRED <= 9:
            return group + TEN
        if not joined and "bare_join" not in table.flags:
            return group + value if group >= HUNDRED and group % HUNDRED == 0 and value < HUNDRED and group != HUNDRED else None
    if group % HUNDRED == 0 and 0 < value < HUNDRED and group >= HUNDRED:
        return group + value
    if group % 1000 == 0 and 0 < value < 1000 and group >= 1000:
        return group + value
    if group % TEN == 0 and 20 <= group % HUNDRED <= 90 and 0 < value < TEN:
        return group + value
    if "vigesimal" in table.flags and group % HUNDRED in (60, 80) and TEN <= value < 20:
        return group + value
    if "unit_first" in table.flags and joined and 0 < group % HUNDRED < TEN and 20 <= value <= 90 and value % TEN == 0:
        return group + value
    return None


def _goes_on(nodes: list[Node], index: int, scale: Fraction) -> bool:
    """Whether a number in words goes on behind a comma: with hundreds, or thousands after millions."""
    if index >= len(nodes) or "card" not in nodes[index].roles or nodes[index].prefix:
        return False
    follows = nodes[index + 1].roles if index + 1 < len(nodes) else {}
    value = nodes[index].roles["card"].value
    ahead = index + 1 + ("card" in follows and value % TEN == 0 and follows["card"].value < TEN)
    smaller = nodes[ahead].roles.get("scale") if ahead < len(nodes) else None
    if smaller is not None and 1000 <= smaller.value < scale:
        return True
    hundreds = HUNDRED <= value < 1000 or (value < TEN and "card" in follows and follows["card"].value == HUNDRED)
    return hundreds and scale >= 1000


def _fraction_after(nodes: list[Node], index: int, value: Fraction) -> bool:
    return index < len(nodes) and "fracs" in nodes[index].roles and not nodes[index].prefix and 1 <= value < 20


def compose(nodes: list[Node], start: int, table: Tables) -> Number | None:
    """The longest number that starts at a node, or nothing."""
    total, group, scale = ZERO, None, None
    readings: tuple[Fraction, ...] = ()
    run, weak, ordinal, is_fraction, year, halved = "", True, False, False, False, False
    index, parts = start, 0
    resumed_joined = False
    joined_group = False  # whether that group stands in words and follows a round thousand
    resume: tuple[int, int] | None = None  # where the last group after a scale word began
    count = len(nodes)
    while index < count:
        node = nodes[index]
        joined = "و" in node.prefix and parts > 0
        step = index + 1
        if parts and "w:and" in node.roles and step < count:
            node, joined, step = nodes[step], True, step + 1
            if "w:a" in node.roles and step < count and "frac" in nodes[step].roles:
                node, step = nodes[step], step + 1
        if parts and node.key == "," and scale and group is None and not run and _goes_on(nodes, step, scale):
            node, step = nodes[step], step + 1  # "six thousand, one hundred and one"
        if parts and "w:over" in node.roles and step < count and "scale" in nodes[step].roles:
            node, step = nodes[step], step + 1  # 5000 多万
        roles = node.roles
        if parts and node.prefix and not joined and node.prefix not in ("ال",):
            break
        if node.kind == "n":
            if len(node.text) > LONGEST_RUN:
                break
            values = digits.parse(node.text, table.thousands, table.decimals)
            if parts and not (
                joined
                and total
                and group is None
                and scale
                and values[0] < scale
                and values[0].denominator == 1
                and "joined_and" in table.flags
            ):
                break
            group, weak, resume = values[0], False, (index, parts)
            if not parts:
                readings, run = values, node.text
        elif "card" in roles and (not parts or not ordinal or (joined and 20 <= roles["card"].value <= 90)):
            value = roles["card"].value
            if value >= 1000:
                # «مليونان وثلاثمئة ألف»: a dual scale word is its scale too.
                if group is not None or (parts and not (joined and total and scale and value < scale)):
                    break
                total, scale, weak, resume = total + value, value / 2, False, None
                index, parts = step, parts + 1
                continue
            if group is None:
                if parts and not (
                    total and (not run or joined) and (joined or "teens" not in table.flags) and (scale is None or value < scale)
                ):
                    break
                group, resume, resumed_joined = value, (index, parts), joined
                joined_group = parts > 0 and not run and total < 10**6
            elif joined and _fraction_after(nodes, step, value) and group == int(group):
                # «خمسة وثلاثة أرباع»
                group, weak = group + value * nodes[step].roles["fracs"].value, False
                readings = tuple(reading + group % 1 for reading in readings)
                index, parts = step + 1, parts + 1
                break
            elif run:
                break
            elif group in range(13, 21) and not total and not joined and TEN <= value < HUNDRED and table.language == "en":
                group, year = group * HUNDRED + value, True
            else:
                if joined and table.language == "en" and group % HUNDRED:
                    break
                fitted = _fits(group, value, table, joined)
                if fitted is None:
                    break
                group = fitted
            weak = weak and roles["card"].weak
        elif "one" in roles and parts and group is not None and not run and not ordinal and group % TEN == 0 and group >= 20:
            # «neuf cent un», "cuarenta y uno": alone it is an article.
            if not joined and (group % HUNDRED or "one_joined" in table.flags):
                break
            group, weak = group + 1, False
        elif "mult" in roles:
            factor = roles["mult"].value
            if group is None or run:
                if parts:
                    break
                group = factor
            elif factor == Fraction(1, 10):  # the Indonesian teens: "dua belas" is ten and two
                group = group + TEN
            else:
                low = group % TEN if factor < 1000 else group
                if not low:
                    break
                group = group - low + low * factor
            weak = False
        elif (
            "scale" in roles or ("open" in roles and group is not None and roles["open"].value in PLAIN_SCALES)
        ) and not ordinal:
            # After a number "millones de" is its scale, alone it is an open plural.
            factor = (roles.get("scale") or roles["open"]).value
            if group is None:
                if joined and not (scale and factor < scale and "joined_and" in table.flags):
                    break
                if total and not joined and halved and factor == scale:
                    # «مليون ونصف المليون»: the scale word is said again after its half.
                    index, parts, halved = step, parts + 1, False
                    continue
                if total and not joined and not (scale and factor < scale and "bare_thousand" in table.flags):
                    if scale is None or total * factor > LARGEST:
                        break
                    total, scale = total * factor, factor
                    readings = tuple(reading * factor for reading in readings)
                    index, parts = step, parts + 1
                    continue
                if not parts and node.key.removeprefix(node.prefix) in table.after_only:
                    return None
                group = ONE
            elif joined:
                break
            if (
                scale is not None
                and factor > scale
                and joined_group
                and group >= (HUNDRED if resumed_joined else ONE)
                and total + group < LARGEST // factor
            ):
                # «ألف وخمسمئة مليون», "one thousand five hundred million"
                total, group, scale, weak = (total + group) * factor, None, factor, False
                index, parts, joined_group = step, parts + 1, False
                continue
            if scale is not None and factor >= scale:
                if resume is not None and group is not ONE:
                    # «بين 20 ألفا و30 ألفا»: the group belongs to the next number.
                    (index, parts), group = resume, None
                break
            if not total:
                # Before a scale word "1.716" is 1.716 and nothing else.
                readings = tuple(reading * factor for reading in (readings[:1] if "." in run else readings))
            total, group, scale, weak = total + group * factor, None, factor, False
        elif "fracs" in roles and group is not None and not run and not joined and not total and 1 <= group < 20:
            group, is_fraction, weak = group * roles["fracs"].value, True, False
            index = step
            parts += 1
            if step < count and "scale" in nodes[step].roles and "و" not in nodes[step].prefix:
                # «ثلاثة أرباع المليون»
                group, index, parts = group * nodes[step].roles["scale"].value, step + 1, parts + 1
            break
        elif "frac" in roles:
            part = roles["frac"].value
            if not parts:
                group, is_fraction, weak = part, True, part in (Fraction(1, 2), Fraction(1, 4))
                ahead = step
                while ahead < count and ahead < step + 2 and ("w:a" in nodes[ahead].roles or "w:of" in nodes[ahead].roles):
                    ahead += 1
                if ahead > step and ahead < count and "scale" in nodes[ahead].roles:
                    step = ahead
            elif not joined:
                break
            elif group is not None and group == int(group) and group < 1000:
                group, weak = group + part, False
                readings = tuple(reading + part for reading in readings)
            elif group is None and scale:
                total, halved = total + part * scale, True
            else:
                break
        elif "ord" in roles or "ordunit" in roles:
            if not parts:
                role = roles.get("ord") or roles["ordunit"]
                following = nodes[step] if step < count else None
                tens = following is not None and ("و" in following.prefix or "w:and" in following.roles)
                if "ord" not in roles and not tens:
                    return None
                group, ordinal, weak = role.value, True, role.weak
            elif "ord" in roles and not run and not ordinal and ("unit" not in roles or table.language == "en"):
                value = roles["ord"].value
                fitted = (
                    _fits(group, value, table, joined)
                    if group is not None
                    else (value if total and value < (scale or 0) else None)
                )
                if fitted is None or (joined and group is not None and group % HUNDRED and "unit_first" not in table.flags):
                    break
                group, ordinal, weak = fitted, True, False
                index, parts = step, parts + 1
                if "unit_first" in table.flags and step < count and "و" in nodes[step].prefix and "card" in nodes[step].roles:
                    continue  # «المئة والخامس والعشرون»
                break
            else:
                break
        else:
            break
        index, parts = step, parts + 1
    if not parts or (group is None and not total):
        return None
    if (
        (ordinal or nodes[start].prefix.endswith("ال"))
        and index + 1 < count
        and "w:beyond" in nodes[index].roles
        and "card" in nodes[index + 1].roles
    ):
        # «الحادي والعشرون بعد المئة»: the 121st
        more = (
            compose(nodes, index + 1, table)
            if nodes[index + 1].prefix == "ال" and group is not None and group < HUNDRED
            else None
        )
        if more is not None and group is not None and more.value % HUNDRED == 0:
            group, ordinal, index, parts = group + more.value, True, more.stop, parts + 2
    value = total + (group or ZERO)
    open_readings = readings if len(readings) > 1 and value == readings[0] else (value,)
    return Number(start, index, value, open_readings, ordinal, weak, is_fraction, year, run if parts == 1 else "")
