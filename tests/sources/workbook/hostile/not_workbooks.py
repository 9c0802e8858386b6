"""Files that are no workbook, or no whole one, whatever their names say."""

from __future__ import annotations

import io
import tarfile
import zlib

from tests.sources.workbook.hostile.archives import changed, repacked, report
from tests.sources.workbook.hostile.case import Hostile, case
from tests.sources.workbook.hostile.compound import SECTOR, compound

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/>'
    "</Relationships>"
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def _office(part: str) -> bytes:
    return repacked({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS.format(part), part: "<x/>"})


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        info = tarfile.TarInfo("report.xlsx")
        info.size = len(report())
        packed.addfile(info, io.BytesIO(report()))
    return buffer.getvalue()


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IHDR" + bytes(40)


_SIGNED: dict[str, bytes] = {
    "a web page": b"<!DOCTYPE html>\n<html><body><table><tr><td>1</td></tr></table></body></html>",
    "a web page saved as .xls by a bank": b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table>',
    "a web page in UTF-16": "<html><table></table></html>".encode("utf-16"),
    "Excel's XML of 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    "text with semicolons": "Айыл;Саны\nТамга;1000\n".encode("cp1251"),
    "text with tabs in UTF-16": "Айыл\tСаны\r\nТамга\t1000\r\n".encode("utf-16"),
    "a formula as text": b"=cmd|' /C calc'!A0",
    "JSON": b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}',
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "a RAR archive": b"Rar!\x1a\x07\x01\x00" + bytes(100),
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "a gzip file": b"\x1f\x8b\x08\x00" + bytes(100),
    "a program": b"MZ\x90\x00" + bytes(1000),
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(1000),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a picture": _png(),
    "a photo": b"\xff\xd8\xff\xe0" + bytes(1000),
    "rich text": b"{\\rtf1\\ansi text}",
    "nothing but zeros": bytes(10_000),
    "nothing but spaces": b" " * 10_000,
    "an empty archive": b"PK\x05\x06" + bytes(18),
    "the second part of a divided archive": b"PK\x07\x08" + bytes(100),
    "a deflate stream": zlib.compress(b"x" * 1000),
    "an owner file": b"\x05Aibek" + b" " * 49 + bytes(111),
}

CASES: list[Hostile] = [
    case("zero bytes", lambda: b"", "empty_file"),
    *(case(name, lambda data=data: data, "not_a_workbook") for name, data in _SIGNED.items()),
    case("a tar archive", _tar, "not_a_workbook"),
    case("a Word document", lambda: _office("word/document.xml"), "not_a_workbook"),
    case("a presentation", lambda: _office("ppt/presentation.xml"), "not_a_workbook"),
    case("a drawing of Visio", lambda: _office("visio/document.xml"), "not_a_workbook", "damaged"),
    case(
        "a text of LibreOffice",
        lambda: repacked({"mimetype": _OPEN_DOCUMENT + "text", "content.xml": "<x/>"}),
        "not_a_workbook",
    ),
    case(
        "a presentation of LibreOffice",
        lambda: repacked({"mimetype": _OPEN_DOCUMENT + "presentation", "content.xml": "<x/>"}),
        "not_a_workbook",
    ),
    case("an archive of workbooks", lambda: repacked({"a.xlsx": report(), "b.xlsx": report()}), "not_a_workbook"),
    case("a Word document of 2003", lambda: compound({"WordDocument": b"x"}), "not_a_workbook"),
    case("a mail of Outlook", lambda: compound({"__properties_version1.0": b"x"}), "not_a_workbook"),
    # Cut off ----------------------------------------------------------------------------------------------------------
    *(
        case(
            f"cut off after {thousandths / 10:g} %",
            lambda thousandths=thousandths: report()[: max(1, len(report()) * thousandths // 1000)],
            "not_a_workbook" if thousandths == 0 else "damaged",
        )
        for thousandths in (0, 1, 10, 50, 100, 250, 333, 500, 667, 750, 900, 950, 990, 999)
    ),
    *(
        case(f"cut off by {length} bytes at the end", lambda length=length: report()[:-length], "damaged")
        for length in (1, 2, 21, 22, 23, 100)
    ),
    case("cut off at the beginning", lambda: report()[100:], "not_a_workbook", "damaged"),
    case("zeros from the middle on", lambda: report()[: len(report()) // 2] + bytes(len(report()) // 2), "damaged"),
    case("a hole in the middle", lambda: report()[:2000] + bytes(512) + report()[2512:], "damaged"),
    case("line ends changed by FTP", lambda: report().replace(b"\n", b"\r\n"), "damaged"),
    case("sent as text by FTP", lambda: bytes(byte & 0x7F for byte in report()), "damaged", "unsafe", "not_a_workbook"),
    case("twice the same file in one", lambda: report() + report(), "damaged", "unsafe"),
    # Parts missing ----------------------------------------------------------------------------------------------------
    case("no content types", lambda: changed(**{"[Content_Types].xml": None}), "not_a_workbook"),
    case("no relations", lambda: changed(**{"_rels/.rels": None}), "not_a_workbook"),
    case("no workbook part", lambda: changed(**{"xl/workbook.xml": None}), "not_a_workbook"),
    case("no relations of the workbook", lambda: changed(**{"xl/_rels/workbook.xml.rels": None}), "damaged"),
    case("a sheet without its part", lambda: changed(**{"xl/worksheets/sheet2.xml": None}), "damaged"),
    case(
        "texts without their table",
        lambda: changed(**{"xl/sharedStrings.xml": None}),
        "damaged",
        before_reading=False,
    ),
    # Locked -----------------------------------------------------------------------------------------------------------
    case(
        "locked with a password",
        lambda: compound({"EncryptionInfo": b"\4\0\4\0\x40\0\0\0<encryption/>", "EncryptedPackage": bytes(9 * SECTOR)}),
        "encrypted",
    ),
    case(
        "locked by rights management",
        lambda: compound({"\6DataSpaces": b"x", "EncryptedPackage": b"x" * 5000}),
        "encrypted",
    ),
]
