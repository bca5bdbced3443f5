"""A faster way through wide answers: the selection of a list becomes one function.

Promises: the answer of the stock executor, byte for byte, with its errors and their paths. A function tells
only what it knows for sure: exact classes of values, attributes that are there. Whatever else comes (null
where none may be, another class, a value out of range, something to wait for, any error) is a surprise, and
the whole list goes the stock way, which finds the same and says it rightly. Lists of fewer than `FEWEST`
elements, and requests with middleware, go that way from the start. Functions are kept for as long as their
document is asked for.
"""

from __future__ import annotations

import keyword
from collections import OrderedDict
from collections.abc import AsyncIterable, Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import cast
from uuid import UUID

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList
from graphql.execution.incremental.incremental_executor import DeliveryGroup
from graphql.pyutils import AwaitableOrValue, Path, RefMap, Undefined
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

from app.api.plans import (
    Attribute,
    ByClass,
    Field,
    Leaf,
    Many,
    OneType,
    Planner,
    Told,
    Value,
    are_plain,
)

Teller = Callable[[object], object]

FEWEST = 16
KEPT_OPERATIONS, KEPT_PLACES = 128, 64
_WHOLE: dict[object, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
_NEVER_AWAITED = frozenset([str, bool, int, float, datetime, date, time, Decimal, UUID, dict, list, tuple])
# What a value must be to be told as it is: `{v}` is its name.
_AS_IT_IS: dict[object, str] = {
    GraphQLString: "type({v}) is str",
    GraphQLID: "type({v}) is str",
    GraphQLBoolean: "type({v}) is bool",
    GraphQLInt: "type({v}) is int and -2147483648 <= {v} <= 2147483647",
    GraphQLFloat: "type({v}) is float and isfinite({v})",
}


class Surprise(Exception):
    """A value that only the stock executor can judge."""


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """The stock executor, with functions for lists."""

    fewest = FEWEST

    def complete_list_value(
        self,
        return_type: GraphQLList[GraphQLOutputType],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[object],
        path: Path,
        result: AsyncIterable[object] | Iterable[object],
        position_context: RefMap[DeferUsage, DeliveryGroup] | None,
    ) -> AwaitableOrValue[list[object]]:
        """The list by its function where there is one and nothing surprises it."""
        if type(result) in (list, tuple) and len(result) >= self.fewest and position_context is None:  # type: ignore[arg-type]  # one of the two
            tell = self._teller(return_type, field_details_list, path)
            if tell is not None:
                with suppress(Exception):  # whatever it is, the stock executor meets it again and says it
                    return tell(result)  # type: ignore[return-value]  # of a plan of a list
        return super().complete_list_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _teller(
        self, type_: GraphQLList[GraphQLOutputType], details: FieldDetailsList, path: Path
    ) -> Teller | None:
        is_watched = self.middleware_manager is not None and self.middleware_manager.middlewares
        if is_watched or self.abort_signal is not None:
            return None
        kept = _kept_of(self.operation)
        place = (type_, _names(path), self._switches())
        if place not in kept:
            if len(kept) >= KEPT_PLACES:
                kept.clear()
            kept[place] = self._made(type_, details)
        return kept[place]

    def _made(self, type_: GraphQLList[GraphQLOutputType], details: FieldDetailsList) -> Teller | None:
        with suppress(Exception):  # no plan: the stock executor says whatever there is to say
            if are_plain(details):
                return compiled(Planner(self).value(type_, details).shape)
        return None

    def _switches(self) -> tuple[tuple[str, bool], ...]:
        """The variables that @skip and @include may ask."""
        return tuple((name, v) for name, v in self.variable_values.coerced.items() if isinstance(v, bool))


_Place = tuple[object, ...]
_kept: OrderedDict[int, tuple[OperationDefinitionNode, dict[_Place, Teller | None]]] = OrderedDict()


def _kept_of(operation: OperationDefinitionNode) -> dict[_Place, Teller | None]:
    """The functions of an operation; it is held with them, so that its id stays its own."""
    found = _kept.setdefault(id(operation), (operation, {}))
    _kept.move_to_end(id(operation))
    if len(_kept) > KEPT_OPERATIONS:
        _kept.popitem(last=False)
    return found[1]


def _names(path: Path | None) -> tuple[tuple[str, str | None], ...]:
    """The fields that lead to a place, without the indices of lists."""
    out = []
    while path is not None:
        if isinstance(path.key, str):
            out.append((path.key, path.typename))
        path = path.prev
    return tuple(out)


def compiled(shape: Leaf | Many | OneType | ByClass) -> Teller:
    """The function of a plan; it raises where it is surprised."""
    if isinstance(shape, Many):
        return _many(shape.item)
    if isinstance(shape, ByClass):
        return _by_class(shape)
    return _leaf(shape.type) if isinstance(shape, Leaf) else _object(shape)


def _many(item: Value) -> Teller:
    tell, classes = compiled(item.shape), _classes_of(item)

    def many(found: object) -> list[object]:
        if not isinstance(found, list | tuple) or type(found) not in (list, tuple):
            raise Surprise
        if classes and classes.issuperset(map(type, found)):
            return list(found)
        if item.required:
            return [tell(one) for one in found]
        return [None if one is None else tell(one) for one in found]

    return many


def _classes_of(item: Value) -> frozenset[type]:
    """The classes of which a whole list can be told as it is."""
    whole = _WHOLE.get(item.shape.type) if isinstance(item.shape, Leaf) else None
    none = () if item.required else (type(None),)
    return frozenset([whole, *none]) if whole else frozenset()


def _by_class(shape: ByClass) -> Teller:
    plans, tellers = dict(shape.branches), dict[type, Teller]()

    def by_class(found: object) -> object:
        tell = tellers.get(type(found))
        if tell is None:
            if type(found) not in plans:
                raise Surprise
            tell = tellers[type(found)] = _object(plans[type(found)])
        if hasattr(found, TYPE_CAST_ATTRIBUTE):
            raise Surprise
        return tell(found)

    return by_class


def _leaf(type_: GraphQLLeafType) -> Teller:
    def leaf(found: object) -> object:
        if type(found) not in _NEVER_AWAITED:
            _refuse_odd(found)
        told = type_.coerce_output_value(found)
        if told is None or told is Undefined:
            raise Surprise
        return told

    return leaf


def _refuse_odd(found: object) -> None:
    """What the stock executor treats apart wherever it meets it."""
    if found is None or found is Undefined or isinstance(found, Exception) or optimized_is_awaitable(found):
        raise Surprise


def _admitting() -> tuple[set[type], Callable[[object], None]]:
    """Classes of objects that were looked at, and how to look at one more."""
    known: set[type] = set()

    def admit(found: object) -> None:
        _refuse_odd(found)
        if not hasattr(type(found), "__getattr__"):  # else the next of its class may be something to wait for
            known.add(type(found))

    return known, admit


def _object(shape: OneType) -> Teller:
    """A function that reads each field once, in order, and makes the object of the answer."""
    known, admit = _admitting()
    names: dict[str, object] = {
        "known": known,
        "admit": admit,
        "isfinite": isfinite,
        "only": shape.only,
        "Surprise": Surprise,
    }
    lines = ["def tell(o):", " if type(o) not in known: admit(o)"]
    if shape.only is not None:
        lines.append(f" if type(o) is not only or hasattr(o, {TYPE_CAST_ATTRIBUTE!r}): raise Surprise")
    for index, field in enumerate(shape.fields):
        lines += _lines(index, field, names)
    told = ", ".join(f"{field.name!r}: v{index}" for index, field in enumerate(shape.fields))
    lines.append(f" return {{{told}}}")
    # Names in the text are numbers and GraphQL names, so nothing of a request can become code.
    exec("\n".join(lines), names)  # noqa: S102
    return cast("Teller", names["tell"])


def _lines(index: int, field: Field, names: dict[str, object]) -> list[str]:
    """How one field is read and told."""
    read = _read(index, field, names)
    shape, v = field.value.shape, f"v{index}"
    names[f"c{index}"] = compiled(shape)
    as_it_is = _AS_IT_IS.get(shape.type, "False").format(v=v) if isinstance(shape, Leaf) else "False"
    may_be_null = "" if field.value.required else f" and {v} is not None"
    return [f" {v} = {read}", f" if not ({as_it_is}){may_be_null}: {v} = c{index}({v})"]


def _read(index: int, field: Field, names: dict[str, object]) -> str:
    source = field.source
    if isinstance(source, Attribute):
        is_plain = source.name.isidentifier() and not keyword.iskeyword(source.name)
        return f"o.{source.name}" if is_plain else f"getattr(o, {source.name!r})"
    if isinstance(source, Told):
        names[f"r{index}"] = source.by
        return f"r{index}(o)"
    return repr(source.name)
