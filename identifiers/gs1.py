"""GS1 element strings: what a scanner sends, separators kept or written out in words.

Promises: one pass, linear in the text; an element that breaks its format is kept as it stands with a
finding; after an unknown identifier the rest up to the next separator is kept unread and reading goes on
behind it. Refuses to guess: where a separator seems lost, the text is read as it stands and flagged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date

from identifiers import days
from identifiers.application_identifiers import IDENTIFIERS, Identifier, opening, pair_rule
from identifiers.associations import complaints
from identifiers.checks import mod10_digit, mod10_holds
from identifiers.parsed import Agency, Code, Element, Form, Parsed, Reading, shown

SEPARATOR = "\x1d"

# How software that cannot carry a control character writes one. `<GS>` could be data: all of its
# characters may stand in a lot.
_WRITTEN = re.compile(r"\^|\{(?:GS|FNC1)\}|<(?:GS|FNC1)>|\[GS\]|\\x1[dD]|\\u001[dD]|\\F|\u241d")
ANY_SEPARATOR = re.compile(f"{SEPARATOR}|{_WRITTEN.pattern}")
"""What an element string may begin with."""

_SHORT_GTINS = (8, 12, 13)

# What a label carries behind a lot or serial number, so that it may hide in one whose separator was lost.
ON_LABELS = ("10", "11", "13", "15", "16", "17", "21", "240", "241", "250", "7003", "8012")
_SUSPECT = re.compile("|".join(ON_LABELS))


def read(reading: Reading, at: int, *, doubting: bool = False) -> Parsed:
    """An element string that begins at this place; `doubting` that one separator proves the others."""
    written = _WRITTEN.search(reading.text, at)
    if written is None:
        _read_plain(reading, reading.text, at, doubting=doubting)
    else:
        _read_written(reading, at)
    return finish(reading, Form.ELEMENT_STRING)


def finish(reading: Reading, form: Form) -> Parsed:
    """Judge the elements of a GS1 text together."""
    _judge_together(reading)
    return reading.done(Agency.GS1, form)


def _read_plain(reading: Reading, text: str, at: int, *, doubting: bool = False) -> None:
    """Read with real separators only."""
    end = len(text)
    separated = False
    last: Identifier | None = None
    while at < end:
        found = opening(text, at)
        if found is None:
            separated = separated or last is not None
            at = at + 1 if text[at] == SEPARATOR else _leave_unknown(reading, text, at)
            continue
        start = at + found.width
        at = start + found.predefined
        value = text[start:at]
        if not found.predefined or SEPARATOR in value:
            at = _end_of_chunk(text, start)
            value = text[start:at]
        add(reading, found, value, start)
        last = found
    if last is not None and not last.predefined and (doubting or not separated):
        _suspect(reading, last)


def _end_of_chunk(text: str, at: int) -> int:
    """Where the next separator stands, or the end."""
    end = text.find(SEPARATOR, at)
    return end if end >= 0 else len(text)


def _leave_unknown(reading: Reading, text: str, at: int) -> int:
    end = _end_of_chunk(text, at)
    reading.note(Code.UNKNOWN_ELEMENT, f"{text[at : at + 4]!r} opens no application identifier", at)
    reading.leave(text[at:end], at)
    return end


def _read_written(reading: Reading, at: int) -> None:
    """Read with separators that are written out, and speak of the places in the text as it came."""
    shifts = _Shifts(reading, at)
    before = len(reading.findings)
    _read_plain(reading, shifts.plain, at)
    reading.elements = [element._replace(start=shifts.back(element.start)) for element in reading.elements]
    moved = [(f.code, f.message, shifts.back(f.position)) for f in reading.findings[before:]]
    del reading.findings[before:]
    for code, message, position in moved:
        reading.note(code, message, position)


class _Shifts:
    """The text with one character for every separator, and the way back to where things stood."""

    def __init__(self, reading: Reading, at: int) -> None:
        self._ends: list[int] = []
        self._moved: list[int] = []
        total = 0
        words: dict[str, int] = {}
        for found in _WRITTEN.finditer(reading.text, at):
            words.setdefault(found.group(), found.start())
            self._ends.append(found.start() - total + 1)
            total += len(found.group()) - 1
            self._moved.append(total)
        for word, position in words.items():
            _tell_word(reading, word, position)
        self.plain = reading.text[:at] + _WRITTEN.sub(SEPARATOR, reading.text[at:])

    def back(self, position: int) -> int:
        """Where in the text as it came."""
        behind = bisect_right(self._ends, position)
        return position + self._moved[behind - 1] if behind else position


def _tell_word(reading: Reading, word: str, position: int) -> None:
    if word[0] == "<":
        reading.note(Code.SEPARATOR_DOUBTFUL, f"{word} is read as a separator; it may be data", position)
    else:
        reading.note(Code.SEPARATOR_WRITTEN, f"{word} is read as a separator", position)


def add(reading: Reading, identifier: Identifier, value: str, start: int) -> None:
    """Keep an element, with what is wrong with it."""
    day: date | None = None
    if identifier.matches(value) is None:
        _note_format(reading, identifier, value, start)
    elif not identifier.plain:
        day = _check(reading, identifier, value, start)
    reading.elements.append(Element(identifier.ai, identifier.name, value, start, day))


def add_gtin(reading: Reading, value: str, start: int) -> None:
    """Keep a GTIN, padded to 14 digits where it is one of 8, 12 or 13."""
    if len(value) in _SHORT_GTINS and value.isascii() and value.isdigit():
        reading.note(Code.PADDED, f"a GTIN of {len(value)} digits is padded to 14", start)
        add(reading, IDENTIFIERS["01"], value.zfill(14), start - 14 + len(value))
        reading.elements[-1] = reading.elements[-1]._replace(start=start)
    else:
        add(reading, IDENTIFIERS["01"], value, start)


def _check(reading: Reading, identifier: Identifier, value: str, start: int) -> date | None:
    """Check digit, day and rules of a value that has its format; returns the day."""
    if identifier.mod10 is not None and not mod10_holds(value[identifier.mod10]):
        _note_mod10(reading, identifier, value, start)
    for rule in identifier.rules:
        _note_rule(reading, identifier, rule, value, start)
    return _day(reading, identifier, value, start) if identifier.day_length else None


def _note_format(reading: Reading, identifier: Identifier, value: str, start: int) -> None:
    name = f"({identifier.ai})"
    if not value:
        reading.note(Code.EMPTY_VALUE, f"{name} has no value", start)
        return
    several_lengths = "[N" in identifier.layout  # one day or two: a length between them is wrong too
    strange = re.search(f"(?!{identifier.characters}).", value, re.DOTALL)
    if strange:
        message = f"{name} must not have {strange.group()!r}; its format is {identifier.layout}"
        reading.note(Code.BAD_CHARACTER, message, start + strange.start())
    elif identifier.least <= len(value) <= identifier.most and not several_lengths:
        reading.note(Code.BAD_CHARACTER, f"{name} is not of the format {identifier.layout}", start)
    else:
        message = f"{name} has {len(value)} characters; its format is {identifier.layout}"
        reading.note(Code.BAD_LENGTH, message, start)


def _note_mod10(reading: Reading, identifier: Identifier, value: str, start: int) -> None:
    covered = identifier.mod10 or slice(0, 0)
    digits = value[covered]
    message = f"({identifier.ai}) has check digit {digits[-1]}, expected {mod10_digit(digits[:-1])}"
    reading.note(Code.CHECK_FAILED, message, start + covered.stop - 1)


def _note_rule(
    reading: Reading, identifier: Identifier, rule: Callable[[str], str | None], value: str, start: int
) -> None:
    wrong = rule(value)
    if wrong:
        code = Code.CHECK_FAILED if rule is pair_rule else Code.BAD_VALUE
        reading.note(code, f"({identifier.ai}): {wrong}", start)


def _day(reading: Reading, identifier: Identifier, value: str, start: int) -> date | None:
    if identifier.day_length == 8:
        day = days.yyyymmdd(value[:8])
    else:
        day = days.yymmdd(value[:6], reading.year, identifier.last_day)
    if day is None:
        reading.note(Code.BAD_DATE, f"({identifier.ai}) {value} is no day", start)
    elif identifier.last_day and value[4:6] == "00":
        message = f"({identifier.ai}) day 00 means the last of the month, {day}"
        reading.note(Code.LAST_DAY, message, start + 4)
    return day


def _judge_together(reading: Reading) -> None:
    """Repeats, exclusions and needs."""
    identifiers = tuple([element.id for element in reading.elements])
    if len(set(identifiers)) != len(identifiers):
        _note_repeats(reading)
    for complaint in complaints(identifiers):
        reading.note(complaint.code, complaint.message, reading.elements[complaint.place].start)


def _note_repeats(reading: Reading) -> None:
    together: dict[str, list[Element]] = {}
    for element in reading.elements:
        if element.id:
            together.setdefault(element.id, []).append(element)
    for ai, elements in together.items():
        values = list(dict.fromkeys(element.value for element in elements))
        if len(values) > 1:
            said = " and ".join(map(shown, values[:3]))
            reading.note(Code.REPEAT_CONFLICT, f"({ai}) is {said}", elements[1].start)
        elif len(elements) > 1:
            reading.note(Code.REPEATED, f"({ai}) stands {len(elements)} times, the same", elements[1].start)


def _suspect(reading: Reading, last: Identifier) -> None:
    """Flag a last value that may hold another element, in a text that has no separator at all."""
    value, start = reading.elements[-1].value, reading.elements[-1].start
    if len(value) > last.most:
        message = f"separator lost? ({last.ai}) runs to the end of the text and is too long"
        reading.note(Code.SEPARATOR_LOST, message, start)
        return
    if last.open_ended and _SUSPECT.search(value, 1):
        present = {element.id for element in reading.elements}
        for at, ai in hidden(value, present, reading.year):
            message = f"separator lost? ({last.ai}) runs to the end of the text; ({ai}) may begin in it"
            reading.note(Code.SEPARATOR_LOST, message, start + at)
            return


def hidden(value: str, present: set[str], year: int) -> list[tuple[int, str]]:
    """Places in a value where another element may begin that then reads well to the end."""
    found = []
    for match in re.finditer(f"(?=({_SUSPECT.pattern}))", value[1:]):
        ai, at = match.group(1), match.start() + 1
        if ai not in present and _reads_well(value[at + len(ai) :], IDENTIFIERS[ai], year):
            found.append((at, ai))
    return found


def _reads_well(rest: str, identifier: Identifier, year: int) -> bool:
    """Whether the rest of a value is one of this identifier, and after a fixed length another element."""
    length = identifier.predefined or (identifier.most if identifier.least == identifier.most else 0)
    value, behind = (rest[:length], rest[length:]) if length else (rest, "")
    if identifier.matches(value) is None:
        return False
    if identifier.day_length and days.yymmdd(value[:6], year, identifier.last_day) is None:
        return False
    return not behind or opening(behind, 0) is not None
