"""All checks over one article's pairs."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.consistency import short_first, variations
from glossary.terms import Glossary
from qa.checks.compare import compare
from qa.checks.records import Checked, CheckPolicy, Found, Names, Pair, Seen
from qa.checks.registry import Check, checks
from qa.findings import Finding, fingerprint
from qa.quantities import extract
from qa.quantities.hints import hints
from qa.quantities.ranges import parted

DEFAULT = CheckPolicy()


def check_article(pairs: Sequence[Pair], policy: CheckPolicy = DEFAULT, glossary: Glossary | None = None) -> list[Checked]:
    """One `Checked` a pair, in order. Text that was passed through as it stood has nothing to compare and gets no findings.

    With the `glossary` that the outcomes speak of, the article's names are compared with each other too.
    """
    sources, targets = [], []
    for pair in pairs:
        done = pair.translation.origin == "passthrough"
        sources.append([] if done else parted(extract(pair.segment.text, pair.source_lang, pair.reference_date)))
        targets.append([] if done else parted(extract(pair.translation.text, pair.target_lang, pair.reference_date)))
    comparisons = compare(
        sources,
        targets,
        neighbours=not policy.independent,
        hinted=lambda index: hints(pairs[index].segment.text, pairs[index].source_lang),
    )
    names = _names(pairs, glossary)
    active = [each for each in checks() if policy.settings.get(each.id) != "off"]
    return [
        Checked(
            pair=pair,
            source_quantities=tuple(source),
            target_quantities=tuple(target),
            findings=() if pair.translation.origin == "passthrough" else _findings(Seen(pair, comparison, names), active, policy),
        )
        for pair, source, target, comparison in zip(pairs, sources, targets, comparisons, strict=True)
    ]


def _names(pairs: Sequence[Pair], glossary: Glossary | None) -> Names:
    if glossary is None:
        return Names()
    outcomes = [pair.outcomes for pair in pairs]
    return Names(tuple(variations(outcomes, glossary)), tuple(short_first(outcomes, glossary)))


def _findings(seen: Seen, active: Sequence[Check], policy: CheckPolicy) -> tuple[Finding, ...]:
    found = [_finding(each, one, seen.pair, policy) for each in active for one in each.function(seen)]
    return tuple(sorted(found, key=_order)) if len(found) > 1 else tuple(found)


def _order(finding: Finding) -> tuple[int, int, str, str]:
    source = finding.source_span[0] if finding.source_span else 1 << 30
    target = finding.target_span[0] if finding.target_span else 1 << 30
    return source, target, finding.check, finding.fingerprint


def _finding(check: Check, found: Found, pair: Pair, policy: CheckPolicy) -> Finding:
    setting = policy.settings.get(check.id)
    severity = setting if setting is not None and setting != "off" else found.severity or check.severity
    segment = pair.segment
    return Finding(
        check=check.id,
        version=check.version,
        mqm=check.mqm,
        severity=severity,
        article_id=segment.article_id,
        segment_id=segment.id,
        message=found.message,
        fingerprint=fingerprint(
            check.id, check.version, segment.article_id, segment.text, found.source_value, found.target_value
        ),
        source_span=found.source_span,
        target_span=found.target_span,
        source_value=found.source_value,
        target_value=found.target_value,
    )
