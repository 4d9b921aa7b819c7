import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.forms import find, flat
from glossary.scoring import assign

# form, text, case policy, how often it stands there
CASES = [
    ("Kim Jong Un", "Kim Jong-un's aide, Kim Jong Un", "", 2),
    ("Kim Jong Un", "Kim Jong‑Un and Kim Jong Unity", "", 1),
    ("Mali", "Normalisation in Malian towns", "", 0),
    ("Mali", "Mali’s army", "", 1),
    ("US", "it helps us", "", 0),
    ("US", "the U.S. and the US", "", 1),
    ("Côte d'Ivoire", "Cote d’Ivoire", "", 1),
    ("Bashar al-Assad", "Bashar Al-Assad", "", 1),
    ("treaty of friendship", "Treaty of Friendship", "any", 1),
    ("Treaty of Friendship", "treaty of friendship", "", 0),
    ("Tass", "TASS", "", 1),
    ("TASS", "tass", "exact", 0),
    ("agreement", "agreements", "any", 1),
    ("NATO", "NATO-led", "", 1),
]


@pytest.mark.parametrize(("form", "text", "policy", "count"), CASES)
def test_what_counts_as_a_form(form: str, text: str, policy: str, count: int) -> None:
    assert len(find(text, form, policy)) == count


@given(st.text(max_size=80))
def test_the_flat_copy_keeps_every_place(text: str) -> None:
    assert len(flat(text)) == len(text)


@given(st.text(max_size=40), st.text(max_size=12))
def test_any_text_and_form(text: str, form: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find(text, form))


SPAN = st.tuples(st.integers(0, 12), st.integers(1, 5)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def most_by_trying(wanted: list[list[tuple[int, int]]]) -> int:
    if not wanted:
        return 0
    best = most_by_trying(wanted[1:])
    for start, end in wanted[0]:
        rest = [[s for s in spans if s[1] <= start or end <= s[0]] for spans in wanted[1:]]
        best = max(best, 1 + most_by_trying(rest))
    return best


@given(st.lists(st.lists(SPAN, max_size=3), max_size=4))
def test_assignment_is_disjoint_and_as_large_as_can_be(wanted: list[list[tuple[int, int]]]) -> None:
    given_spans = assign(wanted)
    taken = sorted(span for span in given_spans if span)
    assert all(a[1] <= b[0] for a, b in zip(taken, taken[1:], strict=False))  # noqa: RUF007
    assert all(span is None or span in spans for span, spans in zip(given_spans, wanted, strict=True))
    assert len(taken) == most_by_trying(wanted)


def test_the_longer_name_does_not_eat_the_shorter() -> None:
    assert assign([[(0, 3), (20, 23)], [(0, 17)]]) == [(20, 23), (0, 17)]
