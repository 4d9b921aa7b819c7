"""The comparison of two runs as one self-contained HTML page."""

from __future__ import annotations

from difflib import SequenceMatcher

from markupsafe import Markup

from qa.report.assets import asset, environment, policy
from qa.report.compare import Comparison
from qa.report.safe import clipped, visible

STYLE = ("base.css", "diff.css")
SCRIPT = ("base.js",)
SHOWN = 2_000  # changed segments on the page; `dragoman diff --format jsonl` has all
MARKED_WORDS = 400  # words of a side; marking what changed in more takes time by their square
MAX_TEXT = 4_000  # characters of a side shown


def comparison_page(comparison: Comparison) -> str:
    """The comparison as one self-contained HTML page."""
    style, script = asset(*STYLE), asset(*SCRIPT)
    shown = comparison.segments[:SHOWN]
    return environment().get_template("diff.html.j2").render(
        style=style,
        script=script,
        policy=policy(style, script),
        comparison=comparison,
        shown=[(segment, *marked_words(segment.before or "", segment.after or "")) for segment in shown],
        more=len(comparison.segments) - len(shown),
        clip=clipped,
        most=MAX_TEXT,
    ) + "\n"  # fmt: skip


def marked_words(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts as HTML, words that only one has in `<del>` and `<ins>`; long texts are not compared word by word."""
    old, new = before.split(), after.split()
    if before == after or max(len(old), len(new)) > MARKED_WORDS:
        return Markup.escape(visible(clipped(before, MAX_TEXT))), Markup.escape(visible(clipped(after, MAX_TEXT)))
    left, right = [], []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(_words(old[i:j], "" if what == "equal" else "del"))
        right.append(_words(new[k:m], "" if what == "equal" else "ins"))
    return Markup(" ").join(filter(None, left)), Markup(" ").join(filter(None, right))


def _words(words: list[str], tag: str) -> Markup:
    text = visible(" ".join(words))
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text) if tag and text else Markup.escape(text)
