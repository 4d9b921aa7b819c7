"""Names in one spelling: what is taken as the same name, and what stays as it is written."""

from __future__ import annotations

import pytest

from glossary.forms import find_any
from glossary.spelling import in_one_spelling
from glossary.terms import Term

KIM = Term(
    id="kim", kind="person", source_lang="ar", source="كيم", target="Kim", accepted=("Kim Jong Un", "Kim Jong-un", "Kim Jong-Un")
)
IL_SUNG = Term(id="il", kind="person", source_lang="ar", source="كيم إيل سونغ", target="Kim Il Sung", accepted=("Kim Il-sung",))
ERDOGAN = Term(id="e", kind="person", source_lang="ar", source="أردوغان", target="Erdoğan", accepted=("Erdogan",))
MINISTER = Term(id="m", kind="office", source_lang="ar", source="وزير الخارجية", target="Foreign Minister")
STATES = Term(id="us", kind="country", source_lang="ar", source="الولايات المتحدة", target="United States", accepted=("US",))


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        (IL_SUNG, "Kim Il-sung Square", "Kim Il Sung Square"),
        (IL_SUNG, "Kim Il‑Sung’s heirs", "Kim Il Sung’s heirs"),
        (KIM, "Kim Jong-un spoke; later Kim left", "Kim Jong Un spoke; later Kim left"),
        (ERDOGAN, "Erdogan's visit", "Erdoğan's visit"),
        (STATES, "the United States' aid, US aid", "the United States' aid, US aid"),
        (MINISTER, "Foreign-Minister talks", "Foreign-Minister talks"),
    ],
)
def test_names_in_one_spelling(term: Term, text: str, expected: str) -> None:
    spans = [span for span in find_any(text, (term.target, *term.accepted)) if span]
    longest = [span for span in spans if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in spans)]
    assert in_one_spelling(text, [(term, span) for span in longest]) == expected
