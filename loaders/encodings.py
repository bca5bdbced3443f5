"""Which encoding a text file is in, and how bytes outside it are kept visible.

A byte order mark decides; without one UTF-16 is known by its NULs; else it is the first declared encoding
that reads at least half of the sample's non-ASCII lines (one broken line must not turn a UTF-8 file into
mojibake that looks valid). Bytes that can't be decoded become lone surrogates, which no encoding here
yields: `damage` finds them.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KEEP_BYTES: Final = "lotgraph.keepbytes"
SAMPLE: Final = 1 << 20
_DAMAGE = re.compile("[\0\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    kept = "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end])
    return kept, error.end


codecs.register_error(KEEP_BYTES, _keep_bytes)


def detect(sample: bytes, declared: tuple[str, ...]) -> str:
    """The encoding of a file that starts with `sample`."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if name := _unmarked_utf16(sample):
        return name
    # The last line of a sample may end inside a character.
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    last = sample[len(whole) :] if len(sample) < SAMPLE else b""
    lines = [line for line in (*whole.split(b"\n"), last) if not line.isascii()]
    for name in declared:
        if 2 * sum(_decodes(line, name) for line in lines) >= len(lines):
            return name
    return declared[0]


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark, as terminals of SAP write it: ASCII has a NUL in every second byte there.

    A NUL that strayed into a text of another encoding is damage: it comes less often, seldom in the header,
    and what ends the lines is no line end in UTF-16.
    """
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if b"\0" not in sample.lstrip(b"\r\n\0").partition(b"\n")[0]:
        return ""
    if max(even, odd) <= len(sample) // 16 or max(even, odd) < 4 * min(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if b"\n" not in sample or "\n" in sample.decode(name, "ignore") else ""


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def damage(text: str) -> str:
    """`nul`, `encoding` or empty text: what makes a line unusable."""
    if "\0" not in text and (text.isascii() or _encodes(text)):
        return ""
    found = _DAMAGE.search(text)
    if found is None:
        return ""
    return "nul" if found.group() == "\0" else "encoding"


def _encodes(text: str) -> bool:
    """Whether a text has no lone surrogate; ten times as fast as to look for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def visible(text: str) -> str:
    """The text with kept bytes written as `\\xNN`, so that it can be stored."""
    return _SURROGATE.sub(lambda m: f"\\x{ord(m.group()) & 0xFF:02x}", text)
