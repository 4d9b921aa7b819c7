import pytest

from glossary.ladder.wording import put
from glossary.terms import Term


def term(target: str, article: str = "", kind: str = "person") -> Term:
    return Term(id="t", kind=kind, source_lang="ar", source="س", target=target, article_policy=article)


# text with [the words to be replaced], term, what must come out
CASES = [
    ("[Uzbekistan] said", term("Ushakov"), "Ushakov said"),
    ("[Obama]'s aide", term("Ushakov"), "Ushakov's aide"),
    ("[Obama's] aide", term("Ushakov"), "Ushakov's aide"),
    ("the [Obama's] aide", term("United States", "the", "country"), "the United States' aide"),
    ("at [Karmlin] today", term("Kremlin", "the"), "at the Kremlin today"),
    ("at the [Karmlin] today", term("Kremlin", "the"), "at the Kremlin today"),
    ("[karmlin] said", term("Kremlin", "the"), "The Kremlin said"),
    ("a [peace treaty] was", term("agreement on trade"), "an agreement on trade was"),
    ("an [old pact] was", term("treaty"), "a treaty was"),
    ("a [thing]", term("UN body"), "a UN body"),
    ("a [thing]", term("FBI agent"), "an FBI agent"),
    ("said. [obama] left", term("mutual assistance", kind="treaty"), "said. Mutual assistance left"),
    ("his [boss] left", term("Kremlin", "the"), "his Kremlin left"),
]


@pytest.mark.parametrize(("text", "wanted", "expected"), CASES)
def test_a_term_is_put_in_as_a_writer_would(text: str, wanted: Term, expected: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert put(text.replace("[", "").replace("]", ""), (start, end), wanted) == expected
