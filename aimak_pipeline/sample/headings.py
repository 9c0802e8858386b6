"""How the headings and names of a sheet look: two languages in one cell, one only, foreign letters, groups, units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aimak_pipeline.sample.cells import CellStyle, with_latin_letters, with_russian_letters
from aimak_pipeline.sample.draws import Draw, chance
from sources.labels import Label

if TYPE_CHECKING:
    from sources.forms import Column, Form

_LONGEST_SHEET_NAME = 31
_ALIAS = 0.7
"""The chance that a heading is an alias, on a sheet that has some."""


class Group(NamedTuple):
    """Columns that stand under a common heading where headings take two rows."""

    label: Label
    columns: tuple[str, ...]


GROUPS: dict[str, tuple[Group, ...]] = {
    "water_supply": (
        Group(Label("Суу балансы", "Водный баланс", "Balance"), ("water_supplied_m3", "water_billed_m3")),
        Group(Label("Суу үчүн акы", "Плата за воду", "Charges"), ("amount_billed", "amount_collected")),
        Group(Label("Суунун сапаты", "Качество воды", "Quality"), ("samples_taken", "samples_compliant")),
    ),
    "waste_collection": (
        Group(Label("Чыгаруу графиги", "График вывоза", "Schedule"), ("pickups_planned", "pickups_made")),
    ),
    "street_lighting": (
        Group(Label("Көчөлөр", "Улицы", "Streets"), ("streets_km", "streets_lit_km")),
        Group(Label("Жарык чекиттери", "Световые точки", "Lamps"), ("lamps_installed", "lamps_working")),
    ),
    "youth_clubs": (Group(Label("Катышкан балдар", "Занимаются", "Members"), ("girls", "boys", "children_total")),),
    "public_hearings": (
        Group(Label("Катышуучулар", "Участники", "Participation"), ("participants", "women", "youth", "minorities")),
    ),
    "citizen_feedback": (Group(Label("Кайрылуулар", "Обращения", "Requests"), ("questions", "suggestions")),),
    "service_budget": (Group(Label("Жылдык пландар", "Годовые планы", "Plans"), ("plan_year", "plan_revised")),),
}
"""Where headings in two rows have groups; the lower row holds the columns' own headings."""

UNIT_WORDS: dict[str, str] = {
    "person": "адам / чел.",
    "household": "түтүн / дворов",
    "connection": "даана / шт.",
    "h/day": "саат / час",
    "m3": "м³",
    "KGS": "сом",
    "sample": "даана / шт.",
    "contract": "даана / шт.",
    "pickup": "рейс",
    "km": "км",
    "lamp": "даана / шт.",
    "kWh": "кВт·саат / кВт·ч",
    "message": "даана / шт.",
    "poll": "даана / шт.",
    "answer": "жооп / ответов",
    "request": "даана / шт.",
    "decision": "даана / шт.",
    "activity": "даана / шт.",
    "campaign": "даана / шт.",
}
"""What stands in a row of units; nothing for units without an entry."""

THOUSANDS = Label("миң сом", "тыс. сом", "thousand KGS")


def heading_text(column: Column, style: CellStyle, draw: Draw, *, as_printed: bool) -> str:
    """Return the heading of a column as the sheet has it.

    Args:
        column: the column.
        style: the habits of the sheet.
        draw: the sheet's draws.
        as_printed: whether it must be the template's words, because another heading stands above it.
    """
    plain = column.name not in style.in_thousands and not as_printed
    if "alias_headings" in style.mess and column.aliases and plain and chance(draw, _ALIAS):
        style.shown.add("alias_headings")
        return draw.choice(column.aliases)
    label = column.label
    if column.name in style.in_thousands:
        label = Label(
            label.ky.replace(", сом", f", {THOUSANDS.ky}"), label.ru.replace(", сом", f", {THOUSANDS.ru}"), label.en
        )
    return bilingual(label, style, draw)


def bilingual(label: Label, style: CellStyle, draw: Draw) -> str:
    """Return a label in the languages and letters of the sheet."""
    kyrgyz = label.ky
    if "russian_letters" in style.mess and with_russian_letters(kyrgyz) != kyrgyz:
        kyrgyz = with_russian_letters(kyrgyz)
        style.shown.add("russian_letters")
    for kind, text in (("russian_headings", label.ru), ("kyrgyz_headings", kyrgyz)):
        if kind in style.mess:
            style.shown.add(kind)
            return _look_alike(text, style, draw)
    if label.ky == label.ru:
        return _look_alike(kyrgyz, style, draw)
    between = " / "
    if "line_break_headings" in style.mess:
        style.shown.add("line_break_headings")
        between = "\n"
    return _look_alike(f"{kyrgyz}{between}{label.ru}", style, draw)


def _look_alike(text: str, style: CellStyle, draw: Draw) -> str:
    if "latin_letters" not in style.mess:
        return text
    style.shown.add("latin_letters")
    return with_latin_letters(text, draw)


def sheet_name(form: type[Form], mess: frozenset[str], draw: Draw, shown: set[str]) -> str:
    """Return the name of a form's sheet, within Excel's limit of 31 characters."""
    name = form.sheet.ky
    if "russian_sheets" in mess:
        shown.add("russian_sheets")
        name = form.sheet.ru
    elif "english_sheets" in mess:
        shown.add("english_sheets")
        name = form.sheet.en
    if "respelled_sheets" in mess and chance(draw, 0.6):
        shown.add("respelled_sheets")
        name = draw.choice(
            (name.upper(), name.lower(), f"{name} ", f" {name}", name.replace(" ", "  "), with_russian_letters(name))
        )
    return name[:_LONGEST_SHEET_NAME]
