"""What is never kept in a copy of ours: macros are dropped; whatever else reaches out of the workbook is refused."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from sources.notice.marked_copy.refusal import NotMarkableError, Obstacle

if TYPE_CHECKING:
    from sources.notice.marked_copy.package_writer import Parts

_REFUSED = (
    ("xl/externallinks/", "links to other workbooks", Obstacle.LINKS),
    ("xl/connections.xml", "connections to data outside", Obstacle.DATA),
    ("xl/querytables/", "queries of data outside", Obstacle.DATA),
    ("xl/embeddings/", "embedded documents", Obstacle.EMBEDDED),
    ("xl/activex/", "ActiveX controls", Obstacle.EMBEDDED),
    ("xl/macrosheets/", "macro sheets", Obstacle.MACRO_SHEET),
    ("xl/model/", "a data model", Obstacle.DATA),
    ("xl/webextensions/", "web extensions", Obstacle.EMBEDDED),
    ("xl/volatiledependencies.xml", "real-time data", Obstacle.DATA),
    ("xl/revisions/", "a log of changes by several people", Obstacle.SHARED),
    ("_xmlsignatures/", "a digital signature", Obstacle.SIGNED),
)
_MACROS = re.compile(
    r"(?:xl/)?(?:vba[^/]*\.(?:bin|xml)|attachedtoolbars\.bin)|customui/.*|userCustomization/.*", re.IGNORECASE
)
_KEPT_OUTSIDE = ("hyperlink",)
"""Relations to addresses outside that do nothing until somebody clicks."""
_FORMULA = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?(?P<tag>f|formula|formula1|formula2|definedName)(?:\s[^<>]*)?>(?P<written>[^<]*)"
)
_CELL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c\s(?:[^<>]*\s)?r=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_TEXT_IN_FORMULA = re.compile(r'"[^"]*"')
_OTHER_WORKBOOK = re.compile(r"\[[^\[\]]+\][^\[\]'!(),;+*/&=<>]*'?!|^\s*'?[^'\"(),;+*/&=<>]*\||'[^']*\|[^']*'?!|\w\|'")


def drop_macros(parts: Parts) -> None:
    """Leave macros out, with what refers to them."""
    dropped = {name.casefold() for name in parts.names() if _MACROS.fullmatch(name)}
    if not dropped:
        return
    sources = ["", *(name for name in parts.names() if name.casefold() not in dropped)]
    for source in sources:
        gone = {each.id for each in parts.relations(source) if each.target.casefold() in dropped and not each.external}
        parts.unrelate(source, gone)
    for name in [name for name in parts.names() if name.casefold() in dropped]:
        parts.drop(name)
    # What is left with this ending needs another word than the one for macros.
    parts.set_default_type("bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings")


def refuse_what_reaches_out(parts: Parts) -> None:
    """Check that nothing in the workbook would fetch or start anything.

    Raises:
        NotMarkableError: something would.
    """
    for name in parts.names():
        folded = name.casefold()
        for start, what, obstacle in _REFUSED:
            if folded.startswith(start):
                raise NotMarkableError(f"the workbook has {what}", obstacle)
        if folded.endswith(".rels") and b"External" in parts.read(name):
            _check_relations(parts, name)


def _check_relations(parts: Parts, name: str) -> None:
    folder, _, file = name.rpartition("_rels/")
    for relation in parts.relations(folder + file.removesuffix(".rels")):
        if relation.external and relation.kind not in _KEPT_OUTSIDE:
            raise NotMarkableError(
                f"the workbook has a relation of the kind {relation.kind} to an address outside", Obstacle.LINKS
            )


def refuse_formulas_that_reach_out(data: bytes, name: str, sheet: str | None = None) -> None:
    """Check that no formula of a part reads another workbook or another program (DDE).

    Args:
        data: the part.
        name: that of the part.
        sheet: the name of the sheet that it is, to be told.

    Raises:
        NotMarkableError: one does.
    """
    if b"[" not in data and b"|" not in data:
        return
    for match in _FORMULA.finditer(data):
        written = match["written"]
        if b"[" not in written and b"|" not in written:
            continue
        formula = _TEXT_IN_FORMULA.sub('""', unescape(written.decode()))
        if _OTHER_WORKBOOK.search(formula):
            cells = _CELL.findall(data, 0, match.start()) if match["tag"] == b"f" else []
            raise NotMarkableError(
                f"{name} has a formula that reads something outside the workbook",
                Obstacle.FORMULA,
                sheet=sheet,
                cell=cells[-1].decode()
                if cells and b"</" not in data[data.rfind(b"<", 0, match.start()) :][:2]
                else None,
            )
