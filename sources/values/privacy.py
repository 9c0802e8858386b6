"""Masking of personal data in free text: phone numbers, e-mail addresses and personal identification numbers.

Names of people are not recognised here. The 14-digit codes of municipalities are not personal and stay.
"""

from __future__ import annotations

import re

MASK = "***"

_PERSONAL = re.compile(
    r"""
    # a municipality's code, 14 digits in any grouping: kept
    (?P<code> (?<!\d) 417 (?:\s?\d){11} (?!\d) )
    # a personal identification number: 1 or 2 for the sex, then the day of birth
    | (?<!\d) [12] (?:0[1-9]|[12]\d|3[01]) (?:0[1-9]|1[0-2]) (?:19|20)\d\d \d{5} (?!\d)
    # an e-mail address
    | [\w.+-]{1,64} @ [\w-]{1,63} (?:\.[\w-]{1,63})+
    # Kyrgyz numbers with the country code: +996 555 123456, 996(555)12-34-56
    | (?<!\d) \(? (?:\+\s?|00)? 996 (?:[\s()‐‑–-]{0,2}\d){9} (?!\d)
    # Kyrgyz numbers with the leading 0, mobile and landline: 0555 12-34-56, (03222) 5-12-34, 0 (312) 66-12-34
    | (?<!\d) \(? 0 [\s-]? \(? \d{3} (?:[\s()‐‑–-]{0,2}\d){6} (?!\d)
    # any other number with a country code
    | \+ \s? \d (?:[\s()‐‑–-]{0,2}\d){8,14} (?!\d)
    # Russian and Kazakh mobile numbers: 8 (777) 123-45-67
    | (?<!\d) 8 [\s-]? \(? [79]\d\d (?:[\s()‐‑–-]{0,2}\d){7} (?!\d)
    # Kyrgyz mobile numbers without any prefix, grouped as nobody groups an amount
    | (?<!\d) [2579]\d\d (?: [\s-]\d\d[\s-]\d\d[\s-]\d\d | [\s-]\d{6} | -\d{3}-\d{3} ) (?!\d)
    """,
    re.VERBOSE,
)

_ZERO_DROPPED = re.compile(r"[2579]\d{8}")
"""A cell that is nine digits and nothing else: a mobile number whose leading 0 Excel has dropped."""


def mask_personal(text: str) -> str:
    """Return the text with phone numbers, e-mail addresses and personal numbers replaced by ``***``."""
    if _ZERO_DROPPED.fullmatch(text):
        return MASK
    return _PERSONAL.sub(lambda match: match["code"] or MASK, text)
