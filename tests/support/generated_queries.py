"""Random documents over a schema: aliases, fragments, @skip and @include with variables, merged fields."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
)

Arguments = Mapping[str, Sequence[str]]
"""What may stand behind a field that needs arguments, by its name."""
VARIABLES = "query Q($yes: Boolean!, $no: Boolean = false)"


class Generator:
    """One document after the other."""

    def __init__(self, schema: GraphQLSchema, dice: random.Random, arguments: Arguments, depth: int) -> None:
        self._schema = schema
        self._dice = dice
        self._arguments = arguments
        self._depth = depth
        self._fragments: list[str] = []

    def document(self) -> str:
        """A valid one."""
        root = self._schema.query_type
        assert root is not None
        while True:
            self._fragments = []
            text = f"{VARIABLES} {self._selection(root, self._depth)}"
            text = "\n".join([text, *self._fragments])
            if not validate(self._schema, parse(text)):
                return text

    def _selection(self, of: GraphQLNamedType, depth: int) -> str:
        parts = [self._part(of, depth) for _ in range(self._dice.randint(1, 5))]
        said = [part for part in parts if part]
        return "{ " + " ".join(said or ["__typename"]) + " }"

    def _part(self, of: GraphQLNamedType, depth: int) -> str:
        chance = self._dice.random()
        if chance < 0.12 and depth:
            return self._fragment(of, depth)
        if chance < 0.2 or isinstance(of, GraphQLUnionType):
            return f"{self._alias()}__typename {self._switch()}"
        assert isinstance(of, GraphQLObjectType | GraphQLInterfaceType)
        name, field = self._dice.choice(sorted(of.fields.items()))
        return self._field(name, field, depth)

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        inner = get_named_type(field.type)
        if not is_leaf_type(inner) and not depth:
            return ""
        needs = any(is_required_argument(argument) for argument in field.args.values())
        known = self._arguments.get(name, ())
        if needs and not known:
            return ""
        arguments = self._dice.choice(known) if known and (needs or self._dice.random() < 0.5) else ""
        body = "" if is_leaf_type(inner) else self._selection(inner, depth - 1)
        return f"{self._alias()}{name}{arguments} {self._switch()} {body}"

    def _fragment(self, of: GraphQLNamedType, depth: int) -> str:
        """On the type itself or on one of those it may be."""
        kinds: list[GraphQLNamedType] = [of]
        if isinstance(of, GraphQLInterfaceType | GraphQLUnionType):
            kinds += self._schema.get_possible_types(of)
        kind = self._dice.choice(kinds)
        body = self._selection(kind, depth)
        if self._dice.random() < 0.5:
            return f"... on {kind.name} {self._switch()} {body}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {kind.name} {body}")
        return f"...{name} {self._switch()}"

    def _alias(self) -> str:
        return f"{self._dice.choice('abc')}{self._dice.randrange(4)}: " if self._dice.random() < 0.2 else ""

    def _switch(self) -> str:
        if self._dice.random() > 0.2:
            return ""
        return f"@{self._dice.choice(['include', 'skip'])}(if: ${self._dice.choice(['yes', 'no'])})"
