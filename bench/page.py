"""What the benchmark found, as ``docs/performance.md`` and as tables in the console. It only lays out the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from bench.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {
    "limit": "the limit: bare python-calamine, every cell",
    "pandas_openpyxl": "(a) pandas with openpyxl, Pandera, `to_sql`",
    "pandas_calamine": "(b) pandas with calamine, Pandera, `to_sql`",
    "frictionless": "(c) frictionless `validate` (loads nothing)",
    "extraction": "the pipeline's extraction alone",
    "pipeline": "**the pipeline**: dropped file to indicators, report, notices",
    "publications": "what follows: Great Expectations, pages of figures, release, bulletin with its PDF",
}
_PEERS = {"(a)": "pandas_openpyxl", "(b)": "pandas_calamine", "(c)": "frictionless"}
Result = Mapping[str, Any]
Section = tuple[str, Sequence[str], list[list[str]]]


def sections(result: Result) -> Iterator[Section]:
    """Yield the tables of what was measured: title, headings, rows."""
    yield "Targets", ("target", "wanted", "found", "", "why"), [_target(target, result) for target in TARGETS]
    if "clean" in result:
        yield (
            "The same clean workbooks",
            ("who", "s", "workbooks/s", "cells/s", "CPU s", "peak MiB", "rows", "× pipeline"),
            _clean(result),
        )
        yield (
            "Rows of messy workbooks",
            ("who", "rows loaded", "of the pipeline's", "files that could not be read"),
            _messy(result),
        )
        yield "Where the pipeline's time goes", ("stage", "s", "share"), _stages(result)
    if "growth" in result:
        headings = ("workbooks", "s", "ms a workbook, without the fixed start", "CPU ms a workbook", "peak MiB")
        yield "Growth: one quarter", (*headings, *(f"× {peer}" for peer in _PEERS)), _growth(result)
    if "correction" in result:
        yield "One corrected workbook", ("what", "found"), _correction(result["correction"])
    if "start" in result:
        yield "Starting", ("command", "s", "CPU s"), _start(result["start"])
    if "questions" in result:
        yield "The analysts' ten questions", ("question", "SQLite, s", "PostgreSQL, s", "rows"), _questions(result)


def tables(result: Result) -> Iterator[Table]:
    """Yield the tables for the console."""
    for title, headings, rows in sections(result):
        table = Table(title=title, title_justify="left", header_style="bold")
        for place, heading in enumerate(headings):
            if heading != "why":
                table.add_column(heading, justify="left" if place == 0 else "right", overflow="fold")
        for row in rows:
            cells = [cell for heading, cell in zip(headings, row, strict=True) if heading != "why"]
            table.add_row(*(cell.replace("**", "").replace("`", "") for cell in cells))
        yield table


def markdown(result: Result) -> str:
    """Return the page."""
    lines = ["<!-- Written by `make bench`; measure again, do not edit. -->", "# Performance", ""]
    lines += list(_how(result)) if "machine" in result else ["Nothing is measured yet: `make bench`."]
    if "clean_files" in result:
        files = result["clean_files"]
        of_each = {name: files[name] / files["workbooks"] for name in ("bytes", "cells", "rows")}
        lines += [
            "",
            f"The clean workbooks: {files['workbooks']:,} templates filled in, {of_each['bytes'] / 1024:.0f} KiB,",
            f"{of_each['cells']:.0f} filled cells and {of_each['rows']:.0f} rows of data each. The peers and the",
            f"pipeline have read the same {files['rows']:,} rows; if they had not, the benchmark would have stopped.",
            "The messy workbooks are those of the sample programme.",
        ]
    for title, headings, rows in sections(result):
        lines += ["", f"## {title}", "", _line(headings), _line(["---"] * len(headings)), *map(_line, rows)]
        if title.startswith("Growth"):
            lines += [
                "",
                "× is how much faster this went than a peer would at its rate over the clean workbooks above:",
            ]
            lines += ["what a peer costs grows with the number of workbooks."]
        if title.startswith("Where"):
            lines += ["", "In detail: [flame graph](flame_graph.html) of 100 workbooks, by pyinstrument."]
        if title.startswith("The analysts"):
            counted = ", ".join(f"{rows:,} {table}" for table, rows in sorted(result["question_rows"].items()))
            total = sum(result["question_rows"].values())
            lines += ["", f"Over 80 quarters, {total:,} rows in all tables that grow: {counted}."]
    return "\n".join(lines) + "\n"


def _how(result: Result) -> Iterator[str]:
    yield f"Measured on {result['measured_on']} by `make bench`, medians of {result['options']['rounds']} alternating"
    yield "rounds, everybody over the same files with as many workers as there are cores. Ratios are within that run;"
    yield "compare them, not seconds, with those of another machine. All figures are in"
    yield "[performance.json](performance.json); what they mean for a country is in [scale](scale.md)."
    yield ""
    for command in dict.fromkeys(result["commands"].values()):
        parts = ", ".join(part for part, by in result["commands"].items() if by == command)
        yield f"* {parts}: `{command}`"
    yield from (f"* {name}: {value}" for name, value in result["machine"].items())


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _target(target: Any, result: Result) -> list[str]:
    figure = target.reached(result)
    if figure is None:
        return [target.name, target.wanted, "not measured", "", ""]
    found = f"{figure:.3g}{target.unit}"
    if target.is_hit(figure):
        return [target.name, target.wanted, found, "hit", ""]
    times = target.bound / figure if target.at_least else figure / target.bound
    return [target.name, target.wanted, found, f"missed by {times:.2g}×", target.why]


def _clean(result: Result) -> list[list[str]]:
    files, clean = result["clean_files"], result["clean"]
    ours = clean["pipeline"]["seconds"]
    return [
        [
            _NAMES[name],
            f"{found['seconds']:.1f}",
            f"{files['workbooks'] / found['seconds']:.1f}",
            f"{files['cells'] / found['seconds']:,.0f}",
            f"{found['cpu_seconds']:.1f}",
            f"{found['peak_bytes'] / 2**20:,.0f}",
            f"{found['rows']:,}" if "rows" in found else "",
            f"{found['seconds'] / ours:.2f}",
        ]
        for name, found in clean.items()
    ]


def _messy(result: Result) -> list[list[str]]:
    ours = result["messy"]["pipeline"]["rows"]
    return [
        [
            _NAMES[name],
            f"{found['rows']:,}",
            f"{100 * found['rows'] / ours:.0f} % ({ours - found['rows']:,} lost)",
            f"{found['failed']} of {result['messy_files']}" if "failed" in found else "",
        ]
        for name, found in result["messy"].items()
    ]


def _stages(result: Result) -> list[list[str]]:
    ours = result["clean"]["pipeline"]
    stages = dict(ours["stages"])
    stages["start, and what lies between the steps"] = max(0.0, ours["seconds"] - sum(stages.values()))
    whole = sum(stages.values())
    return [[name, f"{seconds:.1f}", f"{100 * seconds / whole:.0f} %"] for name, seconds in stages.items()]


def _growth(result: Result) -> list[list[str]]:
    return [
        [
            f"{size['workbooks']:,}",
            f"{size['seconds']:.1f}",
            f"{size['milliseconds_a_workbook']:.1f}",
            f"{1000 * size['cpu_seconds'] / size['workbooks']:.1f}",
            f"{size['peak_bytes'] / 2**20:,.0f}",
            *(_faster(result, name, size) for name in _PEERS.values()),
        ]
        for size in result["growth"]
    ]


def _faster(result: Result, peer: str, size: Mapping[str, Any]) -> str:
    """Say how many times faster than a peer a quarter of another size went, at the peer's rate over the same files."""
    if "clean" not in result:
        return ""
    seconds_each = result["clean"][peer]["seconds"] / result["clean_files"]["workbooks"]
    return f"{seconds_each * size['workbooks'] / size['seconds']:.1f}"


def _correction(found: Mapping[str, Any]) -> list[list[str]]:
    return [
        ["the warehouse", f"{found['quarters']} quarters × {found['municipalities']:,} municipalities"],
        ["filling it", f"{found['fill_seconds']:.0f} s"],
        ["from settled file to notice and figures, of the last quarter", f"{found['last_quarter_seconds']:.1f} s"],
        ["the same, of the first quarter (all later ones follow)", f"{found['first_quarter_seconds']:.1f} s"],
    ]


def _start(found: Mapping[str, float]) -> list[list[str]]:
    return [
        ["`aimak --help`", f"{found['help_seconds']:.2f}", f"{found['help_cpu_seconds']:.2f}"],
        ["`aimak check` of one workbook", f"{found['check_seconds']:.2f}", f"{found['check_cpu_seconds']:.2f}"],
    ]


def _questions(result: Result) -> list[list[str]]:
    by_title: dict[str, dict[str, Any]] = {}
    for answer in result["questions"]:
        by_title.setdefault(answer["title"], {})[answer["engine"]] = answer
    return [
        [
            title,
            *(f"{answers[engine]['seconds']:.3f}" for engine in ("SQLite", "PostgreSQL")),
            f"{answers['SQLite']['rows']:,}",
        ]
        for title, answers in by_title.items()
    ]
