"""How a municipality's name is read: what of the text is the name, what its raion and oblast, what only says the kind.

Only text is taken apart here, into keys to compare; which municipality is meant is decided in ``matching``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from sources.folding import fold

Part = Literal["name", "raion", "oblast"]


def _words(text: str) -> dict[str, None]:
    return dict.fromkeys(fold(word) for word in text.split())


_KINDS: dict[str, Part] = {
    **dict.fromkeys(
        _words(
            "айыл айылдык айылный айыльный аильный аильного айылного айыльного аймак аймагы аймагынын аймагына аймака"
            " өкмөт өкмөтү өкмөтүнүн окмоту өкмөтүнө сельская сельский управа управы округ округу округа кеңеши"
            " шаар шаары шаарынын шаарчасы шаарчасынын мэрия мэриясы мэриясынын мэрии город города гор посёлок"
            " пгт муниципалитет муниципалитети муниципалитета аа ао"
            " aiyl ayil ayyl aimak aimag aymak okmotu okmot city town urban settlement municipality mayor"
        ),
        "name",
    ),
    **dict.fromkeys(_words("район району районунун районго района районе raion rayon district"), "raion"),
    **dict.fromkeys(
        _words("облус облусу облусунун областы область области обл oblast oblasty region province"), "oblast"
    ),
}
"""Words that say what kind of place the words before them name (or those after, where none are before)."""

_NOISE = _words("имени им атындагы office hall")

_SEPARATORS = re.compile(r"[,;()/\n]")
_WORD = re.compile(r"[^\W_]+")
_RAION_SHORT = re.compile(r"\bр\s*[-–]\s*(?:ну|н|он)\b", re.IGNORECASE)

_ADJECTIVE = re.compile(r"ск(?:ии?|ого|ому|ом|ая|ои|ую)$")
_LINKS = ("ов", "ев", "ин", "ын", "ен", "ан", "он", "ун", "н", "и", "")
_VOWELS = "аеиоуыэюяь"
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of a place: folded keys of the names, raions and oblasts it mentions."""

    names: tuple[str, ...] = ()
    raions: tuple[str, ...] = ()
    oblasts: tuple[str, ...] = ()


def read_name(text: str | None, bare: Part = "name") -> Reading:
    """Take a name as a clerk writes it apart.

    ``Нарын облусунун Кочкор районунун Кум-Дөбө айыл өкмөтү``, ``Кум-Дебенский айылный аймак Кочкорского района`` and
    ``Кум-Добо а/о (Кочкор р-ну)`` all name an aiyl aimak and its raion. Initials are left out, as they are often
    left out in writing.

    Args:
        text: the text, or None.
        bare: what words are that no word of kind follows or precedes.
    """
    parts: dict[Part, list[str]] = {"name": [], "raion": [], "oblast": []}
    composed = _RAION_SHORT.sub(" район ", unicodedata.normalize("NFC", text or ""))
    for segment in _SEPARATORS.split(composed):
        following: Part = bare
        pending: list[str] = []
        for written in _WORD.findall(segment):
            word = fold(written)
            kind = _KINDS.get(word)
            if kind is None:
                if word not in _NOISE and not (len(word) == 1 and word.isalpha()):
                    pending.append(word)
            elif pending:
                parts[kind].append("".join(pending))
                pending, following = [], bare
            else:
                following = kind
        if pending:
            parts[following].append("".join(pending))
    return Reading(tuple(parts["name"]), tuple(parts["raion"]), tuple(parts["oblast"]))


def stems(key: str) -> frozenset[str]:
    """Return what may be left of a folded name without a Russian adjective's ending and the last vowel.

    ``кумдебенскии`` gives ``кумдебен`` and ``кумдеб``, as ``кумдебе`` does: one place, two ways to name it. Stems are
    a second try where no name is equal; a stem that fits several names decides nothing.
    """
    ending = _ADJECTIVE.search(key)
    if ending is None:
        bases = {key}
    else:
        root = key[: ending.start()]
        bases = {root.removesuffix(link) for link in _LINKS}
    softened = {base.replace("дж", "ж") for base in bases}
    short = {base[:-1] if base[-1:] in _VOWELS else base for base in softened if base}
    return frozenset(stem for stem in short if len(stem) >= _SHORTEST_STEM)
