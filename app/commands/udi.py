"""udi parse.

Promises: every argument or line is answered, in its order and one at a time, so that a million lines need
no more memory than one; nothing is cut off a line but its end. Refuses to hold a line of over a mebibyte:
it is told as too long, with how it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from identifiers import Code, Element, Parsed

MOST_BYTES = 1 << 20
SHOWN_OF_A_LONG_LINE = 200

app = typer.Typer(no_args_is_help=True, help="Unique device identifiers and what they say.")


@app.command()
def parse(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]...", help="Identifiers; without any, lines of standard input."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for scripts.")] = False,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=9899, help="The year from which two-digit years are seen (this one)."),
    ] = None,
) -> int:
    """What identifiers say: agency, elements, DI, PI, one canonical spelling, and what is wrong with them.

    Scans and labels of GS1, HIBCC and ICCBBA, GS1 Digital Links, EPC URNs, bare GTIN and SSCC.

    Example: lotgraph udi parse "(01)09506000134352(17)271231(10)ABC123"

    Example: lotgraph udi parse --json < scans.txt

    Exit code 0: all were read without an error. 3: some have errors. 64: usage.
    """
    import sys

    from app.terminal import print_json, say

    if not texts and sys.stdin.isatty():
        say("lotgraph: reading lines of standard input")
    errors = False
    for parsed in _read_all(_told(texts) if texts else _lines(sys.stdin.buffer), year=year):
        errors = errors or parsed.has_errors
        if as_json:
            print_json(to_json(parsed))
        else:
            print("\n".join(block(parsed)), end="\n\n")
    return 3 if errors else 0


def _told(texts: list[str]) -> Iterator[bytes]:
    """Arguments as the bytes they came in."""
    return (text.encode("utf-8", "surrogateescape") for text in texts)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends; of one that is too long, one byte more than is allowed."""
    while line := stream.readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MOST_BYTES + 1)
        yield line[:-1].removesuffix(b"\r") if line.endswith(b"\n") else line


def _read_all(lines: Iterable[bytes], *, year: int | None) -> Iterator[Parsed]:
    from identifiers import Code
    from identifiers import parse as read

    for line in lines:
        if len(line) > MOST_BYTES:
            message = f"a line of over {MOST_BYTES:,} bytes is no identifier; this is how it begins"
            yield _unread(line[:SHOWN_OF_A_LONG_LINE], Code.LINE_TOO_LONG, message)
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            message = "these bytes are not UTF-8; those that are not are written as \\x and two digits"
            yield _unread(line, Code.NOT_UTF8, message, error.start)
        else:
            yield read(text, year=year)


def _unread(line: bytes, code: Code, message: str, position: int = 0) -> Parsed:
    from identifiers import Agency, Element, Finding, Form, Parsed

    text = line.decode("utf-8", "backslashreplace")
    elements = (Element("", "unread", text, 0),)
    return Parsed(text, Agency.UNKNOWN, Form.NONE, elements, (Finding(code, message, position),))


def to_json(parsed: Parsed) -> dict[str, object]:
    """The JSON of one identifier."""
    from identifiers import canonical

    pi = parsed.pi
    return {
        "raw": parsed.raw,
        "agency": parsed.agency,
        "form": parsed.form,
        "di": parsed.di,
        "basic_udi_di": parsed.basic_udi_di,
        "pi": {name: getattr(pi, name) for name in pi.__dataclass_fields__},
        "elements": [element._asdict() for element in parsed.elements],
        "canonical": canonical(parsed),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "position": finding.position,
                "message": finding.message,
            }
            for finding in parsed.findings
        ],
    }


def block(parsed: Parsed) -> Iterator[str]:
    """The lines that people read."""
    from identifiers import canonical

    pi = parsed.pi
    said = ((name, getattr(pi, name)) for name in pi.__dataclass_fields__)
    yield visible(parsed.raw)
    yield _row("agency", f"{parsed.agency}, {parsed.form}")
    yield _row("DI", parsed.di or "-")
    if parsed.basic_udi_di:
        yield _row("Basic UDI-DI", parsed.basic_udi_di)
    yield _row("PI", ", ".join(f"{name} {value}" for name, value in said if value) or "-")
    for place, element in enumerate(parsed.elements):
        yield _row("" if place else "elements", _shown(parsed, element))
    yield _row("canonical", canonical(parsed))
    for finding in parsed.findings:
        yield _row(finding.severity, f"{finding.code} at {finding.position}: {finding.message}")


def _row(head: str, text: str) -> str:
    return f"  {head:<12} {visible(text)}" if text else f"  {head}"


def _shown(parsed: Parsed, element: Element) -> str:
    from identifiers import Agency

    sign = f"({element.id})" if parsed.agency is Agency.GS1 and element.id else element.id
    day = f" = {element.day}" if element.day else ""
    return f"{sign} {element.name} {element.value}{day}".lstrip()


def visible(text: str) -> str:
    """A text with its control characters written out: a scan must not steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
