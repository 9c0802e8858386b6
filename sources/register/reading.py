"""Reading a register from its three CSV files, and what must hold of them: the shipped ones and an operator's own.

What a register is and answers is in ``municipalities``; what the columns mean stands in ``README.md`` here. The csv
module reads them, so that a worker process or the command line need not load pandas for a look-up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sources.labels import Label
from sources.register.csv_table import read_table
from sources.register.matching import code_of
from sources.register.municipalities import Area, Municipality, MunicipalityKind, Register, Settlement

if TYPE_CHECKING:
    from collections.abc import Callable

SHIPPED_REGISTER = Path(str(files(__package__)))
"""The folder of the register that comes with this release: the four oblasts of the programme."""

_COLUMNS = {
    "areas.csv": ("code", "kind", "parent_code", "name_ky", "name_ru", "name_en", "iso_3166_2", "in_programme"),
    "municipalities.csv": (
        *("code", "valid_from", "valid_to", "name_ky", "name_ru", "name_en", "kind", "kind_detail"),
        *("raion_code", "oblast_code", "ky_attested", "ky_evidence", "aliases"),
    ),
    "settlements.csv": ("code", "municipality_code", "kind", "name_ru"),
}
_TOP_LEVEL = ("oblast", "capital_city")
_AREA_KINDS = (*_TOP_LEVEL, "raion", "city_oblast")
_KIND_DETAILS = {
    "aiyl_aimak": MunicipalityKind.AIYL_AIMAK,
    "city_oblast": MunicipalityKind.CITY,
    "city_raion": MunicipalityKind.CITY,
    "urban_settlement": MunicipalityKind.CITY,
}
_SETTLEMENT_KINDS = ("village", "city_village", "town_village")

_Row = Mapping[str, str]
_Record = TypeVar("_Record", Area, Municipality, Settlement)


class RegisterError(ValueError):
    """The files of a register do not make sense; one line says where and why first, and how many faults follow."""


def load_register(folder: Path = SHIPPED_REGISTER) -> Register:
    """Return the register that a folder holds; read once in a process for as long as its files stay as they are.

    Args:
        folder: holds ``areas.csv``, ``municipalities.csv`` and ``settlements.csv``; the shipped ones by default.

    Returns:
        The register. Its settlements are read, and checked, when they are first asked for: most processes never ask.

    Raises:
        RegisterError: a file is missing or does not make sense.
    """
    try:
        stamps = tuple((stat.st_mtime_ns, stat.st_size) for stat in ((folder / name).stat() for name in _COLUMNS))
    except OSError as error:
        raise RegisterError(f"{error.filename}: {error.strerror}") from None
    return _read_register(folder, stamps)


@lru_cache(maxsize=2)  # the shipped one, and the operator's
def _read_register(folder: Path, _stamps: tuple[tuple[int, int], ...]) -> Register:
    contents = {name: (folder / name).read_bytes() for name in _COLUMNS}
    areas = _records(folder / "areas.csv", contents["areas.csv"], _area)
    _check_parents(folder / "areas.csv", areas)
    municipalities = _records(
        folder / "municipalities.csv", contents["municipalities.csv"], partial(_municipality, areas=areas)
    )
    in_order = {code: municipalities[code] for code in sorted(municipalities)}
    return Register(
        areas.values(),
        in_order.values(),
        lambda: _records(
            folder / "settlements.csv", contents["settlements.csv"], partial(_settlement, municipalities=in_order)
        ).values(),
        fingerprint=hashlib.sha256(b"\0".join(contents.values())).hexdigest(),
    )


def _records(file: Path, content: bytes, record_of: Callable[[_Row], _Record]) -> dict[str, _Record]:
    """Return what a file holds, by code.

    Raises:
        RegisterError: something in it is wrong.
    """
    try:
        table = read_table(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RegisterError(f"{file}: not UTF-8 text; save it as CSV UTF-8") from None
    header_line, header = next(iter(table), (1, []))
    missing = [column for column in _COLUMNS[file.name] if column not in header]
    if missing:
        raise RegisterError(f"{file}, line {header_line}: no column {', '.join(missing)}")
    found: dict[str, _Record] = {}
    faults: list[str] = []
    for line, cells in table[1:]:
        try:
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} cells, where the heading has {len(header)}")  # noqa: TRY301 - gathered
            record = record_of(dict(zip(header, cells, strict=True)))
            if found.setdefault(record.code, record) is not record:
                raise ValueError(f"{record.code} stands in an earlier line, too")  # noqa: TRY301 - gathered
        except ValueError as fault:
            faults.append(f"{file}, line {line}: {fault}")
    if not found and not faults:
        faults.append(f"{file}: no line below the heading")
    _refuse(faults)
    return found


def _refuse(faults: list[str]) -> None:
    if faults:
        raise RegisterError(faults[0] + (f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""))


def _area(row: _Row) -> Area:
    return Area(
        code=_code(row["code"]),
        kind=_one_of(_AREA_KINDS, "kind", row),
        parent_code=row["parent_code"] or None,
        name=Label(row["name_ky"], _required("name_ru", row), row["name_en"]),
        iso_3166_2=row["iso_3166_2"] or None,
        in_programme=_flag("in_programme", row),
    )


def _check_parents(file: Path, areas: Mapping[str, Area]) -> None:
    """Every raion lies in an oblast, and no oblast in anything."""
    oblasts = {code for code, area in areas.items() if area.kind in _TOP_LEVEL}
    _refuse(
        [
            f"{file}: {code} is of kind {area.kind} and lies in {area.parent_code or 'no oblast'}"
            for code, area in areas.items()
            if (area.parent_code is not None if code in oblasts else area.parent_code not in oblasts)
        ]
    )


def _municipality(row: _Row, areas: Mapping[str, Area]) -> Municipality:
    detail = _one_of(tuple(_KIND_DETAILS), "kind_detail", row)
    kind = _one_of((_KIND_DETAILS[detail].value,), "kind", row)
    raion, oblast = _known(areas, "raion_code", row), _known(areas, "oblast_code", row)
    if raion.parent_code != oblast.code:
        raise ValueError(f"raion_code {raion.code} does not lie in oblast_code {oblast.code}")
    valid_from, valid_to = _day("valid_from", row), _day("valid_to", row) if row["valid_to"] else None
    if valid_to is not None and valid_to < valid_from:
        raise ValueError(f"valid_to {valid_to} is earlier than valid_from {valid_from}")
    return Municipality(
        code=_code(row["code"]),
        name=Label(_required("name_ky", row), _required("name_ru", row), _required("name_en", row)),
        kind=MunicipalityKind(kind),
        kind_detail=detail,
        raion=raion,
        oblast=oblast,
        ky_attested=_flag("ky_attested", row),
        ky_evidence=row["ky_evidence"] or None,
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _settlement(row: _Row, municipalities: Mapping[str, Municipality]) -> Settlement:
    return Settlement(
        code=_code(row["code"]),
        municipality_code=_known(municipalities, "municipality_code", row).code,
        kind=_one_of(_SETTLEMENT_KINDS, "kind", row),
        name_ru=_required("name_ru", row),
    )


def _code(text: str) -> str:
    code = code_of(text)
    if code is None:
        raise ValueError(f"not a 14-digit code: {text!r} (is the column formatted as text?)")
    return code


def _required(column: str, row: _Row) -> str:
    if not row[column]:
        raise ValueError(f"{column} is empty")
    return row[column]


def _one_of(words: tuple[str, ...], column: str, row: _Row) -> str:
    if row[column] not in words:
        raise ValueError(f"{column} is {row[column]!r}, not {' or '.join(words)}")
    return row[column]


def _flag(column: str, row: _Row) -> bool:
    return _one_of(("true", "false"), column, row) == "true"


def _day(column: str, row: _Row) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise ValueError(f"{column} is {row[column]!r}, not a day such as 2016-10-01") from None


def _known(known: Mapping[str, _Record], column: str, row: _Row) -> _Record:
    try:
        return known[row[column]]
    except KeyError:
        raise ValueError(f"{column} {row[column]!r} is not in the register") from None
