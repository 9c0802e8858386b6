"""How clerks write that there is nothing to say: dashes, dots, ``н/д``, and the words for "none".

What "none" means for a column (zero, no, or missing) is decided by the reader of that kind of column.
"""

from __future__ import annotations

from sources.folding import fold

_LONGEST = 40
"""No marker is longer; long texts are not even looked at."""

_STROKES = frozenset("-‐‑‒–—―−_…")

_UNKNOWN = frozenset(
    fold(words)
    for words in (
        "н/д",
        "нд",
        "н/а",
        "n/a",
        "нет данных",
        "данных нет",
        "нет сведений",
        "неизвестно",
        "маалымат жок",
        "маалыматтар жок",
        "белгисиз",
        "no data",
        "unknown",
    )
)

_NONE = frozenset(fold(words) for words in ("жок", "нет"))


def is_unknown(text: str) -> bool:
    """Say whether a text is a marker for "no data": ``-``, ``–``, ``...``, ``н/д``, ``маалымат жок``."""
    if len(text) > _LONGEST:
        return False
    signs = "".join(text.split())
    if set(signs) <= _STROKES | {"."}:
        return len(signs) > 1 or signs in _STROKES  # a single full stop is a slip and no marker
    return fold(text) in _UNKNOWN


def is_none(text: str) -> bool:
    """Say whether a text is the bare word ``жок`` or ``нет``, with whatever punctuation."""
    return len(text) <= _LONGEST and fold(text) in _NONE


def says_nothing(text: str) -> bool:
    """Say whether a text is a marker or the bare word for "none"."""
    return is_unknown(text) or is_none(text)
