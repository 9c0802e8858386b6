"""The bulletin of a quarter, for everyone: an HTML page in three languages, its PDF, and an index of all quarters.

``contents`` reads what it says, ``editions`` keeps what was published, ``results`` and ``municipalities`` say how both
are shown, ``charts`` draws, ``page`` and ``words`` make HTML of it, ``index`` lists what lies beside what, ``printing``
makes the PDF, and ``examining`` looks at what came out.
"""

from __future__ import annotations

from warehouse.bulletin.examining import MOST_BYTES, examine
from warehouse.bulletin.index import write_index
from warehouse.bulletin.printing import find_chromium, print_page
from warehouse.bulletin.writing import Bulletin, write_bulletin

__all__ = ["MOST_BYTES", "Bulletin", "examine", "find_chromium", "print_page", "write_bulletin", "write_index"]
