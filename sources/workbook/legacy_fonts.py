r"""Kyrgyz typed for a legacy font: text that looks right only in a font which draws Kyrgyz letters over Russian ones.

Two such fonts are met in municipal papers. In one ``щ`` is drawn as ``ң`` and ``ъ`` as ``ү``; in the other ``ъ`` as
``ө``, ``\`` as ``ү`` and ``ё`` as ``ң``. The same ``ъ`` means two letters, so the font is chosen for a whole sheet, by
what its words come to; and in a sheet so written Russian words (``объём``, ``общая``, ``ещё``) stay what they are.
Kyrgyz in plain Russian letters, and look-alike letters, need no map: ``sources.folding`` sees to them.

Where the two maps are from: resolutions and budgets on the sites of Ак-Кудук (2015, 2017) and Кара-Таш, Ноокат (2018).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sources.findings.finding import Finding
from sources.workbook.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sources.workbook.sheets import Grid
    from sources.workbook.vocabulary import Vocabulary


class LegacyFont(NamedTuple):
    """A font that draws Kyrgyz letters in the places of others."""

    name: str
    stored: str
    """The letters that the text holds, small."""
    meant: str
    """The letters that they are drawn as, alongside."""

    @property
    def described(self) -> str:
        """The map as a finding shows it."""
        return ", ".join(f"{stored} → {meant}" for stored, meant in zip(self.stored, self.meant, strict=True))


LEGACY_FONTS = (LegacyFont("legacy font 1", "щъ", "ңү"), LegacyFont("legacy font 2", "ъ\\ё", "өүң"))
_TABLES = {font: str.maketrans(font.stored, font.meant) for font in LEGACY_FONTS}

_MARK = re.compile(r"[щъёЩЪЁ\\]")
_WORD = re.compile(r"[А-Яа-яЁёЇїІіҢңӨөҮүӉӊ\\]+")
_BESIDE_PATHS = re.compile(r"[A-Za-z0-9_:/]")

_VOWELS = frozenset("аоуыэеияюёөү")
_BACK_VOWELS = frozenset("аоуы")
_OF_SHORT_STEMS = frozenset("аоу")
"""Behind these a plain Kyrgyz ``ё`` is common: ``коёт``, ``боёп``."""
_AFTER_HARD_SIGN = frozenset("еёюя")
_NO_RUSSIAN_AFTER_SHCHA = frozenset("бгдзклмпрстчшыъэ")
"""What in Kyrgyz follows ``ң`` (``ңк``, ``ңг``, ``ңы``), and in Russian never ``щ``."""
_NO_PLAIN_AFTER_YO = {
    True: frozenset("гдаиоуыэ\\ъ"),
    False: frozenset("бгджзпрсчшаиоуыэ\\ъ"),
}
"""What never follows a plain ``ё`` behind a vowel, by whether that is one of ``_OF_SHORT_STEMS``."""

_SHORTEST_SLASHED = 4
"""In shorter words a backslash stands for the stroke of an abbreviation: ``а\\о``, ``р\\н``, ``п\\п``."""

_SHORT_WORDS = frozenset(
    "миң эң тең таң оң соң үч үй күн күч гүл түн түр түз жүз сүт бүт күз өз көк көл төө бөз төр түп үн өң".split()  # noqa: SIM905 - words are read as text
)
_STEMS = tuple(
    """
    өкмөт кеңеш жаңы миңд миңг миңи теңде теңиз деңгээл соңку соңун кеңири кеңей жеңил жеңиш маңыз маңай эмгектең
    көчө көчөт көрсөт көрүн көрүш көбөй көлөм көлүк көйгөй көзөм көңүл төлө төлөм төлөн төмөн төрт төрага төрөл
    бөлүм бөлүн бөлүк бөлүш бөлмө жөнүн жөндө жөнгө өнүк өндүр өткөр өткөн өзгөр өзүн өлчө өлкө өмүр өсүм өсүү өрнөк
    мөөнөт мүчө мүмкүн мүлк түшкөн түшүм түшүү түшүн түзүү түзөт түзүл түтүн түндүк түштүк түрү түрдү түптө
    үчүн үчүнчү төртүнчү күнү күндүк күтүү күчүн бүгүн бүтүн бүткөр бүтүр жүргүз жүрүш жүгүр жүздөн сүрөт сүйлө
    чөйрө чөлкөм чөнтөк үстүн үйрөн үйлөр үйбүл үлгү үлүш гүлст көрктөн чүй нөл кирүү берүү
    жергиликтүү керектөө эскертүү түшүндүрмө ичүүчү элүү бекитүү киргизүү жеткирүү текшерүү иштөө теңдөө көктөм дөбө
    """.split()  # noqa: SIM905 - as above
)
"""Beginnings of common words of municipal papers in which the letters in question stand."""

_KNOWN, _CERTAIN, _POSSIBLE = 2, 1, 0
"""How much a word says for a font."""
_ENOUGH = 2


def read_legacy_fonts(grids: Iterable[Grid], words: frozenset[str]) -> list[Finding]:
    """Find the sheets that are typed for a legacy font, and put what they mean in the place of what they store.

    Args:
        grids: the sheets; their texts are changed in place, and ``read_name`` set where the name changes too.
        words: the words of the forms, which decide first.

    Returns:
        A note on each such sheet: the map, one word before and after, and the cell that has it.
    """
    return [finding for grid in grids if (finding := _read_sheet(grid, words)) is not None]


def find_legacy_font(texts: Iterable[str], words: frozenset[str] = frozenset()) -> LegacyFont | None:
    """Choose the font that texts were typed for; None if they say as much as they stand.

    Each different word in which a map gives a Kyrgyz word counts for that map: two if the word is known, one if no
    Russian word could be written like it. It takes two to be believed, and more than the other map has.

    Args:
        texts: all that stands on one sheet.
        words: the small-letter words of the forms; one of them is never read as anything else.
    """
    marked = {word for text in texts for word in _marked_words(text)} - words
    if not marked:
        return None
    scores = [sum(_gain(word, font, words) for word in marked) for font in LEGACY_FONTS]
    best = max(scores)
    if best < _ENOUGH:
        return None
    if scores.count(best) == 1:
        return LEGACY_FONTS[scores.index(best)]
    # Only the hard sign was met: doubled it is the ending -үү of thousands of words.
    doubled = any("ъъ" in word for word in marked) and not any("\\" in word for word in marked)
    return LEGACY_FONTS[0] if doubled else None


def read_in(text: str, font: LegacyFont, words: frozenset[str] = frozenset()) -> str:
    """Return what a text means if it was typed for a font; its Russian words stay as they are."""
    if not _MARK.search(text):
        return text

    def meant(match: re.Match[str]) -> str:
        written = match[0]
        if _in_a_path(text, match) or written.lower() in words:
            return written
        lowered, _ = _read_word(written.lower(), font, words)
        return _in_case_of(written, lowered)

    return _WORD.sub(meant, text)


def _read_sheet(grid: Grid, words: frozenset[str]) -> Finding | None:
    values = set().union(*grid.rows)
    texts = [value for value in values if type(value) is str and _MARK.search(value)]
    font = find_legacy_font([*texts, grid.name], words) if texts or _MARK.search(grid.name) else None
    if font is None:
        return None
    meant = {text: read for text in texts if (read := read_in(text, font, words)) != text}
    grid.read_name = read_in(grid.name, font, words)
    example = ("", grid.name, grid.read_name)
    seen = -1
    for number, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if type(value) is str and value in meant:
                row[column] = meant[value]
                gain = max(_gain(word, font, words) for word in _marked_words(value))
                if gain > seen:
                    seen, example = gain, (address(number, column), value, meant[value])
    cell, stored, read = example
    return Finding(
        "legacy_font",
        sheet=grid.name,
        cell=cell or None,
        value=f"{font.name}: {_shown(stored)}",
        expected=f"{_shown(read)} ({font.described})",
    )


def _shown(text: str) -> str:
    return " ".join(text.split())[:80]


def form_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the words of all headings and sheets, in small letters."""
    forms = (*vocabulary.forms, vocabulary.survey, vocabulary.cover)
    sheets = [(*form.labels, *form.aliases) for form in forms]
    headings = [(*column.labels, *column.aliases) for form in forms for column in form.columns]
    return frozenset(word for texts in (*sheets, *headings) for text in texts for word in _WORD.findall(text.lower()))


@lru_cache(maxsize=16_384)
def _marked_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that hold a letter in question, in small letters."""
    if not _MARK.search(text):
        return ()
    return tuple(
        match[0].lower() for match in _WORD.finditer(text) if _MARK.search(match[0]) and not _in_a_path(text, match)
    )


def _in_a_path(text: str, match: re.Match[str]) -> bool:
    r"""Say whether a word with a backslash stands in a path or an address: ``C:\Отчёт``."""
    if "\\" not in match[0]:
        return False
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    return bool(_BESIDE_PATHS.match(before) or _BESIDE_PATHS.match(after))


def _gain(word: str, font: LegacyFont, words: frozenset[str]) -> int:
    read, strength = _read_word(word, font, words)
    return strength if read != word else 0


@lru_cache(maxsize=16_384)
def _read_word(word: str, font: LegacyFont, words: frozenset[str]) -> tuple[str, int]:
    """Return what a word in small letters means if it is typed for a font, and how much it says for that font."""
    read = word.translate(_TABLES[font])
    if read == word or len(word) == 1 or _has_strokes(word, read, font):
        return word, _POSSIBLE
    if len(word) < _SHORTEST_SLASHED and "\\" in word:
        return (read if read in _SHORT_WORDS else word), _POSSIBLE
    if read in words or read in _SHORT_WORDS or read.startswith(_STEMS):
        return read, _KNOWN
    marks = [at for at, letter in enumerate(word) if letter in font.stored]
    certain = [at for at in marks if _is_certain(word, read, at)]
    if certain:
        kept = (at for at in marks if at not in certain and not _may_be_drawn(word, read, at))
        letters = list(read)
        for at in kept:
            letters[at] = word[at]
        return "".join(letters), _CERTAIN
    return (read, _POSSIBLE) if set(word) & set(font.stored) == {"\\"} else (word, _POSSIBLE)


def _has_strokes(word: str, read: str, font: LegacyFont) -> bool:
    r"""Say whether a backslash in a word parts two words (``дети\подростки``) and is no ``ү``.

    No other vowel stands beside ``ү``, and none of ``а, о, у, ы`` in the syllable before or behind it.
    """
    if "\\" not in font.stored:
        return False
    for at, letter in enumerate(word):
        if letter != "\\":
            continue
        beside = {read[at - 1] if at else "", read[at + 1 : at + 2]}
        before = next((other for other in reversed(read[:at]) if other in _VOWELS), "")
        behind = next((other for other in read[at + 1 :] if other in _VOWELS), "")
        if beside & (_VOWELS - {"ү"}) or {before, behind} & _BACK_VOWELS:
            return True
    return False


def _is_certain(word: str, read: str, at: int) -> bool:
    """Say whether no Russian word, and no Kyrgyz word in its own letters, has this letter where it stands."""
    letter, before, behind = word[at], read[at - 1] if at else "", word[at + 1 : at + 2]
    if letter == "ъ":
        # объём, съезд; and the old spelling Банкъ
        return not (before and before not in _VOWELS and (not behind or behind in _AFTER_HARD_SIGN))
    if letter == "щ":
        return before in _VOWELS and behind in _NO_RUSSIAN_AFTER_SHCHA
    if letter == "ё":
        return before in _VOWELS and behind in _NO_PLAIN_AFTER_YO[before in _OF_SHORT_STEMS]
    return word.count(letter) > 1


def _may_be_drawn(word: str, read: str, at: int) -> bool:
    """Say whether a letter that is not certain by itself is drawn as another one in a word that has certain ones."""
    before, behind = read[at - 1] if at else "", word[at + 1 : at + 2]
    return behind not in _AFTER_HARD_SIGN if word[at] == "ъ" else before in _VOWELS or word[at] == "\\"


def _in_case_of(written: str, read: str) -> str:
    """Return what was read in capitals where the writing has them; a backslash goes with the letter behind it."""
    letters = []
    for at, letter in enumerate(read):
        like = written[at]
        if like == "\\":
            rest = written[at:].lstrip("\\") or written[:at].rstrip("\\")[-1:]
            like = rest[:1]
        letters.append(letter.upper() if like.isupper() else letter)
    return "".join(letters)
