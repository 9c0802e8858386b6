"""Numbers packed into 32 bits, as the binary formats store most of them."""

from __future__ import annotations

import struct


def unpack_number(packed: int) -> float:
    """Return the number that is packed into 32 bits ([MS-XLS] 2.5.218 RkNumber)."""
    if packed & 2:
        number = float((packed >> 2) - ((packed & 0x80000000) >> 1))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return number / 100 if packed & 1 else number
