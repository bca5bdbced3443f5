"""Texts of rows as the values that the model declares, each parser chosen once per file.

Promises: each text is parsed once as long as it is remembered; an empty one states nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import neg
from typing import TypeVar

from graph_model.declare import Kind, Property
from graph_model.facts import Value
from loaders.declared.batch import Batch, Texts
from loaders.declared.memo import Memo
from loaders.declared.sources import Getter, getter
from loaders.errors import CellError
from loaders.local_time import moment
from loaders.localised import plain_number, plain_numbers
from loaders.outcome import Finding
from loaders.profile import Column, Locale, Profile
from loaders.rules import names_in
from loaders.time_formats import ISO
from loaders.units import Units, measure_of
from loaders.values import BadValue, integer, scaled

Parse = Callable[[str], Value]
Values = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Field:
    """One property: where its text comes from, how it is parsed, which column is at fault."""

    name: str
    read: Getter
    parse: Parse | None
    column: str
    leave_out: bool

    def values(self, batch: Batch) -> Values:
        """The values; empty text where nothing is stated.

        What is no value is a `CellError`, or a finding where it may be left out.
        """
        texts = self.read(batch)
        if self.parse is None or not any(texts):
            return texts
        try:
            return list(map(self.parse, texts))
        except BadValue as error:
            if not self.leave_out:
                raise CellError(self.column, error.rule, str(error)) from error
        return told(batch, texts, self.parse, self.column, "")


T = TypeVar("T")


def told(batch: Batch, texts: Texts, parse: Callable[[str], T], column: str, nothing: T) -> list[T]:
    """The values, and a finding instead of each that is none."""

    def value(row: int, text: str) -> T:
        try:
            return parse(text)
        except BadValue as error:
            batch.tell(row, Finding(column, error.rule, str(error)))
            return nothing

    return [value(row, text) for row, text in enumerate(texts)]


class Columns:
    """The columns of one bound file: what they hold and how the file writes it."""

    def __init__(
        self, profile: Profile, columns: Mapping[str, Column], locale: Locale, at: Mapping[str, int]
    ) -> None:
        self.at = at
        self._profile, self._locale = profile, locale
        self._by_name = columns

    def field(self, declared: Property, source: str) -> Field:
        """How a property is read from its source."""
        column = self.only(source)
        return Field(
            name=declared.name,
            read=getter(source, self.at),
            parse=_remembered(self._parser(declared, column)),
            column=column.name if column else source,
            leave_out=column is not None and column.on_error == "leave_out",
        )

    def only(self, source: str) -> Column | None:
        """The one column that a source is, if it is one."""
        names = names_in(source)
        return self._by_name.get(names[0]) if names == (source,) else None

    def time(self, source: str) -> Callable[[str], tuple[str, str]]:
        """A day, or an instant with the offset of the source's clock; nothing of an empty text."""
        column = self.only(source)
        forms = (column.formats if column else ()) or self._forms(column)
        zone = self._profile.zone

        rule = "date" if self.is_day(source) else "time"

        def read(text: str) -> tuple[str, str]:
            if not text:
                return "", ""
            try:
                found = moment(text, zone, forms)
            except BadValue as error:
                raise BadValue(rule, str(error)) from error
            return found.value, found.offset

        return Memo(read).__getitem__

    def _forms(self, column: Column | None) -> tuple[str, ...]:
        """Days as the locale writes them; times in ISO 8601, or as the locale writes days, with a clock."""
        days = self._locale.dates
        if column is not None and column.type == "date":
            return days
        clocks = ("%H:%M:%S", "%H:%M")
        return (
            ISO,
            *(f"{day} {clock}" for day in days for clock in clocks if day not in {ISO, "%Y-%m-%d"}),
            *days,
        )

    def is_day(self, source: str) -> bool:
        """Whether it holds days and no times."""
        column = self.only(source)
        return column is not None and column.type == "date"

    def plain(self, text: str) -> str:
        """A number of the file's locale as a plain decimal; empty for an empty cell."""
        return plain_number(text, self._locale.decimal, self._locale.grouping)

    def quantity(
        self, source: str, unit: str, *, negative: bool, absolute: bool = False
    ) -> Callable[[Batch], dict[str, Values]]:
        """The quantity and its unit, converted or refused; `absolute` drops its sign."""
        number, code = getter(source, self.at), getter(unit, self.at)
        convert, locale = _converter(self._units(unit)), self._locale

        def take(batch: Batch) -> dict[str, Values]:
            try:
                numbers = plain_numbers(number(batch), locale.decimal, locale.grouping)
                codes = code(batch)
                if "" in numbers:
                    raise CellError(source, "required", f"{source} is empty")
                if "" in codes:
                    raise CellError(unit, "required", "a quantity needs its unit")
                values, stated = convert(numbers, codes)
            except BadValue as error:
                raise CellError(unit if error.rule == "unit" else source, error.rule, str(error)) from error
            values = list(map(abs, values)) if absolute else values
            return {"quantity": list(map(neg, values)) if negative else values, **stated}

        return take

    def _units(self, source: str) -> Units:
        column = self.only(source)
        return Units(column.system if column else "", self._profile.units)

    def _parser(self, declared: Property, column: Column | None) -> Parse | None:
        source = column.name if column else ""
        if column is not None and column.type == "unit":
            units = self._units(source)
            return lambda text: units.unit(text).name
        if column is not None and column.type == "measure":
            system = column.system
            return lambda text: measure_of(text, system).uom
        if declared.kind is Kind.QUANTITY:
            return lambda text: scaled(self.plain(text))
        if declared.kind is Kind.DATE:
            read = self.time(source)
            return lambda text: read(text)[0]
        if declared.kind is Kind.TIME:
            read = self.time(source)
            return lambda text: read(text)[0]
        if declared.kind is Kind.CODE:
            return _code(declared)
        return integer if declared.kind is Kind.INTEGER else None


def _remembered(parse: Parse | None) -> Parse | None:
    return Memo[str, Value](lambda text: parse(text) if text else "").__getitem__ if parse else None


def _converter(units: Units) -> Callable[[Texts, Texts], tuple[list[int], dict[str, Values]]]:
    """Numbers and the codes of their units as quantities, and what is stated beside them."""

    def as_it_stands(code: str) -> str:
        unit = units.unit(code)
        return unit.name if unit.factor == 1 else ""

    names = Memo(as_it_stands)

    def convert(numbers: Texts, codes: Texts) -> tuple[list[int], dict[str, Values]]:
        known = list(map(names.__getitem__, codes))
        if "" not in known:
            return list(map(scaled, numbers)), {"uom": known}
        found = list(map(units.quantity, numbers, codes))
        names_of = ("uom", "source_quantity", "source_uom", "factor")
        return [one.value for one in found], {n: [getattr(one, n) for one in found] for n in names_of}

    return convert


def _code(declared: Property) -> Parse:
    values = frozenset(declared.values)

    def read(text: str) -> str:
        if text not in values:
            raise BadValue("code", f"{text[:40]!r} is none of {', '.join(declared.values)}")
        return text

    return read
