"""Labels written down in every form a scanner or a person may bring them in; nothing here reads one."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

GS = "\x1d"
PREDEFINED = ("01", "11", "17")
"""Elements of fixed length, which no separator follows."""

Elements = Sequence[tuple[str, str]]


def check_digit(digits: str) -> str:
    """GS1 mod-10."""
    return str(-sum(int(d) * (3, 1)[n % 2] for n, d in enumerate(reversed(digits))) % 10)


def gtin(number: int) -> str:
    """A GTIN-14 that begins with a zero."""
    digits = f"0952{number:09d}"
    return digits + check_digit(digits)


def in_brackets(elements: Elements) -> str:
    """As people read it."""
    return "".join(f"({ai}){value}" for ai, value in elements)


def with_separators(elements: Elements, separator: str = GS) -> str:
    """As a scanner sends it."""
    out = ""
    for n, (ai, value) in enumerate(elements):
        is_open = ai not in PREDEFINED and n < len(elements) - 1
        out += ai + value + (separator if is_open else "")
    return out


def as_link(elements: Elements) -> str:
    """A GS1 digital link; the path has its order, whatever the label's."""
    of = dict(elements)
    path = "".join(f"/{ai}/{quote(of[ai], safe='')}" for ai in ("01", "10", "21") if ai in of)
    query = "&".join(f"{ai}={value}" for ai, value in elements if ai in ("11", "17"))
    return f"https://example.com{path}" + (f"?{query}" if query else "")


def forms(elements: Elements) -> dict[str, str]:
    """Form -> the text."""
    told = with_separators(elements)
    return {
        "brackets": in_brackets(elements),
        "sorted": in_brackets(sorted(elements)),
        "data matrix": f"]d2{told}",
        "code 128": f"]C1{told}",
        "qr": f"]Q3{told}",
        "plain": told,
        "begun by FNC1": GS + told,
        "written separators": with_separators(elements, "{GS}"),
        "link": as_link(elements),
    }


def without_separators(elements: Elements) -> str:
    """As it comes through a keyboard that drops control characters."""
    return with_separators(elements, "")


_MOD43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"


def hibcc(di: str, tail: str = "") -> str:
    """A HIBCC label with its check character."""
    text = f"+{di}{tail}"
    return text + _MOD43[sum(map(_MOD43.index, text)) % 43]
