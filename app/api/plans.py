"""What a selection asks of an object, as a plan that `app.api.compiled` makes a function of.

Promises: a plan holds only what the stock executor would do the same way each time: attributes, resolvers
that merely tell (`app.api.fields.ONLY_TELLS`), `__typename`, leaves, lists, objects, and of interfaces and
unions the classes that stand for one type each. @skip, @include, fragments and aliases are resolved by the
executor that asks. Refuses (`NotPlain`) all else: arguments, other directives, deferred fields, extensions of
fields, resolvers that need their request or wait, types that look at a value to know it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    TypeNameMetaFieldDef,
)
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import ROOT_PARAMSPEC, SELF_PARAMSPEC, StrawberryResolver

from app.api.fields import ONLY_TELLS

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
_RESOLVERS = "GraphQLCoreConverter.from_resolver."
_TYPE_CHECKS = "GraphQLCoreConverter.from_object."
_TYPE_RESOLVERS = ("GraphQLCoreConverter.from_interface.", "StrawberryUnion.get_type_resolver.")
_RESOLVED_DIRECTIVES = frozenset(["skip", "include"])


class NotPlain(Exception):
    """This selection is for the stock executor."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an enum."""

    type: GraphQLLeafType


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: Value


@dataclass(frozen=True, slots=True)
class OneType:
    """An object; `only` is the class it must have exactly, where its type checks that."""

    only: type | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ByClass:
    """An interface or a union: an object by its class."""

    branches: tuple[tuple[type, OneType], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value and whether it may be null."""

    shape: Leaf | Many | OneType | ByClass
    required: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """Read from the object."""

    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """By a resolver that takes the object alone."""

    by: Callable[[object], object]


@dataclass(frozen=True, slots=True)
class TypeName:
    """`__typename`."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the answer."""

    name: str
    source: Attribute | Told | TypeName
    value: Value


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the selections of one request."""

    executor: StrawberryGraphQLCoreExecutionContext

    def value(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Value:
        """The plan of a value of a type; `details` are the field's nodes."""
        required = isinstance(type_, GraphQLNonNull)
        bare = cast("GraphQLOutputType", type_.of_type) if isinstance(type_, GraphQLNonNull) else type_
        return Value(self._shape(bare, details), required)

    def _shape(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Leaf | Many | OneType | ByClass:
        if isinstance(type_, GraphQLList):
            return Many(self.value(type_.of_type, details))
        if isinstance(type_, GraphQLScalarType | GraphQLEnumType):
            return Leaf(type_)
        if isinstance(type_, GraphQLObjectType):
            return self._object(type_, details)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return self._by_class(type_, details)
        raise NotPlain

    def _object(self, type_: GraphQLObjectType, details: FieldDetailsList) -> OneType:
        collected = self.executor.collect_subfields(type_, details)
        if collected.new_defer_usages:
            raise NotPlain
        fields = [self._field(type_, name, found) for name, found in collected.grouped_field_set.items()]
        return OneType(_only(type_), tuple(fields))

    def _by_class(self, type_: GraphQLAbstractType, details: FieldDetailsList) -> ByClass:
        if not _is_made_in(type_.resolve_type, *_TYPE_RESOLVERS):
            raise NotPlain
        classes = {t: _class_of(t) for t in self.executor.schema.get_possible_types(type_)}
        known = [(found, t) for t, found in classes.items() if found is not None]
        return ByClass(tuple((found, self._object(t, details)) for found, t in known))

    def _field(self, parent: GraphQLObjectType, name: str, details: FieldDetailsList) -> Field:
        asked = details[0].node.name.value
        definition = self.executor.schema.get_field(parent, asked)
        takes_arguments = definition is None or definition.args or any(d.node.arguments for d in details)
        if definition is None or takes_arguments or not are_plain(details):
            raise NotPlain
        source = TypeName(parent.name) if definition is TypeNameMetaFieldDef else _source(definition)
        return Field(name, source, self.value(definition.type, details))


def are_plain(details: FieldDetailsList) -> bool:
    """Whether no directive on a field's nodes needs the stock executor, nor a variable of a fragment."""
    return all(
        detail.defer_usage is None
        and detail.fragment_variable_values is None
        and all(directive.name.value in _RESOLVED_DIRECTIVES for directive in detail.node.directives or ())
        for detail in details
    )


def _source(definition: GraphQLField) -> Attribute | Told:
    field = definition.extensions.get(_DEFINITION)
    if not isinstance(field, StrawberryField) or type(field) is not StrawberryField or field.extensions:
        raise NotPlain
    if not _is_made_in(definition.resolve, _RESOLVERS):
        raise NotPlain
    resolver = field.base_resolver
    if resolver is None:
        if field.default_resolver is not getattr:
            raise NotPlain
        return Attribute(field.python_name)
    if not field.metadata.get(ONLY_TELLS) or not _takes_object_alone(resolver):
        raise NotPlain
    return Told(cast("Callable[[object], object]", resolver.wrapped_func))


def _takes_object_alone(resolver: StrawberryResolver[object]) -> bool:
    given = [spec for spec, parameter in resolver.reserved_parameters.items() if parameter is not None]
    is_alone = len(resolver.signature.parameters) == 1 and given in ([SELF_PARAMSPEC], [ROOT_PARAMSPEC])
    return is_alone and not resolver.is_async and inspect.isfunction(resolver.wrapped_func)


def _only(type_: GraphQLObjectType) -> type | None:
    if type_.is_type_of is None:
        return None
    found = _class_of(type_)
    if found is None:
        raise NotPlain
    return found


def _class_of(type_: GraphQLObjectType) -> type | None:
    """The class whose very instances are always of this type; None where a value must be looked at."""
    definition = type_.extensions.get(_DEFINITION)
    if not isinstance(definition, StrawberryObjectDefinition):
        return None
    if definition.is_type_of or definition.concrete_of or definition.is_graphql_generic:
        return None
    is_checked = type_.is_type_of is None or _is_made_in(type_.is_type_of, _TYPE_CHECKS)
    return definition.origin if is_checked and definition.name == type_.name else None


def _is_made_in(function: object, *places: str) -> bool:
    """Whether Strawberry made it there, so that what it does is known; wrappers keep other names only."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_qualname.startswith(places)
