"""How often QA speaks wrongly on human translations, and how many seeded errors it finds: `python -m benchmarks.qa`.

False alarms: error findings of number and date on pairs that people translated, per 100 pairs with a digit on either side and per
100 others; nothing is set aside, so translators' own slips count as false alarms too. Recall: an injected error counts as found
only by an error finding that the undamaged pair does not have. `--rows FILE` writes every seeded row out to be read.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sacrebleu.metrics.chrf import CHRF

from benchmarks.data import pairs as load
from benchmarks.data import shared
from benchmarks.duckling import score
from benchmarks.form_injector import seeded_form
from benchmarks.qa_injector import SEED, Seeded, seeded
from qa.checks.aligned import pair
from qa.checks.form_confidence import LEAST
from qa.checks.records import Checked, CheckPolicy
from qa.checks.registry import Check, checks
from qa.checks.run import check_article
from translations.engine import Engine
from translations.models import find
from translations.text import for_model

SETS = (
    ("ar", "tico19.ar-en"),
    ("ar", "flores200-devtest.ar-en"),
    ("fr", "tico19.fr-en"),
    ("es", "tico19.es-en"),
    ("pt", "tico19.pt-en"),
    ("ru", "tico19.ru-en"),
    ("fa", "tico19.fa-en"),
    ("id", "tico19.id-en"),
    ("zh", "tico19.zh-en"),
)
RECALL_SETS = SETS[:6]
PER_KIND = 300
SCORED = 300  # sentences that are translated and scored for `form.confidence`
INDEPENDENT = CheckPolicy(independent=True)
_DIGIT = re.compile(r"\d")
# Blocks of the French file whose English belongs to other lines (found by reading it): no translation, so no measure of one.
MISALIGNED = {"tico19.fr-en": (range(440, 735), range(1080, 1120))}


def human(name: str) -> list[tuple[int, str, str]]:
    """(line, source, English) of the pairs that can be measured: those with source text, in aligned blocks."""
    left_out = MISALIGNED.get(name, ())
    return [
        (line, source, target)
        for line, (source, target) in enumerate(load(name))
        if source.strip() and source.strip() != "{NS}" and not any(line in block for block in left_out)
    ]


def checked(rows: Iterable[tuple[int, str, str]], lang: str) -> list[Checked]:
    """The rows checked each for itself."""
    return check_article([pair(line, source, target, article="bench", lang=lang) for line, source, target in rows], INDEPENDENT)


def numeric_errors(one: Checked) -> set[str]:
    """Fingerprints of a pair's error findings of number and date."""
    return {f.fingerprint for f in one.findings if f.severity == "error" and f.check.startswith("quantity.")}


def false_alarms(lang: str, name: str) -> tuple[float, int, float, int, float]:
    """(false alarms per 100 number-bearing pairs, their number, per 100 others, their number, pairs a second)."""
    rows = human(name)
    started = time.process_time()
    results = checked(rows, lang)
    seconds = time.process_time() - started
    alarms, sizes = Counter[bool](), Counter[bool]()
    for (_, source, target), one in zip(rows, results, strict=True):
        bearing = bool(_DIGIT.search(source) or _DIGIT.search(target))
        sizes[bearing] += 1
        alarms[bearing] += bool(numeric_errors(one))
    rate = {kind: 100 * alarms[kind] / max(1, sizes[kind]) for kind in (True, False)}
    return rate[True], sizes[True], rate[False], sizes[False], len(rows) / seconds


def recall(lang: str, name: str, sink: list[dict[str, object]]) -> dict[str, tuple[int, int]]:
    """kind -> (found, seeded)."""
    rows = human(name)
    texts = [(source, target) for _, source, target in rows]
    faults = list(seeded(texts, PER_KIND, lang))
    clean = dict(zip(range(len(rows)), (numeric_errors(one) for one in checked(rows, lang)), strict=True))
    damaged = checked([(rows[fault.row][0], rows[fault.row][1], fault.target) for fault in faults], lang)
    counts: dict[str, tuple[int, int]] = {}
    for fault, one in zip(faults, damaged, strict=True):
        new = [f for f in one.findings if f.severity == "error" and f.fingerprint not in clean[fault.row]]
        found, total = counts.get(fault.kind, (0, 0))
        counts[fault.kind] = (found + bool(new), total + 1)
        sink.append(
            {
                "set": name,
                "line": rows[fault.row][0],
                **_row(fault),
                "source": rows[fault.row][1],
                "findings": [f.message for f in new],
            }
        )
    return counts


def _row(fault: Seeded) -> dict[str, object]:
    record: dict[str, object] = asdict(fault)
    record.pop("row")
    return record


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form check: findings per 100 human pairs (Arabic; all languages, the highest), faults found, faults seeded."""

    check: Check
    rate: float
    highest: float
    found: int
    total: int


def forms(sink: list[dict[str, object]]) -> list[FormRow]:
    """Every form check on all human pairs, and on seeded faults of all Arabic pairs."""
    rows = [row for _, name in SETS[:2] for row in human(name)]
    spoke = {name: _speaking(lang, name) for lang, name in SETS}
    found, total = Counter[str](), Counter[str]()
    faults = list(seeded_form([(source, target) for _, source, target in rows], PER_KIND))
    damaged = checked([(rows[fault.row][0], fault.source or rows[fault.row][1], fault.target) for fault, _ in faults], "ar")
    for (fault, check), one in zip(faults, damaged, strict=True):
        total[check] += 1
        found[check] += any(f.check == check for f in one.findings)
        messages = [f.message for f in one.findings]
        sink.append({"set": "form", "line": rows[fault.row][0], **_row(fault), "check": check, "findings": messages})
    arabic = [spoke[name] for _, name in SETS[:2]]
    return [
        FormRow(
            each,
            100 * sum(counts[each.id] for counts, _ in arabic) / sum(size for _, size in arabic),
            max(100 * counts[each.id] / size for counts, size in spoke.values()),
            found[each.id],
            total[each.id],
        )
        for each in checks()
        if each.id.startswith("form.")
    ]


def _speaking(lang: str, name: str) -> tuple[Counter[str], int]:
    """(check -> pairs on which it speaks, number of pairs)."""
    results = checked(human(name), lang)
    return Counter(check for one in results for check in {f.check for f in one.findings}), len(results)


def confidence() -> dict[str, float]:
    """What `form.confidence` says of `SCORED` Arabic sentences, in percent.

    Human English is scored with the shipped model as if it had written it; "own" is the model's own English, of which "the worst
    tenth" by chrF is what the check should mark.
    """
    rows = [row for _, name in SETS[:2] for row in human(name) if len(row[1]) > len("a short one is soon sure of")]
    rows = random.Random(SEED).sample(rows, SCORED)
    engine = Engine(find("ar"))
    sources, english = [for_model(source) for _, source, _ in rows], [target for *_, target in rows]
    human_scores = engine.score(sources, engine.target_tokens(english))
    wrong = engine.score(sources, engine.target_tokens(english[1:] + english[:1]))
    own = [hypotheses[0] for hypotheses in engine.translate(sources)]
    chrf = CHRF(word_order=2)
    quality = [chrf.sentence_score(one.text, [reference]).score for one, reference in zip(own, english, strict=True)]
    poor = sorted(quality)[SCORED // 10]
    marked = [score for one, score in zip(own, quality, strict=True) if one.score < LEAST]
    return {
        "human English": 100 * sum(score < LEAST for score in human_scores) / SCORED,
        "English of another sentence": 100 * sum(score < LEAST for score in wrong) / SCORED,
        "own English": 100 * len(marked) / SCORED,
        "of these among the worst tenth": 100 * sum(score < poor for score in marked) / max(1, len(marked)),
        "of the worst tenth": 100 * sum(score < poor for score in marked) / (SCORED // 10),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, help="write every seeded row to this file (JSON lines)")
    options = parser.parse_args(arguments)
    shared()
    sink: list[dict[str, object]] = []
    print(f"QA on human translations, {date.today().isoformat()}\n")
    print("| set | false alarms per 100 number-bearing pairs | per 100 others | pairs a second, one core |\n|---|---|---|---|")
    for lang, name in SETS:
        bearing, n, other, m, speed = false_alarms(lang, name)
        print(f"| {name} | {bearing:.2f} of {n:,} | {other:.2f} of {m:,} | {speed:,.0f} |")
    results = {name: recall(lang, name, sink) for lang, name in RECALL_SETS}
    kinds = list(dict.fromkeys(kind for counts in results.values() for kind in counts))
    print("\n| seeded error, found in % (of) | " + " | ".join(results) + " |\n|" + "---|" * (len(results) + 1))
    for kind in kinds:
        cells = []
        for counts in results.values():
            found, total = counts.get(kind, (0, 0))
            cells.append(f"{100 * found / total:.1f} ({total})" if total else "–")
        print(f"| {kind} | " + " | ".join(cells) + " |")
    print(
        "\n| form check | severity | findings per 100 human pairs: Arabic, most in a set | seeded faults found |"
        "\n|---|---|---|---|"
    )
    for row in forms(sink):
        share = f"{100 * row.found / row.total:.1f} % of {row.total}" if row.total else "–"
        print(f"| {row.check.id} | {row.check.severity} | {row.rate:.2f}, {row.highest:.2f} | {share} |")
    print(f"\n| form.confidence, of {SCORED} sentences | % marked |\n|---|---|")
    for what, percent in confidence().items():
        print(f"| {what} | {percent:.1f} |")
    print("\n| conformance (Duckling, Arabic) | right | waived | of |\n|---|---|---|---|")
    for kind, (right, waived, total) in score().items():
        print(f"| {kind} | {right} | {waived} | {total} |")
    if options.rows:
        options.rows.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in sink), encoding="utf-8")


if __name__ == "__main__":
    main()
