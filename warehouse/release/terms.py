"""On what terms a release is given: the data licence, who publishes, and how it is cited.

Both are the operator's decision, made by settings; the code has a licence of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LICENCES: Final[dict[str, tuple[str, str]]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution-NonCommercial 4.0 International",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
"""The data licences that may be chosen, by SPDX identifier: name and text."""


@dataclass(frozen=True)
class Terms:
    """The operator's decisions."""

    licence: str = "CC-BY-4.0"
    """One of ``LICENCES``."""
    publisher: str = "Successful Aimak programme"

    @property
    def licence_name(self) -> str:
        """What the licence is called."""
        return LICENCES[self.licence][0]

    @property
    def licence_url(self) -> str:
        """Where its text stands."""
        return LICENCES[self.licence][1]


def caution(notes: Mapping[str, int]) -> str:
    """Return what must be seen beside the figures, as sentences; empty where there is nothing."""
    return " ".join(
        f"{note[0].upper()}{note[1:]} ({count} {'municipality' if count == 1 else 'municipalities'})."
        for note, count in notes.items()
    )


def licence_text(terms: Terms) -> str:
    """Return what stands in the file ``LICENCE.txt``."""
    return (
        f"The data in this folder are published by: {terms.publisher}\n"
        f"Licence: {terms.licence_name} ({terms.licence})\n{terms.licence_url}\n\n"
        "The licence is the publisher's decision. Whoever uses the data under it names the publisher and the version\n"
        "of the release, as CITATION.cff says.\n"
    )


def citation(terms: Terms, title: str, version: str, abstract: str) -> str:
    """Return what stands in the file ``CITATION.cff`` (Citation File Format 1.2.0)."""
    lines = {
        "cff-version": "1.2.0",
        "message": "Please cite this release by its title and version.",
        "type": "dataset",
        "title": title,
        "version": version,
        "abstract": abstract,
        "license": terms.licence,
        "license-url": terms.licence_url,
    }
    # A JSON text is a YAML text.
    written = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items()]
    return "\n".join([*written, "authors:", f"  - name: {json.dumps(terms.publisher, ensure_ascii=False)}"]) + "\n"
