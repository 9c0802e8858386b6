"""The comments of one sheet: the part with their texts, and the drawing (VML) with their boxes.

Excel, LibreOffice and WPS show a comment only where both say that it is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.notice.marked_copy.addressing import read_address
from sources.notice.marked_copy.package_writer import XML_DECLARATION
from sources.notice.marked_copy.refusal import NotMarkableError
from sources.notice.marked_copy.xml_spans import Edits, element_text, parse
from sources.workbook.addresses import address

if TYPE_CHECKING:
    from sources.notice.marked_copy.xml_spans import Element

AUTHOR = "Aimak"
"""Who our comments are by."""
SEPARATOR = "— Aimak —"
"""The line above our text: it parts ours from the sender's where a cell had a comment, and by it we know our comments
when a marked copy comes back, for LibreOffice forgets the authors of comments."""
_THREADED = "tc="
"""How the author of the copy of a threaded comment begins, which Excel keeps for old programs."""
_LONGEST = 32_000


@dataclass(slots=True)
class Comments:
    """The comments of one sheet, and what becomes of them."""

    data: bytes
    root: Element
    ours: set[tuple[int, int]] = field(default_factory=set)
    """Cells that we commented in an earlier notice."""
    shared: set[tuple[int, int]] = field(default_factory=set)
    """Cells in whose comments we added our text to the sender's in an earlier notice."""
    theirs: dict[tuple[int, int], Element] = field(default_factory=dict)
    threaded: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def read(cls, data: bytes | None, namespace: str) -> Comments:
        """Read the part.

        Args:
            data: the part; None where the sheet has none.
            namespace: that of the workbook part, for a new part.
        """
        if data is None:
            data = XML_DECLARATION + (
                f'<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'.encode()
            )
        root = parse(data, 6, "a part of comments")
        comments = cls(data, root)
        names = [comments.text(author).strip() for author in _children(root, "authors", "author")]
        authors = {str(number): name for number, name in enumerate(names)}
        for comment in _children(root, "commentList", "comment"):
            place = read_address(comment.attributes.get("ref", ""))
            number = comment.attributes.get("authorId", "")
            author = authors.get(number, "")
            if place is None:
                continue
            before, found, _ = data[comment.inside : comment.end].decode().partition(SEPARATOR)
            if found and not _TAG.sub("", before).strip():
                comments.ours.add(place)
                continue
            comments.theirs[place] = comment
            if author.startswith(_THREADED):
                comments.threaded.add(place)
            elif found:
                comments.shared.add(place)
        return comments

    def text(self, element: Element) -> str:
        """Return the text right in an element, as it is written."""
        return self.data[element.inside : element.outside].decode()

    def write(self, texts: dict[tuple[int, int], str]) -> bytes:
        """Return the part with our comments, those of earlier notices taken out.

        Args:
            texts: our comments, by row and column.
        """
        edits = Edits(self.data)
        parent = self.root.find("commentList")
        authors = self.root.find("authors")
        if parent is None or authors is None:
            raise NotMarkableError("a part of comments without a list")
        for comment in parent.all("comment"):
            place = read_address(comment.attributes.get("ref", ""))
            if place in self.ours and place not in self.theirs:
                edits.replace(comment.start, comment.end, b"")
        for place in sorted(self.theirs.keys() & (self.shared | texts.keys()) - self.threaded):
            self._rewrite(edits, self.theirs[place], texts.get(place))
        new = sorted(place for place in texts if place not in self.theirs)
        if new:
            number = self._author(edits, authors)
            prefix = self.root.prefix
            edits.append_child(parent, b"".join(_comment(place, texts[place], number, prefix) for place in new))
        return edits.apply()

    def _author(self, edits: Edits, authors: Element) -> int:
        names = [self.text(author).strip() for author in authors.all("author")]
        if AUTHOR in names:
            return names.index(AUTHOR)
        tag = self.root.tag("author")
        edits.append_child(authors, f"<{tag}>{AUTHOR}</{tag}>".encode())
        return len(names)

    def _rewrite(self, edits: Edits, comment: Element, text: str | None) -> None:
        """Take our earlier text out of the sender's comment, and put the present one behind theirs."""
        body = comment.find("text")
        if body is None:
            raise NotMarkableError("a comment without a text")
        kept: list[str] = []
        for child in body.children:
            piece = self.data[child.start : child.end].decode()
            if child.name == "t":
                # A plain text becomes the first of the runs.
                run = child.prefix + "r"
                piece = f"<{run}>{piece}</{run}>"
            if child.name not in ("t", "r"):
                continue
            before, found, _ = piece.partition(SEPARATOR)
            if found:
                if _TEXT_START.search(before):
                    name = self.root.tag("t")
                    kept.append(before.rstrip() + f"</{name}></{self.root.tag('r')}>")
                break
            kept.append(piece)
        # Reading aids for ideographs stand behind the runs.
        rest = [self.data[child.start : child.end].decode() for child in body.children if child.name not in ("t", "r")]
        ours = [] if text is None else [_run(text, self.root.prefix, before="\n\n")]
        tag = self.root.tag("text")
        whole = f"<{tag}>{''.join((*kept, *ours, *rest))}</{tag}>"
        edits.replace(body.start, body.end, whole.encode())


_TAG = re.compile(r"<[^<>]*>")
_TEXT_START = re.compile(r">[^<]*\S[^<]*$")


def _children(root: Element, parent: str, name: str) -> list[Element]:
    found = root.find(parent)
    return found.all(name) if found else []


def _run(text: str, prefix: str, before: str = "") -> str:
    p = prefix
    text = f"{before}{SEPARATOR}\n{text}"
    return (
        f'<{p}r><{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{element_text(text[:_LONGEST])}</{p}t></{p}r>'
    )


def _comment(place: tuple[int, int], text: str, author: int, prefix: str) -> bytes:
    p = prefix
    run = _run(text, prefix)
    return f'<{p}comment ref="{address(*place)}" authorId="{author}"><{p}text>{run}</{p}text></{p}comment>'.encode()
