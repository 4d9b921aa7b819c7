"""`docs/benchmarks.md` and `docs/benchmarks.svg`, made from `benchmarks/results.json`: `python -m benchmarks.pipeline_page`.

Of the page only what stands between the two marks is made here; parts that were not measured say so.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from benchmarks import pipeline_results as results
from benchmarks.data import ROOT
from translations.files import write_whole

PAGE, CHART = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.svg"
BEGIN, END = "<!-- made by `make bench`: begin -->", "<!-- made by `make bench`: end -->"
NOT_YET = "Not measured yet."
# What a core costs an hour; a number to multiply with, not an offer of anybody's.
PRICE = 0.04
Figures = dict[str, Any]


def write(parts: Figures | None = None) -> None:
    """Put the kept figures into the page and the chart."""
    parts = results.kept() if parts is None else parts
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    write_whole(PAGE, f"{before}{BEGIN}\n{section(parts)}\n{END}{after}")
    write_whole(CHART, chart(parts))


def section(parts: Figures) -> str:
    """The made part of the page, in Markdown."""
    made = []
    for title, name, words in SECTIONS:
        part = parts.get(name)
        taken = _taken(part["taken"]) if part and "taken" in part else ""
        made += [f"## {title}", "", words(part) if part else NOT_YET, "", *([taken, ""] if taken else [])]
    return "\n".join(made).rstrip("\n")


def _taken(taken: Figures) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in taken["versions"].items())
    machine = f"{taken['processor']}, {taken['cores']} cores, {taken['threads']} threads, {taken['system']}"
    return f"*{taken['date']}, {machine}, Python {taken['python']}, {versions}; load at the end {taken['load']}.*"


def _table(head: list[str], rows: list[list[str]]) -> str:
    ruler = "|" + "---|" * len(head)
    return "\n".join(["| " + " | ".join(head) + " |", ruler, *("| " + " | ".join(row) + " |" for row in rows)])


def _speed(part: Figures) -> str:
    bare, whole = (part[f"{side}_wall"] for side in ("bare", "pipeline"))
    decoded = part["passes"] * part["sentences_a_pass"]
    rows = [
        ["bare CTranslate2", f"{bare:.0f} s", f"{part['bare_processor']:.0f} s", f"{decoded:,}", "1"],
        [
            "the pipeline", f"{whole:.0f} s", f"{part['pipeline_processor']:.0f} s", f"{part['decoded']:,}",
            f"**{part['ratio_wall']:.3f}** (processor time {part['ratio_processor']:.3f})",
        ],
    ]  # fmt: skip
    return (
        f"{part['passes']} passes over {part['articles'] // part['passes']:,} articles of three lines, every pass decoded anew; "
        f"model `{part['model']}`, `{part['decoding']}`. Ratios are medians over the passes.\n\n"
        + _table(["", "time", "processor time", "sentences decoded", "of bare's speed"], rows)
        + f"\n\nPeak memory of both sides together: {part['peak_mb']:.0f} MB."
    )


def _stages(part: Figures) -> str:
    price = part.get("price", PRICE)
    whole = sum(part["stages"].values())
    rows = [[stage, f"{seconds:.1f} s", f"{seconds / whole:.1%}"] for stage, seconds in part["stages"].items()]
    thousand = 1000 * part["pipeline_processor"] / part["articles"]
    cost = (
        f"1,000 such articles cost {thousand:.0f} s of processor time, {thousand / 3600:.3f} core-hours: "
        f"{price * thousand / 3600:.4f} at a price of {price:g} a core-hour (`--price` takes another)."
    )
    return _table(["stage", "time", "share"], rows) + f"\n\n{cost}"


def _both_stages(part: Figures) -> str:
    words = (
        f"The same, and missing terms brought in, outputs with errors tried once more: {part['ratio_wall']:.2f} of bare's speed "
        f"(processor time {part['ratio_processor']:.2f}) over {part['articles']:,} articles.\n\n"
    )
    return words + _stages(part)


def _peers(part: Figures) -> str:
    bare = part["rows"][0]["wall"]
    rows = []
    for row in part["rows"]:
        if "why" in row:
            rows.append([row["peer"], row["why"], "", "", ""])
            continue
        same = f"; {row['same_as_float32']:.0%} word for word as CTranslate2 in float32" if "same_as_float32" in row else ""
        rate = part["sentences"] / row["wall"]
        rows.append(
            [
                f"{row['peer']} {row['version']}",
                row["settings"] + same,
                f"{rate:.1f}",
                f"{row['processor']:.1f} s",
                f"{bare / row['wall']:.2f}",
            ]
        )
    return (
        f"{part['segments']} segments ({part['sentences']} sentences), beam {part['beam']}, the same weights and threads.\n\n"
        + _table(["system", "settings", "sentences a second", "processor time", "of bare's speed"], rows)
    )


def _orchestration(part: Figures) -> str:
    line, flow = part["line"], part["flow"]
    rows = [
        ["`dragoman translate`", f"{line['wall']:.1f} s", f"{line['processor']:.1f} s", ""],
        [
            "flow `translate-articles`", f"{flow['wall']:.1f} s",
            f"{flow['processor']:.1f} s and the server's {part['server_processor']:.1f} s",
            f"time {part['share']['wall']:+.1%}, processor time {part['share']['processor']:+.1%}",
        ],
    ]  # fmt: skip
    return f"{part['articles']:,} articles, cache off, a server of its own.\n\n" + _table(
        ["", "time", "processor time", "added"], rows
    )


def _run_row(name: str, run: Figures) -> list[str]:
    return [
        name, f"{run['wall']:.1f} s", f"{run['processor']:.1f} s", f"{run['translated']:,}", f"{run['from_cache']:,}",
        f"{run['peak_mb']:.0f} MB", f"{run['written_mb']:.0f} MB",
    ]  # fmt: skip


RUN_HEAD = ["", "time", "processor time", "translated", "from the cache", "peak memory", "written"]


def _incremental(part: Figures) -> str:
    share, third = part["share"], part["third"]
    names = ("first", "second, nothing changed", "third, a paragraph and a term changed")
    rows = [_run_row(name, part[key]) for name, key in zip(names, ("first", "second", "third"), strict=True)]
    return (
        f"{part['first']['articles']:,} articles, everything on.\n\n" + _table(RUN_HEAD, rows) + "\n\n"
        f"The second run takes {share['wall']:.1%} of the first one's time, {share['processor']:.1%} of its processor time. "
        f"The two changes concern {part['concerned']:,} distinct segments, counted apart from the pipeline; "
        f"{third['translated']:,} were translated."
    )


def _growth(part: Figures) -> str:
    rows = [_run_row(f"{run['articles']:,} articles", run) for run in part["runs"]]
    ratio = f"Peak memory of the largest: {part['ratio']:.2f} of that of the one before."
    return f"Repeated texts, so that the cache answers.\n\n{_table(RUN_HEAD, rows)}\n\n{ratio}"


def _quality(part: Figures) -> str:
    scores = ", ".join(
        f"{name} {part[name]['score']:.1f} (`{part[name]['signature']}`)" for name in ("BLEU", "chrF2") if name in part
    )
    return f"{part['set']}, {part['pairs']:,} pairs: {scores}."


SECTIONS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("Beside bare CTranslate2", "speed", _speed),
    ("Where the time goes, and what it costs", "speed", _stages),
    ("With everything on", "everything", _both_stages),
    ("Beside its peers", "peers", _peers),
    ("What Prefect adds", "orchestration", _orchestration),
    ("A second run, and a change", "incremental", _incremental),
    ("Growth", "growth", _growth),
    ("Growth, large", "large", _growth),
    ("Quality of the embedded model", "quality", _quality),
)

# The chart: bars of speed beside bare CTranslate2, below them where the pipeline's time goes.
WIDTH, LEFT, BAR, GAP, RIGHT = 820, 330, 22, 10, 60
COLOURS = {
    "decode": "#3b6fb6", "terms": "#8a5fbf", "checks": "#2f9e77", "write": "#d98e32", "end of the run": "#c2563f",
    "read": "#7a8a99", "segment": "#a7b3bf", "other": "#c9c9c9",
}  # fmt: skip


def speeds(parts: Figures) -> list[tuple[str, float]]:
    """(system, speed as a share of bare CTranslate2's) of what was measured, for the chart."""
    bars = [("bare CTranslate2, int8", 1.0)] if parts else []
    names = (("speed", "Dragoman: matching, checks, pages"), ("everything", "Dragoman: everything on"))
    bars += [(label, parts[name]["ratio_wall"]) for name, label in names if name in parts]
    rows = parts.get("peers", {}).get("rows", [])
    for row in rows[1:]:
        if "wall" in row:
            bars.append((f"{row['peer']}, {row['settings'].split(',')[0]}", rows[0]["wall"] / row["wall"]))
    return bars


def chart(parts: Figures) -> str:
    """The chart as an SVG document, readable on light and dark pages."""
    bars = speeds(parts)
    shape: list[str] = []
    y = 58
    scale = (WIDTH - LEFT - RIGHT) / max((share for _, share in bars), default=1.0)
    for label, share in bars:
        shape.append(f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end">{escape(label)}</text>')
        colour = COLOURS["decode"] if label.startswith("Dragoman") else COLOURS["read"]
        shape.append(f'<rect x="{LEFT}" y="{y}" width="{max(1.0, share * scale):.1f}" height="{BAR}" fill="{colour}"/>')
        shape.append(f'<text x="{LEFT + share * scale + 6:.1f}" y="{y + 16}">{share:.2f}</text>')
        y += BAR + GAP
    for name, title in (("speed", "matching, checks, pages"), ("everything", "everything on")):
        if name in parts:
            y = _stack(shape, y + 26, f"Where the time goes: {title}", parts[name]["stages"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 20}" width="{WIDTH}" height="{y + 20}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="#222" role="img">\n'
        f"<title>Speed beside bare CTranslate2, and where the time goes</title>\n"
        f'<rect width="{WIDTH}" height="{y + 20}" fill="#fff"/>\n'
        f'<text x="20" y="34" font-size="15" font-weight="600">'
        "Speed as a share of bare CTranslate2 (same weights, beam, threads)</text>\n" + "\n".join(shape) + "\n</svg>\n"
    )


def _stack(shape: list[str], y: int, title: str, stages: dict[str, float]) -> int:
    whole = sum(stages.values())
    shape.append(f'<text x="20" y="{y}" font-size="15" font-weight="600">{escape(title)}</text>')
    x, span = 20.0, WIDTH - 40
    legend_x, legend_y = 20, y + 58
    for stage, seconds in sorted(stages.items(), key=lambda item: -item[1]):
        width = max(0.0, span * seconds / whole)
        shape.append(f'<rect x="{x:.1f}" y="{y + 12}" width="{width:.1f}" height="{BAR}" fill="{COLOURS[stage]}"/>')
        x += width
        words = f"{stage} {seconds / whole:.1%}"
        shape.append(f'<rect x="{legend_x}" y="{legend_y - 11}" width="12" height="12" fill="{COLOURS[stage]}"/>')
        shape.append(f'<text x="{legend_x + 18}" y="{legend_y}">{escape(words)}</text>')
        legend_x += 190
        if legend_x > WIDTH - 170:
            legend_x, legend_y = 20, legend_y + 22
    return legend_y + 8


if __name__ == "__main__":
    write()
    print(f"Made anew: {Path('docs') / PAGE.name}, {Path('docs') / CHART.name}")
