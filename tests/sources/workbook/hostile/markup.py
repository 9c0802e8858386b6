"""XML that bursts, reaches out, or says two things at once."""

from __future__ import annotations

from tests.sources.workbook.hostile.archives import changed, edited, report_parts
from tests.sources.workbook.hostile.case import ACCEPTED, Hostile, case
from tests.sources.workbook.hostile.zips import SHEET, STRINGS

BOOK, STYLES, TYPES = "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _declared(part: str, declaration: str, text: str = "") -> bytes:
    """The small report with a document type declaration in a part, and a reference to its entity."""
    head, _, body = report_parts()[part].decode().partition("?>")
    if text:
        assert "Тамга" in body
        body = body.replace("Тамга", text, 1)
    return changed(**{part: f"{head}?>{declaration}{body}"})


def _laughs() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE sst [<!ENTITY l0 "ha">{levels}]>'


def _encoded(part: str, encoding: str) -> bytes:
    text = report_parts()[part].decode().replace("UTF-8", encoding, 1)
    return changed(**{part: text.encode(encoding, "xmlcharrefreplace")})


def _nested(part: str, before: str, depth: int, tag: str = "x") -> bytes:
    return edited(part, before, f"<{tag}>" * depth + f"</{tag}>" * depth + before)


CASES: list[Hostile] = [
    case("a billion laughs", lambda: _declared(STRINGS, _laughs(), "&l9;"), "unsafe"),
    case(
        "one entity of 100 KB, 10,000 times",
        lambda: _declared(STRINGS, f'<!DOCTYPE sst [<!ENTITY a "{"a" * 100_000}">]>', "&a;" * 10_000),
        "unsafe",
    ),
    *(
        case(
            f"an entity from {address}",
            lambda address=address: _declared(STRINGS, f'<!DOCTYPE sst [<!ENTITY x SYSTEM "{address}">]>', "&x;"),
            "unsafe",
        )
        for address in (
            "file:///etc/passwd",
            "http://127.0.0.1:9/x",
            "ftp://127.0.0.1:9/x",
            "/dev/zero",
            "jar:file:x!/y",
        )
    ),
    case(
        "a parameter entity",
        lambda: _declared(SHEET, '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'),
        "unsafe",
    ),
    case(
        "a declaration from outside",
        lambda: _declared(SHEET, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "unsafe",
    ),
    case("a bare declaration", lambda: _declared(BOOK, "<!DOCTYPE workbook>"), "unsafe"),
    case("a declaration in a part that is not read", lambda: _declared("docProps/app.xml", "<!DOCTYPE x>"), "unsafe"),
    case("a declaration in the content types", lambda: _declared(TYPES, "<!DOCTYPE x>"), "unsafe"),
    case(
        "a declaration in UTF-16",
        lambda: changed(
            **{STRINGS: f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><sst xmlns="{_MAIN}"/>'.encode("utf-16")}
        ),
        "unsafe",
    ),
    case(
        "a declaration in UTF-7",
        lambda: changed(**{STRINGS: f'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x><sst xmlns="{_MAIN}"/>'}),
        "damaged",
        "unsafe",
        before_reading=False,
    ),
    *(
        case(f"a sheet in {encoding}", lambda encoding=encoding: _encoded(SHEET, encoding), "unsafe")
        for encoding in ("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32")
    ),
    case("texts in CP1251", lambda: _encoded(STRINGS, "cp1251"), "damaged", "unsafe", ACCEPTED, before_reading=False),
    case(
        "bytes that are no UTF-8",
        lambda: changed(**{STRINGS: report_parts()[STRINGS].replace("Тамга".encode(), b"\xff\xfe\xc0\xaf")}),
        "damaged",
        before_reading=False,
    ),
    case(
        "an overlong zero",
        lambda: changed(**{STRINGS: report_parts()[STRINGS].replace("Тамга".encode(), b"\xc0\x80")}),
        "damaged",
        before_reading=False,
    ),
    case(
        "half a pair of surrogates",
        lambda: changed(**{STRINGS: report_parts()[STRINGS].replace("Тамга".encode(), b"\xed\xa0\x80")}),
        "damaged",
        before_reading=False,
    ),
    case(
        "a reference to half a pair",
        lambda: edited(STRINGS, "Тамга", "&#xD800;"),
        "damaged",
        ACCEPTED,
        before_reading=False,
    ),
    case(
        "a reference to the sign 0", lambda: edited(STRINGS, "Тамга", "&#0;"), "damaged", ACCEPTED, before_reading=False
    ),
    case("a reference to no sign", lambda: edited(STRINGS, "Тамга", "&#x99999999;"), "damaged", before_reading=False),
    case("an unknown entity", lambda: edited(STRINGS, "Тамга", "&oacute;"), "damaged", before_reading=False),
    case("an encoding that nobody knows", lambda: edited(BOOK, 'encoding="UTF-8"', 'encoding="A1"'), "damaged"),
    case("an encoding of no text", lambda: edited(BOOK, 'encoding="UTF-8"', 'encoding="base64"'), "damaged"),
    case("a NUL", lambda: edited(STRINGS, "Тамга", "Там\0га"), "damaged", "unsafe"),
    case("a control character", lambda: edited(SHEET, "<v>1000", "\x1b<v>1000"), "damaged"),
    case("a CDATA section", lambda: edited(STRINGS, "Тамга", "<![CDATA[Тамга]]>"), "unsafe"),
    case("a CDATA section in a sheet", lambda: edited(SHEET, "<v>1000", "<v><![CDATA[1000]]>"), "unsafe"),
    case("a processing instruction", lambda: edited(SHEET, "<v>1000", "<?php system('id'); ?><v>1000"), ACCEPTED),
    case("a comment", lambda: edited(SHEET, "<v>1000", "<!-- <c r='A1'> --><v>1000"), ACCEPTED),
    case(
        "elements 100,000 deep in a sheet",
        lambda: _nested(SHEET, "<pageMargins", 100_000),
        ACCEPTED,
        "damaged",
        "over_limits",
        before_reading=False,
    ),
    case(
        "elements 100,000 deep in the book",
        lambda: _nested(BOOK, "<calcPr", 100_000),
        ACCEPTED,
        "damaged",
        "over_limits",
        before_reading=False,
    ),
    case(
        "elements 100,000 deep in the styles",
        lambda: _nested(STYLES, "<dxfs", 100_000),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("rows in rows", lambda: _nested(SHEET, '<row r="2"', 1000, "row"), ACCEPTED, "damaged", before_reading=False),
    case(
        "an attribute of 2 MB",
        lambda: edited(SHEET, 'r="A2"', f'x="{"".join(map(str, range(350_000)))}" r="A2"'),
        ACCEPTED,
        "over_limits",
        before_reading=False,
    ),
    case(
        "100,000 attributes",
        lambda: edited(SHEET, 'r="A2"', " ".join(f'a{n}="1"' for n in range(100_000)) + ' r="A2"'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("an attribute twice", lambda: edited(SHEET, '<c r="A2"', '<c r="A2" r="B9"'), "damaged", before_reading=False),
    case("a far address behind a near one", lambda: edited(SHEET, '<c r="A2"', '<c r="A2" r="XFD1048576"'), "damaged"),
    case("an element that does not end", lambda: edited(SHEET, "</sheetData>", ""), "damaged", before_reading=False),
    case(
        "two roots",
        lambda: changed(**{SHEET: report_parts()[SHEET].decode() + "<worksheet/>"}),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("text behind the root", lambda: changed(**{BOOK: report_parts()[BOOK].decode() + "junk"}), "damaged"),
    case("a part of nothing", lambda: changed(**{SHEET: b""}), "damaged", before_reading=False),
    case("a book of nothing", lambda: changed(**{BOOK: b""}), "damaged"),
    # Relations --------------------------------------------------------------------------------------------------------
    case(
        "a sheet outside the package",
        lambda: edited(RELATIONS, "worksheets/sheet2.xml", "../../../../etc/passwd"),
        "damaged",
    ),
    case(
        "a sheet on the network",
        lambda: edited(
            RELATIONS, 'Target="worksheets/sheet2.xml"', 'Target="http://127.0.0.1:9/x" TargetMode="External"'
        ),
        "damaged",
    ),
    case(
        "a sheet that is the book",
        lambda: edited(RELATIONS, "worksheets/sheet2.xml", "workbook.xml"),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("texts outside the package", lambda: edited(RELATIONS, "sharedStrings.xml", "/etc/passwd"), "damaged"),
    case(
        "one relation for both sheets",
        lambda: edited(BOOK, "rId2", "rId1"),
        ACCEPTED,
        "sheet_repeated",
        "no_forms",
        before_reading=False,
    ),
    case(
        "two relations of one id",
        lambda: edited(RELATIONS, 'Id="rId2"', 'Id="rId1"'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case(
        "a macro sheet of Excel 4.0",
        lambda: edited(
            RELATIONS,
            'relationships/worksheet" Target="worksheets/sheet2',
            'relationships/xlMacrosheet" Target="worksheets/sheet2',
        ),
        "unsafe",
    ),
]
