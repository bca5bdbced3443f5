"""Which encoding a text file is in, and how bytes outside it are kept visible.

A byte order mark decides; else the first declared encoding that reads at least half of the sample's
non-ASCII lines (one broken line must not turn a UTF-8 file into mojibake that looks valid). Bytes
that can't be decoded become lone surrogates, which no encoding here yields: `damage` finds them.
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
    # The last line of a sample may end inside a character.
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    last = sample[len(whole) :] if len(sample) < SAMPLE else b""
    lines = [line for line in (*whole.split(b"\n"), last) if not line.isascii()]
    for name in declared:
        if 2 * sum(_decodes(line, name) for line in lines) >= len(lines):
            return name
    return declared[0]


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def damage(text: str) -> str:
    """`nul`, `encoding` or empty text: what makes a line unusable."""
    if text.isascii() and "\0" not in text:
        return ""
    found = _DAMAGE.search(text)
    if found is None:
        return ""
    return "nul" if found.group() == "\0" else "encoding"


def visible(text: str) -> str:
    """The text with kept bytes written as `\\xNN`, so that it can be stored."""
    return _SURROGATE.sub(lambda m: f"\\x{ord(m.group()) & 0xFF:02x}", text)
