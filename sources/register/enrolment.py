"""The enrolment: which municipalities are expected to report, from which quarter to which, and where notices go.

An operator keeps it as a CSV file. Only its reading and checking is here; which file is a setting of the pipeline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sources.quarters import Quarter
from sources.register.csv_table import read_table
from sources.register.matching import code_of
from sources.register.reading import load_register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    import pandas as pd

    from sources.register.municipalities import Register

ENROLMENT_COLUMNS = ("code", "from", "to", "email")
"""The columns of the file; others may stand beside them for the operator's own use."""

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


class EnrolmentError(ValueError):
    """The operator's file does not make sense; the message lists every fault with its line."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One municipality's place in the programme."""

    code: str
    first: Quarter
    """The first quarter for which a report is expected."""
    last: Quarter | None
    """The last one; None while no end is set."""
    email: str | None
    note: str | None = None
    """What must be seen beside the municipality's figures: the sample's are synthetic."""

    def in_quarter(self, quarter: Quarter) -> bool:
        """Whether a report is expected for a quarter."""
        return self.first <= quarter and (self.last is None or quarter <= self.last)


@dataclass(frozen=True)
class Enrolment:
    """All enrolled municipalities, by code."""

    municipalities: Mapping[str, Enrolled]

    def expected(self, quarter: Quarter) -> set[str]:
        """Return the codes of the municipalities that are expected to report for a quarter."""
        return {code for code, enrolled in self.municipalities.items() if enrolled.in_quarter(quarter)}

    def expects(self, code: str, quarter: Quarter) -> bool:
        """Whether a municipality is expected to report for a quarter."""
        enrolled = self.municipalities.get(code)
        return enrolled is not None and enrolled.in_quarter(quarter)

    @cached_property
    def emails(self) -> dict[str, str]:
        """The addresses that are known, by code."""
        return {code: enrolled.email for code, enrolled in self.municipalities.items() if enrolled.email}

    def frame(self) -> pd.DataFrame:
        """Return one row a municipality, all text: municipality_code, from_quarter, to_quarter (or missing), note."""
        import pandas as pd  # noqa: PLC0415 - reading the file does without it

        rows = [
            (enrolled.code, str(enrolled.first), str(enrolled.last) if enrolled.last else None, enrolled.note)
            for enrolled in self.municipalities.values()
        ]
        return pd.DataFrame(rows, columns=["municipality_code", "from_quarter", "to_quarter", "note"], dtype="string")


def load_enrolment(path: str | PathLike[str], register: Register | None = None) -> Enrolment:
    """Read an enrolment file: CSV ``code,from,to,email`` in UTF-8, with commas or semicolons.

    ``from`` and ``to`` are quarters such as ``2016-Q4``, both included; an empty ``to`` leaves the end open. ``email``
    may be empty. A column ``note`` may stand beside them: what it says of a municipality is printed with its figures.
    Empty lines and lines that begin with ``#`` are passed over.

    Args:
        path: the file.
        register: the municipalities there are; those of the shipped register if None.

    Raises:
        EnrolmentError: something in the file is wrong; the message lists every fault with its line.
        OSError: the file cannot be read.
    """
    known = load_register() if register is None else register
    faults: list[str] = []
    enrolled: dict[str, Enrolled] = {}
    lines_of: dict[str, int] = {}
    try:
        table = read_table(Path(path).read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise EnrolmentError(f"{path}: not UTF-8 text; save it as CSV UTF-8") from None
    header_line, header = next(iter(table), (1, []))
    missing = [column for column in ENROLMENT_COLUMNS if column not in header]
    if missing:
        found_columns = ", ".join(header) or "nothing"
        raise EnrolmentError(f"{path}, line {header_line}: no column {', '.join(missing)}; found {found_columns}")
    for line, cells in table[1:]:
        row = dict(zip(header, cells, strict=False))
        try:
            if len(cells) > len(header):
                raise ValueError("more cells than the heading has")  # noqa: TRY301 - one place gathers all faults
            found = _enrolled(row, known)
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
            continue
        if found.code in lines_of:
            faults.append(f"line {line}: {found.code} stands already in line {lines_of[found.code]}")
        lines_of.setdefault(found.code, line)
        enrolled[found.code] = found
    if faults:
        raise EnrolmentError(f"{path}: {len(faults)} fault(s)\n" + "\n".join(f"  {fault}" for fault in faults))
    return Enrolment(enrolled)


def _enrolled(row: Mapping[str, str], register: Register) -> Enrolled:
    written = row.get("code", "")
    code = code_of(written)
    if code is None:
        raise ValueError(f"not a 14-digit code: {written!r} (is the column formatted as text?)")
    if code not in register:
        raise ValueError(f"{code} is not in the register")
    first = Quarter.parse(row.get("from", ""))
    last = Quarter.parse(row["to"]) if row.get("to") else None
    if last is not None and last < first:
        raise ValueError(f"{code} is enrolled from {first} to {last}, which is earlier")
    email = row.get("email") or None
    if email is not None and not _ADDRESS.fullmatch(email):
        raise ValueError(f"not one e-mail address: {email!r}")
    return Enrolled(code, first, last, email, row.get("note") or None)
