"""Texts of a row as the values that the model declares, each parser chosen once per file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph_model.declare import Kind, Property
from graph_model.facts import Properties, Value
from loaders.declared.memo import Memo
from loaders.declared.sources import Cells, Getter, getter
from loaders.errors import CellError
from loaders.local_time import moment
from loaders.localised import plain_number
from loaders.profile import Column, Locale, Profile
from loaders.rules import names_in
from loaders.time_formats import ISO
from loaders.units import Units, measure_of
from loaders.values import BadValue, integer, scaled

Parse = Callable[[str], Value]


@dataclass(frozen=True, slots=True)
class Field:
    """One property: where its text comes from, how it is parsed, which column is at fault."""

    name: str
    read: Getter
    parse: Parse | None
    column: str
    leave_out: bool

    def value(self, cells: Cells) -> Value:
        """The value; empty text where nothing is stated, a `CellError` where it is no value."""
        text = self.read(cells)
        if not text or self.parse is None:
            return text
        try:
            return self.parse(text)
        except BadValue as error:
            raise CellError(self.column, error.rule, str(error)) from error


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
            parse=self._parser(declared, column),
            column=column.name if column else source,
            leave_out=column is not None and column.on_error == "leave_out",
        )

    def only(self, source: str) -> Column | None:
        """The one column that a source is, if it is one."""
        names = names_in(source)
        return self._by_name.get(names[0]) if names == (source,) else None

    def time(self, source: str) -> Callable[[str], tuple[str, str]]:
        """A day, or an instant with the offset of the source's clock."""
        column = self.only(source)
        forms = (column.formats if column else ()) or self._forms(column)
        zone = self._profile.zone

        rule = "date" if self.is_day(source) else "time"

        def read(text: str) -> tuple[str, str]:
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

    def number(self, source: str) -> Callable[[Cells], str]:
        """A number of the file's locale as a plain decimal; empty for an empty cell."""
        read, locale = getter(source, self.at), self._locale
        return lambda cells: plain_number(read(cells), locale.decimal, locale.grouping)

    def quantity(
        self, source: str, unit: str, *, negative: bool, absolute: bool = False
    ) -> Callable[[Cells], Properties]:
        """The quantity and its unit, converted or refused; `absolute` drops its sign."""
        number, code = getter(source, self.at), getter(unit, self.at)
        units, locale = self._units(unit), self._locale

        def read(stated: tuple[str, str]) -> Properties:
            text = plain_number(stated[0], locale.decimal, locale.grouping)
            if not text:
                raise CellError(source, "required", f"{source} is empty")
            if not stated[1]:
                raise CellError(unit, "required", "a quantity needs its unit")
            found = units.quantity(text, stated[1])
            value = abs(found.value) if absolute else found.value
            return found.properties() | {"quantity": -value if negative else value}

        known = Memo(read)

        def take(cells: Cells) -> Properties:
            try:
                return known[number(cells), code(cells)]
            except BadValue as error:
                raise CellError(unit if error.rule == "unit" else source, error.rule, str(error)) from error

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
            locale = self._locale
            return lambda text: scaled(plain_number(text, locale.decimal, locale.grouping))
        if declared.kind is Kind.DATE:
            read = self.time(source)
            return lambda text: read(text)[0]
        if declared.kind is Kind.TIME:
            read = self.time(source)
            return lambda text: read(text)[0]
        if declared.kind is Kind.CODE:
            return _code(declared)
        return integer if declared.kind is Kind.INTEGER else None


def _code(declared: Property) -> Parse:
    values = frozenset(declared.values)

    def read(text: str) -> str:
        if text not in values:
            raise BadValue("code", f"{text[:40]!r} is none of {', '.join(declared.values)}")
        return text

    return read
