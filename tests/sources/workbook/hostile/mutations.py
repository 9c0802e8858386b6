"""Real workbooks changed at random: their bytes, and their XML behind right checksums, where parsers meet it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sources.workbook.hostile.archives import members_of, repacked

if TYPE_CHECKING:
    import random

_TOKEN = re.compile(r"<[^<>]+>|[^<>]+")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
VALUES = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "1.5",
    "65536",
    "1048577",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "9" * 400,
    "1e308",
    "1e999",
    "NaN",
    "A1",
    "XFD1048576",
    "XFE1",
    "AAAAAAAAA1",
    "A0",
    "A1:XFD1048576",
    "B2:A1",
    "$A$1",
    "true",
    "s",
    "e",
    "d",
    "inlineStr",
    "rId1",
    "rId99",
    "../../x",
    "Титулдук барак",
    "#REF!",
    "x" * 40_000,
    "&#xD800;",
    "&lt;",
    "\u202e",
)
"""What attributes and texts are replaced by: the edges of what a parser believes."""

SNIPPETS = (
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<c r="E5" t="e"><v>#REF!</v></c>',
    '<c r="B3"><f>1+1</f></c>',
    '<mergeCell ref="A1:XFD1048576"/>',
    "<!-- x -->",
    "<?x y?>",
    "<x>",
    "</x>",
    "<v>",
    "</c>",
    "\x01",
    "&x;",
    "]]>",
    'xmlns:q="q"',
)


@dataclass(frozen=True)
class Change:
    """One change of one part; the numbers are taken modulo what is there."""

    kind: int
    part: int
    at: int
    to: int


def changed_bytes(content: bytes, changes: list[Change]) -> bytes:
    """Return a file with bytes flipped, deleted, inserted, doubled, or cut off."""
    data = bytearray(content)
    for change in changes:
        at = change.at % max(len(data), 1)
        length = change.to % 64 + 1
        match change.kind % 5:
            case 0:
                data[at : at + 1] = bytes([change.to % 256])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = bytes([change.to % 256]) * length
            case 3:
                data[at:at] = data[at : at + 40 * length]
            case _:
                del data[len(data) - length :]
    return bytes(data)


def changed_markup(content: bytes, changes: list[Change]) -> bytes:
    """Return a workbook with the XML of its parts changed, packed again so that every checksum is right."""
    parts: dict[str, bytes] = members_of(content)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    for change in changes:
        name = names[change.part % len(names)]
        tokens = _TOKEN.findall(parts[name].decode(errors="replace"))
        if tokens:
            _change(tokens, change, change.at % len(tokens))
        parts[name] = "".join(tokens).encode(errors="replace")
    return repacked(parts)


def _change(tokens: list[str], change: Change, at: int) -> None:  # noqa: C901 - a table of changes
    token, value = tokens[at], VALUES[change.to % len(VALUES)]
    match change.kind % 9:
        case 0 | 1:  # the likeliest way to something that parses: an attribute or a text with another value
            found = list(_ATTRIBUTE.finditer(token))
            if token.startswith("<") and found:
                one = found[change.to % len(found)]
                tokens[at] = f"{token[: one.start(2)]}{value.replace('<', '')}{token[one.end(2) :]}"
            elif not token.startswith("<"):
                tokens[at] = value
        case 2:
            del tokens[at]
        case 3:
            tokens.insert(at, token)
        case 4:  # an element doubled with all that is in it, or the file's rest
            tokens[at:at] = tokens[at : at + change.to % 200 + 2]
        case 5:
            del tokens[at : at + change.to % 50]
        case 6:
            tokens.insert(at, SNIPPETS[change.to % len(SNIPPETS)])
        case 7:
            other = change.to % len(tokens)
            tokens[at], tokens[other] = tokens[other], tokens[at]
        case _:  # the same element in itself, many times
            if token.startswith("<") and not token.startswith(("</", "<?")) and not token.endswith("/>"):
                tag = token[1:-1].split()[0]
                depth = change.to % 3000
                tokens[at] = token * (depth + 1)
                tokens.insert(at + 1, f"</{tag}>" * depth)


def drawn(chance: random.Random) -> list[Change]:
    """Return a few changes at random."""
    return [Change(*(chance.randrange(1 << 30) for _ in range(4))) for _ in range(chance.choice((1, 1, 1, 2, 3, 8)))]
