"""Folding of text for comparison: two spellings a person would read as the same get the same key.

Kyrgyz text arrives with Russian letters (окмоту), with look-alikes of other alphabets (Latin c, U+04CA for ң), with
every kind of space and hyphen. Only keys for *matching* are made here; what a municipality wrote is never replaced.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LOOK_ALIKES = str.maketrans(
    {
        # one Kyrgyz letter, several habits of typing it
        "ё": "е", "ң": "н", "ӊ": "н", "ө": "о", "ү": "у", "ұ": "у", "й": "и", "і": "и",
        # Latin letters that look like Cyrillic ones once lower-cased (B, H, K, M and T do so as capitals)
        "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р", "t": "т",
        "x": "х", "y": "у", "i": "и",
        # superscripts and minus signs
        "²": "2", "³": "3", "–": "-", "—": "-",
    }
)  # fmt: skip


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the matching key of a text: letters and digits only, lower case, look-alikes made one.

    The same mapping is applied to both sides of a comparison, English included, so a key is never shown to anyone.

    Args:
        text: any text, in any Unicode normal form.

    Returns:
        The key; empty if the text holds no letter and no digit.
    """
    composed = unicodedata.normalize("NFC", text).lower().translate(_LOOK_ALIKES)
    return "".join(character for character in composed if character.isalnum())
