"""The files of the benchmark: the register of a synthetic country, and workbooks of its municipalities.

A clean workbook is the project's own template for a municipality and quarter, with the rows of the sample programme
entered in its cells. A few are filled in; all others are these with another cover, so that ten thousand are written in
a minute, each with bytes of its own. The messy ones are the sample's.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from aimak_pipeline.sample.municipalities import QUARTERS
from aimak_pipeline.sample.programme import build_programme
from aimak_pipeline.sample.writing import SEED, write_sample
from sources.forms import FORMS, ColumnType
from sources.forms.cover import COVER_FIELDS
from sources.quarters import Quarter
from sources.register import load_register
from sources.template import template_bytes
from sources.template.form_sheet import FIRST_ROW
from sources.template.lists import answers_of, codes_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sources.forms import Column, Form
    from sources.labels import Language

_OBLASTS = 20
_PER_RAION = 100
_CONSONANTS, _VOWELS = ("бдгжзклмнпрст", "bdgjzklmnprst"), ("аоуы", "aouy")
_COVER_SHEET, _FIRST_FORM_SHEET = 1, 3
_COVER_FIRST_ROW = 4
_LANGUAGES: tuple[Language, ...] = ("ky", "ru")
_EPOCH = date(1899, 12, 30)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)(?: t="\w+")?(?:/>|><v>[^<]*</v></c>)')
_NONE = "жок"
_USUAL_YEAR = 2019
"""A year without a leap day, of which the sample has every quarter."""

Value = str | int | float | date | bool | None
Rows = Mapping[str, Sequence[Mapping[str, Value]]]


@dataclass(frozen=True)
class Country:
    """A synthetic country of any number of municipalities: its register, its enrolment, its workbooks.

    Municipality number ``i`` reports what a municipality of the sample programme does: the one at ``i`` modulo
    ``originals``, whose settlements it has as well.
    """

    folder: Path
    municipalities: int
    originals: int = 40
    """How many different reports there are for a quarter; the others differ from them in their covers."""

    @property
    def settings(self) -> dict[str, str]:
        """The variables of an installation in this country."""
        return {"AIMAK_REGISTER": str(self.folder / "register"), "AIMAK_ENROLMENT": str(self.folder / "enrolment.csv")}

    def code(self, number: int) -> str:
        """Return the code of a municipality."""
        place, oblast = divmod(number, _OBLASTS)
        raion, aimak = divmod(place, _PER_RAION)
        return f"417{50 + oblast}2{raion:02d}8{aimak:02d}000"

    @cached_property
    def _reports(self) -> Mapping[tuple[str, int], Rows]:
        return build_programme(SEED).reports

    @cached_property
    def _sources(self) -> list[str]:
        """The municipalities of the sample that always reported, in the order of their codes."""
        register = load_register()
        always = [
            code
            for code in dict.fromkeys(code for code, _ in self._reports)
            if all((code, number) in self._reports for number in range(len(QUARTERS))) and register.settlements_of(code)
        ]
        return always[: self.originals]

    def write_register(self) -> None:
        """Write the register and the enrolment: everybody, from the programme's first quarter on."""
        folder = self.folder / "register"
        folder.mkdir(parents=True, exist_ok=True)
        register = load_register()
        codes = [self.code(number) for number in range(self.municipalities)]
        raions = sorted({code[:8] for code in codes})
        areas = [(f"{oblast}000000000", "oblast", "", *_name(int(oblast[3:]), "облусу")) for oblast in _oblasts(raions)]
        areas += [
            (f"{raion}000000", "raion", f"{raion[:5]}000000000", *_name(int(raion[3:]), "району")) for raion in raions
        ]
        _write(
            folder / "areas.csv",
            ("code", "kind", "parent_code", "name_ky", "name_ru", "name_en", "iso_3166_2", "in_programme"),
            [(*area, "", "true") for area in areas],
        )
        _write(
            folder / "municipalities.csv",
            (
                *("code", "valid_from", "valid_to", "name_ky", "name_ru", "name_en", "kind", "kind_detail"),
                *("raion_code", "oblast_code", "ky_attested", "ky_evidence", "aliases"),
            ),
            (
                (
                    *(code, "2016-10-01", "", *_name(number), "aiyl_aimak", "aiyl_aimak"),
                    *(f"{code[:8]}000000", f"{code[:5]}000000000", "false", "", ""),
                )
                for number, code in enumerate(codes)
            ),
        )
        _write(
            folder / "settlements.csv",
            ("code", "municipality_code", "kind", "name_ru"),
            (
                (f"{code[:11]}{(place + 1) * 10:03d}", code, "village", settlement.name_ru)
                for number, code in enumerate(codes)
                for place, settlement in enumerate(register.settlements_of(self._sources[number % len(self._sources)]))
            ),
        )
        _write(
            self.folder / "enrolment.csv",
            ("code", "from", "to", "email"),
            ((code, "2016-Q4", "", "") for code in codes),
        )

    def write_workbooks(self, folder: Path, quarters: Iterable[Quarter], processes: int) -> list[Path]:
        """Write every municipality's workbook for some quarters into one folder; return the files, in order."""
        folder.mkdir(parents=True, exist_ok=True)
        names = [(number, self.code(number), *_name(number)[:2]) for number in range(self.municipalities)]
        jobs = []
        for quarter in quarters:
            for original, source in enumerate(self._sources):
                covers = [(code, ky, ru) for number, code, ky, ru in names if number % len(self._sources) == original]
                if covers:
                    jobs.append((source, quarter, self._rows(source, quarter), covers))
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            return sorted(file for files in pool.map(partial(_write_copies, folder), jobs) for file in files)

    def _rows(self, source: str, quarter: Quarter) -> Rows:
        """Return what a municipality of the sample reports; for a quarter beyond it, that of a usual year."""
        known = quarter if quarter in QUARTERS else Quarter(_USUAL_YEAR, quarter.number)
        report = self._reports[source, QUARTERS.index(known)]
        years = quarter.year - known.year
        return {
            form: [
                {
                    name: value.replace(year=value.year + years) if isinstance(value, date) else value
                    for name, value in row.items()
                }
                for row in rows
            ]
            for form, rows in report.items()
        }


def write_messy(folder: Path, quarters: Sequence[Quarter]) -> list[Path]:
    """Write the sample's workbooks of some quarters, with all their mess; return those that call themselves .xlsx."""
    write_sample(folder, quarters=quarters)
    return sorted((folder / "workbooks").rglob("*.xlsx"))


def corrected(workbook: bytes, figure: int | None = None) -> bytes:
    """Return a workbook with another figure in its first form, as somebody sends it who has found a mistake.

    Args:
        workbook: a filled one.
        figure: the new one; one more than the old one if None.

    Raises:
        ValueError: the form has no figure in its first row.
    """
    part = f"xl/worksheets/sheet{_FIRST_FORM_SHEET}.xml"
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        sheet = package.read(part).decode()
    cell = re.compile(rf'(<c r="B{FIRST_ROW + 1}"[^>]*><v>)(\d+)(</v>)')
    changed, count = cell.subn(
        lambda found: f"{found[1]}{int(found[2]) + 1 if figure is None else figure}{found[3]}", sheet
    )
    if count != 1:
        raise ValueError("the first form of the workbook has no figure in its first row")
    return _with_parts(workbook, {part: changed})


def _name(number: int, kind: str = "") -> tuple[str, str, str]:
    """Return a name for a number, in Kyrgyz, Russian and English; no two numbers have the same."""
    syllables = []
    rest = number + 1_000
    while rest:
        rest, digit = divmod(rest, len(_CONSONANTS[0]) * len(_VOWELS[0]))
        syllables.append(divmod(digit, len(_VOWELS[0])))
    ky, en = ("".join(_CONSONANTS[way][a] + _VOWELS[way][b] for a, b in syllables).capitalize() for way in (0, 1))
    if kind:
        russian = {"облусу": "область", "району": "район"}[kind]
        english = {"облусу": "oblast", "району": "raion"}[kind]
        return f"{ky} {kind}", f"{ky} {russian}", f"{en} {english}"
    return ky, ky, en


def _oblasts(raions: Iterable[str]) -> list[str]:
    return sorted({raion[:5] for raion in raions})


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows(rows)


def _write_copies(folder: Path, job: tuple[str, Quarter, Rows, Sequence[tuple[str, str, str]]]) -> list[Path]:
    """Fill in one template, and write it once for each cover."""
    source, quarter, rows, covers = job
    template = template_bytes(load_register()[source], quarter, languages=_LANGUAGES)
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        sheets = {
            name: package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")
        }
    filled = {}
    for place, (form_id, form) in enumerate(FORMS.items(), _FIRST_FORM_SHEET):
        name = f"xl/worksheets/sheet{place}.xml"
        filled[name] = _filled(sheets[name], form, rows[form_id])
    cover = f"xl/worksheets/sheet{_COVER_SHEET}.xml"
    whole = _with_parts(template, filled, without=cover)
    files = []
    for code, ky, _ in covers:
        oblast = _name(int(code[3:5]), "облусу")[0]
        values: dict[str, Value] = {
            "municipality_code": code,
            "municipality_name": f"{ky} айыл аймагы",
            "oblast": oblast,
            "prepared_on": quarter.deadline(9),
            "prepared_by_role": "Башкы бухгалтер",
        }
        places = {f"B{_COVER_FIRST_ROW + row}": values[name] for row, name in enumerate(COVER_FIELDS) if name in values}
        files.append(folder / f"{code}_{quarter}.xlsx")
        files[-1].write_bytes(_with_parts(whole, {cover: _replaced(sheets[cover], places)}))
        moment = datetime.combine(quarter.deadline(9), datetime.min.time()).timestamp()
        os.utime(files[-1], (moment, moment))
    return files


def _filled(sheet: str, form: type[Form], rows: Sequence[Mapping[str, Value]]) -> str:
    """Return a form's sheet with rows entered, and nothing else below its headings."""
    columns = list(form.columns().values())
    letters = [chr(ord("A") + place) for place in range(len(columns))]
    entered = {
        f"{letter}{FIRST_ROW + 1 + number}": _entered(row.get(column.name), column)
        for number, row in enumerate(rows)
        for letter, column in zip(letters, columns, strict=True)
    }
    if not rows and columns[0].type is not ColumnType.BOOLEAN:
        entered[f"A{FIRST_ROW + 1}"] = _NONE
    below = {found[1] + found[2] for found in _CELL.finditer(sheet) if int(found[2]) > FIRST_ROW}
    missing = {place for place, value in entered.items() if value is not None} - below
    if missing:
        raise ValueError(f"the template of {form.id} has no cell {min(missing)}")
    return _replaced(sheet, dict.fromkeys(below) | entered)


def _entered(value: Value, column: Column) -> Value:
    """Return a value as a clerk enters it: the answer in words instead of its code."""
    codes = codes_of(column)
    if codes is None or value is None:
        return value
    code = str(value).lower() if column.type is ColumnType.BOOLEAN else str(value)
    return dict(zip(codes.labels, answers_of(codes, _LANGUAGES), strict=True))[code]


def _replaced(sheet: str, values: Mapping[str, Value]) -> str:
    """Return a sheet with other values in some of its cells."""

    def cell(found: re.Match[str]) -> str:
        place = found[1] + found[2]
        if place not in values:
            return found[0]
        value = values[place]
        match value:
            case None:
                return f'<c r="{place}"{found[3]}/>'
            case str():
                return f'<c r="{place}"{found[3]} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            case date():
                return f'<c r="{place}"{found[3]}><v>{(value - _EPOCH).days}</v></c>'
        return f'<c r="{place}"{found[3]}><v>{value}</v></c>'

    return _CELL.sub(cell, sheet)


def _with_parts(workbook: bytes, parts: Mapping[str, str], without: str = "") -> bytes:
    """Return a workbook with some of its parts exchanged, and without another.

    A part that is only added costs next to nothing, as the others stay as they are: that is how one workbook becomes
    many.
    """
    content = io.BytesIO(workbook)
    with zipfile.ZipFile(content) as package:
        names = package.namelist()
        if parts.keys() & set(names) or without:
            kept = {name: package.read(name) for name in names if name not in parts and name != without}
            content = io.BytesIO()
            with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as fresh:
                for name, part in kept.items():
                    fresh.writestr(name, part)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return content.getvalue()
