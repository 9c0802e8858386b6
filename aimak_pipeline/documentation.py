"""The generated pages of ``docs/``: data dictionary, indicator sheets, findings, asset graph, settings.

``make docs`` writes them, and lists new columns in ``interface.txt``; a test compares them with what would be written
now. The page of the ten questions has answers of a warehouse and is written, with ``--questions``, after ``make demo``.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from aimak_pipeline.answered_questions import answered_questions
from aimak_pipeline.entity_diagram import entity_diagram
from aimak_pipeline.markdown import head, row
from aimak_pipeline.settings import Settings, SettingsError, settings
from sources.across_quarters import ACROSS_QUARTERS
from sources.findings import CATALOGUE
from sources.forms import ALL_FORMS
from sources.forms.cover import COVER_FIELDS, COVER_SHEET
from sources.workbook.limits import Limits
from warehouse.engine import open_read_only, reading
from warehouse.indicators import INDICATORS
from warehouse.interface import appended
from warehouse.marts import MART_TABLES, MARTS
from warehouse.quality import DIMENSIONS
from warehouse.tables import FACTS, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sources.forms import Column, Form

_NOTE = "<!-- Written by `make docs`; change the declarations, not this page. -->\n"


def pages() -> dict[str, str]:
    """Return every generated page by its path in ``docs/``."""
    return {
        "data_dictionary.md": _page(_data_dictionary()),
        "indicators.md": _page(_indicators()),
        "findings.md": _page(_findings()),
        "asset_graph.md": _page(_asset_graph()),
        "settings.md": _page(_settings()),
    }


def _page(lines: Iterable[str]) -> str:
    return _NOTE + "\n".join(lines) + "\n"


def _data_dictionary() -> Iterator[str]:
    yield "# Data dictionary"
    yield "\nThe forms of the quarterly workbook, the survey, and the tables of the warehouse."
    yield f"\n## Cover: {COVER_SHEET.ky} · {COVER_SHEET.ru}\n"
    yield from head("field", "type", "required", "English", "Русский", "Кыргызча")
    for field in COVER_FIELDS.values():
        yield row(f"`{field.name}`", field.type, "yes" if field.required else "", *_labels(field))
    for form in ALL_FORMS.values():
        yield from _form(form)
    yield "\n## Rules across quarters\n"
    yield from head("rule", "severity", "holds", "Русский", "Кыргызча")
    for rule in ACROSS_QUARTERS.values():
        yield row(f"`{rule.id}`", rule.severity, rule.words.en, rule.words.ru, rule.words.ky)
    yield "\n## Tables of the warehouse"
    for table in metadata.sorted_tables:
        if table.name not in FACTS:
            yield f"\n### `{table.name}`\n\n{table.comment}.\n"
            yield from head("column", "type", "key", "meaning")
            for column in table.columns:
                yield row(f"`{column.name}`", column.type, "key" if column.primary_key else "", column.comment)
    yield from _views()
    yield "\n## How the tables belong together\n"
    yield "Keys and links only. The table of every form is linked like the first one, which stands for all of them. A"
    yield "solid line is a foreign key. A dashed one is the code of a municipality, which may have several rows over"
    yield "time: join the one with `valid_to IS NULL`, or that of the day. `indicator_value.area_code` is such a code"
    yield "too, where `area_level` is `municipality`.\n"
    yield "```mermaid"
    yield from entity_diagram()
    yield "```"


def _views() -> Iterator[str]:
    yield "\n## Views\n"
    yield "`current_<table>`, for `submission`, `finding` and every form: the rows that count now, with the columns of"
    yield "that table. The others have names beside every code."
    for mart in MARTS.values():
        yield f"\n### `{mart.name}`\n\n{mart.title}.\n"
        yield from head("column", "type", "unit", "meaning")
        for column, said in mart.comments().items():
            kind = MART_TABLES[mart.name].columns[column].type
            yield row(f"`{column}`", kind, mart.units.get(column), said)


def _form(form: type[Form]) -> Iterator[str]:
    yield f"\n## `{form.id}`: {form.sheet.en}\n"
    key = ", ".join(form.key()) or "none"
    yield f"Sheet «{form.sheet.ky}» / «{form.sheet.ru}»; one row is {form.record}. Key: {key}.\n"
    names = (
        "column",
        "type",
        "unit",
        "kind",
        "required",
        "bounds and codes",
        "English",
        "Русский",
        "Кыргызча",
        "meaning",
    )
    yield from head(*names)
    for column in form.columns().values():
        required = "yes" if column.required else ""
        facts = (column.type, column.unit, column.kind, required, _bounds(column), *_labels(column))
        yield row(f"`{column.name}`", *facts, column.meaning.en if column.meaning else "")
    if form.rules():
        yield "\n" + "\n".join(head("rule", "severity", "holds", "Русский"))
        for rule in form.rules().values():
            yield row(f"`{rule.id}`", rule.severity, f"`{rule.holds}`", rule.says("ru"))


def _labels(column: Column) -> tuple[str, str, str]:
    return column.label.en, column.label.ru, column.label.ky


def _bounds(column: Column) -> str:
    if column.codes:
        return ", ".join(f"`{code}`" for code in column.codes.labels)
    bounds = (("≥", column.minimum), ("≤", column.maximum))
    return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


def _indicators() -> Iterator[str]:
    yield "# Indicators"
    yield "\nvalue = factor × numerator / denominator; an aggregate is the ratio of its municipalities' sums."
    for indicator in INDICATORS.values():
        yield f"\n## `{indicator.id}`\n"
        yield f"**{indicator.label.en}** · {indicator.label.ru} · {indicator.label.ky}\n"
        yield f"{indicator.definition.en}\n"
        yield from head("unit", "direction", "broken down by", "source")
        by = ", ".join(breakdown.id for breakdown in indicator.by)
        yield row(indicator.unit, indicator.direction, by, indicator.source)
    yield "\n# Data-quality scores\n"
    yield from head("dimension", "formula", "note")
    for dimension in DIMENSIONS.values():
        yield row(f"`{dimension.id}`", dimension.formula, dimension.note)


def _findings() -> Iterator[str]:
    yield "# Findings\n"
    yield "Everything that can be said of a workbook. `fatal`: the file is not taken in; `error`: a cell or row is"
    yield "refused; `warning`: loaded and reported; `note`: recognised and mended on the way.\n"
    yield from head("code", "severity", "English", "Русский", "Кыргызча")
    for entry in CATALOGUE.values():
        texts = (
            f"**{entry.title[lang]}** {entry.explanation[lang]} *{entry.remedy[lang]}*" for lang in ("en", "ru", "ky")
        )
        yield row(f"`{entry.code}`", entry.severity, *texts)


def _asset_graph() -> Iterator[str]:
    from aimak_pipeline.definitions import defs  # noqa: PLC0415 - Dagster is needed for this page only

    graph = defs.resolve_asset_graph()
    keys = graph.toposorted_asset_keys
    groups = dict.fromkeys(graph.get(key).group_name or "" for key in keys)
    yield "# Asset graph\n\n```mermaid\nflowchart LR"
    for group in groups:
        yield f"  subgraph group_{group} [{group}]"
        yield from (f"    {key.to_user_string()}" for key in keys if graph.get(key).group_name == group)
        yield "  end"
    for key in keys:
        parents = sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
        yield from (f"  {parent} --> {key.to_user_string()}" for parent in parents)
    yield "```\n"
    yield from head("asset", "what it is", "checks")
    for key in keys:
        checks = sorted(check.name for check in graph.get_check_keys_for_assets({key}))
        description = " ".join((graph.get(key).description or "").split())
        yield row(f"`{key.to_user_string()}`", description, ", ".join(checks))


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "Environment variables, read when a command or a run starts. What makes no sense is refused in one line.\n"
    yield from head("variable", "default", "meaning")
    for name, field in Settings.model_fields.items():
        if name != "limits":
            yield row(f"`AIMAK_{(field.alias or name).upper()}`", _default(field.default), _plain(field.description))
    yield "\nLimits on a workbook; a municipal one needs about a hundredth of them.\n"
    yield from head("variable", "default", "meaning")
    meanings = _attribute_docstrings(Limits)
    for limit in fields(Limits):
        yield row(f"`AIMAK_LIMITS__{limit.name.upper()}`", f"{limit.default:,}", _plain(meanings[limit.name]))


def _plain(docstring: str | None) -> str:
    """Return a docstring's text as Markdown."""
    return (docstring or "").replace("``", "`")


def _default(value: object) -> str:
    if value in (None, "", ()) or isinstance(value, SecretStr):
        return ""
    if isinstance(value, tuple):
        return "`" + ",".join(value) + "`"
    shipped = isinstance(value, Path) and value.is_absolute()
    return "shipped" if shipped else f"`{value}`"


def _attribute_docstrings(owner: type) -> dict[str, str]:
    """Return the docstrings that follow the fields of a dataclass; Python itself does not keep them."""
    (definition,) = ast.parse(inspect.getsource(owner)).body
    body = getattr(definition, "body", [])
    return {
        field.target.id: " ".join(str(text.value.value).split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }


def write_pages(folder: Path) -> list[Path]:
    """Write the generated pages, list what columns are new, and return the paths of all this."""
    folder.mkdir(parents=True, exist_ok=True)
    interface = folder / "interface.txt"
    listed = interface.read_text(encoding="utf-8") if interface.exists() else ""
    written = []
    for name, text in {**pages(), interface.name: appended(listed)}.items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def write_answers(folder: Path, warehouse: str) -> Path:
    """Write the page of the ten questions with the answers of a warehouse, by its URL, and return its path."""
    page = folder / "questions.md"
    engine = open_read_only(warehouse)
    with reading(engine) as connection:
        page.write_text(answered_questions(connection), encoding="utf-8")
    engine.dispose()
    return page


@click.command()
@click.option("--questions", is_flag=True, help="Only questions.md, with the answers of the warehouse (`make demo`).")
def main(questions: bool) -> None:
    """Write the generated pages of docs/."""
    folder = Path("docs")
    if not questions:
        written = write_pages(folder)
    else:
        try:
            written = [write_answers(folder, settings().warehouse)]
        except SettingsError as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            raise click.ClickException(f"{error.orig} (call `make demo` first, if there is no warehouse yet)") from None
    for page in written:
        click.echo(page)


if __name__ == "__main__":
    main()
