"""The compiled executor says what the stock one says, byte for byte."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
import strawberry
from graphql import GraphQLList, GraphQLOutputType, parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult

from app.api.compiled import FEWEST, CompiledExecutor
from app.api.context import Context
from app.api.documents import Library
from app.api.schema import schema, served
from app.asker import EVERYTHING
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS, over_memory
from tests.support.generated_queries import Generator
from tests.support.odd_schema import (
    Box,
    Given,
    Later,
    Loose,
    Maker,
    Part,
    SecretPart,
    Small,
    Word,
    odd_schema,
)

# The executors leave what they need not wait for any more.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine '.*' was never awaited:RuntimeWarning")
QUERIES = int(os.environ.get("LOTGRAPH_GENERATED_QUERIES", "12"))
KEYS = [f'["{key}"]' for key in (RAW, MIDDLE, UNITS[0], UNITS[1])]
ARGUMENTS = {
    "recall": [f"(keys: {key})" for key in [*KEYS, '["lot:t/no/no"]']],
    "genealogy": [f"(keys: {key})" for key in KEYS],
    "why": [f'(from: "{RAW}", to: "{CUSTOMER}")'],
    "search": ['(text: "S", first: 20)', '(text: "R", first: 5)'],
    "lot": [f'(key: "{RAW}")'],
    "device": [f'(key: "{UNITS[0]}")'],
    "conflicts": ["(first: 5)"],
    "rows": ["(first: 3)", "(first: 500)", "(last: 4)", ""],
    "relationships": ["(first: 500)"],
    "times": ["(n: 3)"],
    "parts": ["", "(first: 2)"],
}


class Eager(CompiledExecutor):
    """Compiles every list, however short."""

    fewest = 0


class OnlyCompiled(Eager):
    """Has no stock way for lists."""

    def complete_iterable_value(self, *_: object) -> list[object]:
        """Never reached."""
        raise AssertionError("a list went the stock way")


class Counting(Eager):
    """Counts the lists that were compiled."""

    made = 0

    def _made(self, type_: GraphQLList[GraphQLOutputType], details: Any) -> Any:
        tell = super()._made(type_, details)
        Counting.made += tell is not None
        return tell


def said(result: ExecutionResult) -> bytes:
    """All of an answer."""
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


def ask(asked: strawberry.Schema, query: str, context: object, variables: Mapping[str, object]) -> bytes:
    """Ask one schema."""
    return said(asyncio.run(asked.execute(query, variable_values=dict(variables), context_value=context)))


@pytest.mark.parametrize("odd", [0.0, 0.02, 0.3])
def test_generated_queries_over_odd_answers(odd: float) -> None:
    stock, compiled = odd_schema(), odd_schema(Counting)
    dice = random.Random(f"odd {odd}")
    generator = Generator(stock._schema, dice, ARGUMENTS, depth=4)
    Counting.made = failed = 0
    for number in range(QUERIES):
        query, variables = generator.document(), {"yes": dice.random() < 0.5}
        wanted = ask(stock, query, (number, odd), variables)
        assert ask(compiled, query, (number, odd), variables) == wanted, query
        failed += not wanted.endswith(b'"errors":[]}')
    assert Counting.made > QUERIES / 4
    assert bool(failed) == bool(odd)


def test_generated_queries_over_the_served_schema() -> None:
    stock, compiled = served(Library(), stock=True), served(Library())
    compiled.execution_context_class = Counting
    dice = random.Random("served")
    generator = Generator(schema._schema, dice, ARGUMENTS, depth=5)
    Counting.made = 0
    with over_memory() as (_, access):
        for _ in range(QUERIES // 3):
            query, variables = generator.document(), {"yes": dice.random() < 0.5}
            wanted = ask(stock, query, Context(access, EVERYTHING), variables)
            assert ask(compiled, query, Context(access, EVERYTHING), variables) == wanted, query
    assert Counting.made > QUERIES / 30


ANY: tuple[Any, ...] = (None, RuntimeError("told as a value"), object(), [], {}, "", 7)
ODD_FIELDS: dict[str, tuple[Any, ...]] = {
    "name": (Word.odd, b"x", *ANY),
    "ident": (Word.odd, 1.5, True, *ANY),
    "weight": (float("nan"), float("inf"), 3, "1.5", "x", 10**400, True, *ANY),
    "count": (2**31, 2**31 - 1, -(2**31), -(2**31) - 1, Small.one, 1.0, 1.5, True, "3", *ANY),
    "good": (1, 2.5, "yes", *ANY),
    "colour": ("r", "red", "blue", Small.one, *ANY),
    "made": ("2026-01-01", *ANY),
    "note": (Word.odd, *ANY),
    "spare": (2**31, Small.one, *ANY),
    "words": ([None], ["w", None], [Word.odd], [7], ("w",), {"w": 1}.keys(), "text", {"w": 1}, *ANY),
    "grid": ([[None]], [None], [[2**31]], [(1,)], [[True]], [["1"]], [range(1, 2)], *ANY),
    "holder { size }": (Maker("x", 0.0).part(0), SimpleNamespace(size=1), *ANY),
    "parts { count }": ([None], (Maker("x", 0.0).part(0),), [Maker("x", 0.0).box()], *ANY),
    "initial": (None,),
}


def both(query: str, make: Callable[[], list[Any]]) -> None:
    """The two executors say the same of what is made anew for each."""
    wanted = ask(odd_schema(query=Given), query, make(), {})
    assert ask(odd_schema(Eager, query=Given), query, make(), {}) == wanted


@pytest.mark.parametrize("asked", ODD_FIELDS)
def test_one_odd_value_among_right_ones(asked: str) -> None:
    field = "name" if asked == "initial" else asked.split(maxsplit=1)[0]

    def made(odd: Any) -> list[Any]:
        parts = [Maker(str(number), 0.0).part() for number in range(3)]
        setattr(parts[1], field, odd)
        return parts

    for odd in ODD_FIELDS[asked]:
        both(f"{{ parts {{ {asked} }} sure {{ {asked} }} }}", lambda odd=odd: made(odd))  # type: ignore[misc]
        both(f"{{ parts {{ {asked} }} }}", lambda odd=odd: made(Later(odd)))  # type: ignore[misc]


def _objects() -> dict[str, Any]:
    make = Maker("x", 0.0)
    return {
        "part": make.part(0),
        "box": make.box(),
        "loose": make.loose(0),
        "undecorated": SecretPart(**vars(make.part(0))),
        "alike": SimpleNamespace(name="n", label="l", count=1),
        "null": None,
        "error": RuntimeError("as an element"),
        "later": Later(make.part(0)),
        "nothing later": Later(None),
        "a part cast to a box": strawberry.cast(Box, make.part(0)),
        "a box cast to a part": strawberry.cast(Part, make.box()),
        "a part cast to a loose thing": strawberry.cast(Loose, make.part(0)),
        "a loose thing cast to a part": strawberry.cast(Part, make.loose(0)),
    }


@pytest.mark.parametrize("name", _objects())
@pytest.mark.parametrize(
    "query",
    [
        "{ parts { __typename name } }",
        "{ sure { name count } }",
        "{ named { __typename name shout ... on Box { size } } }",
        "{ either { __typename ... on Part { name } ... on Loose { label } } }",
        "{ loose { __typename label } }",
    ],
)
def test_one_odd_object_among_right_ones(query: str, name: str) -> None:
    right = "loose" if "loose" in query else "part"
    both(query, lambda: [_objects()[right], _objects()[name], _objects()[right]])


def test_lists_of_one_type_in_one_document_have_functions_of_their_own() -> None:
    both(
        "{ a: parts { name } b: parts { name count } parts { parts { good } } }",
        lambda: [Maker("x", 0.0).part() for _ in range(3)],
    )


PLAIN = """query Q($on: Boolean!) { parts {
  __typename name shout id2: ident weight count good colour made note spare words grid initial
  holder { of: __typename name size from ofRoot } parts @include(if: $on) { ...P parts { ...P } } }
  named { name ... on Part { count } ... on Box { size } }
  either { ... on Part { name } ... on Loose { label inner { part { name } } } }
  edges { cursor node { name } } loose { label } words numbers }
  fragment P on Part { name count @skip(if: $on) shout }"""


@pytest.mark.parametrize("on", [True, False])
def test_what_is_plain_goes_no_stock_way(on: bool) -> None:
    wanted = ask(odd_schema(), PLAIN, (7, 0.0), {"on": on})
    assert ask(odd_schema(OnlyCompiled), PLAIN, (7, 0.0), {"on": on}) == wanted
    assert b'"name":"part ' in wanted
    assert (b'"parts":[{"name"' in wanted) == on


@pytest.mark.parametrize(
    "asked",
    [
        "unmarked",
        "waited",
        "soon",
        "times",
        "times(n: 3)",
        "parts { waited }",
        "holder { name } parts { unmarked }",
    ],
)
def test_what_is_not_plain_is_not_compiled(asked: str) -> None:
    Counting.made = 0
    query = f"{{ parts {{ {asked} }} }}"
    assert ask(odd_schema(Counting), query, (7, 0.0), {}) == ask(odd_schema(), query, (7, 0.0), {})
    assert Counting.made == 0


def test_one_document_has_a_function_for_each_setting_of_its_switches() -> None:
    compiled, query = odd_schema(Counting), "query Q($on: Boolean!) { parts { name note @include(if: $on) } }"
    Counting.made, parsed = 0, parse(query)

    class Parsed(SchemaExtension):
        def on_parse(self) -> Any:
            self.execution_context.graphql_document = parsed
            yield

    compiled.extensions = (Parsed,)
    answers = [ask(compiled, query, (7, 0.0), {"on": on}) for on in (True, False, True, False)]
    assert Counting.made == 2
    assert answers[0] == answers[2] != answers[1] == answers[3]


class Upper(SchemaExtension):
    """Middleware that changes what is resolved."""

    def resolve(self, _next: Any, root: Any, info: Any, *args: Any, **kwargs: Any) -> Any:
        """In capitals."""
        found = _next(root, info, *args, **kwargs)
        return found.upper() if isinstance(found, str) else found


def test_middleware_is_not_passed_by() -> None:
    asked = odd_schema(Eager)
    asked.extensions = (Upper,)
    assert b'"name":"PART ' in ask(asked, "{ parts { name } }", (7, 0.0), {})


def test_a_resolver_of_a_type_that_was_wrapped_later_is_asked() -> None:
    asked = odd_schema(Eager)
    field = asked._schema.type_map["Part"].fields["name"]  # type: ignore[attr-defined]
    field.resolve = lambda *_: "wrapped"
    assert b'"name":"wrapped"' in ask(asked, "{ parts { name } }", (7, 0.0), {})


def test_short_lists_are_left_to_the_stock_executor() -> None:
    made = [Maker("x", 0.0).part(0) for _ in range(FEWEST)]

    @strawberry.type
    class Query:
        @strawberry.field
        def parts(self, n: int) -> list[Part]:
            return made[:n]

    class Short(OnlyCompiled):
        fewest = FEWEST

    asked = strawberry.Schema(Query, execution_context_class=Short)
    assert b"stock way" in ask(asked, f"{{ parts(n: {FEWEST - 1}) {{ name }} }}", None, {})
    assert b"stock way" not in ask(asked, f"{{ parts(n: {FEWEST}) {{ name }} }}", None, {})


def test_the_setting_turns_it_off() -> None:
    assert served(Library()).execution_context_class is CompiledExecutor
    assert served(Library(), stock=True).execution_context_class is StrawberryGraphQLCoreExecutionContext
