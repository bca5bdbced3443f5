"""The fields of one JSON object, each read as what it must be.

Promises: a value of another type is a `CellError` that names the field by its path and says what it
should be; numbers keep their digits. Every name that was asked for is remembered, so that the rest can
be told as not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from graph_model.units import UnitError, parse_number
from loaders.epcis.vocabulary import is_uri
from loaders.errors import CellError
from loaders.trees import Number

_SHOWN: Final = 60
_LONGEST: Final = 100
_LONGEST_TEXT: Final = 2048


class Fields:
    """An object and where it stands in its event."""

    def __init__(self, value: Mapping[str, object], path: str = "") -> None:
        self.value, self._path = value, path
        self._asked: set[str] = set()

    def path(self, name: str) -> str:
        """The field's name with what it stands in."""
        return f"{self._path}.{name}" if self._path else name

    @property
    def unused(self) -> list[str]:
        """Names that nobody asked for, sorted."""
        return sorted(self.value.keys() - self._asked)

    def wrong(self, name: str, wanted: str, rule: str = "type") -> CellError:
        """The error of a field that is not what it must be."""
        shown = str(self.value.get(name))[:_SHOWN]
        return CellError(self.path(name), rule, f"{self.path(name)} is {wanted}, not {shown!r}")

    def missing(self, name: str, why: str) -> CellError:
        """The error of a field that must be there."""
        return CellError(self.path(name), "required", f"{self.path(name)} is missing: {why}")

    def text(self, name: str) -> str:
        """A text; empty where the field is absent, null or empty."""
        value = self._get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or isinstance(value, Number):
            raise self.wrong(name, "a text")
        return self._short(name, value.strip())

    def uri(self, name: str) -> str:
        """A URI; empty where the field is absent, null or empty."""
        found = self.text(name)
        if found and not is_uri(found):
            raise self.wrong(name, "a URI", "uri")
        return found

    def uris(self, name: str) -> tuple[str, ...]:
        """A list of URIs."""
        found = self.texts(name)
        if not all(map(is_uri, found)):
            raise self.wrong(name, "a list of URIs", "uri")
        return found

    def scalar(self, name: str) -> str:
        """A text or number as it stands; empty where it is anything else."""
        value = self._get(name)
        return self._short(name, str(value).strip()) if isinstance(value, str | int | float) else ""

    def number(self, name: str) -> str:
        """A plain decimal number without trailing zeros; empty where the field is absent."""
        value = self._get(name)
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self.wrong(name, "a number", "number")
        return self._plain(name, str(value).strip())

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of non-empty texts."""
        values = self._list(name)
        for value in values:
            if not isinstance(value, str) or isinstance(value, Number) or not value.strip():
                raise self.wrong(name, "a list of texts")
        return tuple(str(value).strip() for value in values)

    def record(self, name: str) -> Fields | None:
        """An object inside this one."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.wrong(name, "an object")
        return Fields(value, self.path(name))

    def records(self, name: str) -> list[Fields]:
        """A list of objects."""
        found = []
        for position, value in enumerate(self._list(name)):
            if not isinstance(value, Mapping):
                raise self.wrong(name, "a list of objects")
            found.append(Fields(value, f"{self.path(name)}[{position}]"))
        return found

    def skip(self, name: str) -> None:
        """A field that is known and says nothing for the graph."""
        self._asked.add(name)

    def _get(self, name: str) -> object:
        self._asked.add(name)
        return self.value.get(name)

    def _short(self, name: str, text: str) -> str:
        if len(text) > _LONGEST_TEXT:
            raise self.wrong(name, f"a text of at most {_LONGEST_TEXT} characters", "length")
        return text

    def _list(self, name: str) -> Sequence[object]:
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise self.wrong(name, "a list")
        return value

    def _plain(self, name: str, text: str) -> str:
        try:
            if len(text) > _LONGEST:
                raise UnitError("a number of too many digits")
            parse_number(text)
        except UnitError as error:
            raise self.wrong(name, "a decimal number", "number") from error
        return plain(Decimal(text))


def plain(value: Decimal) -> str:
    """A number as its digits, without exponent and trailing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
