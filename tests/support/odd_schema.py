"""A schema with every kind of field and type, and answers of which some are not what their types promise."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Generator
from datetime import datetime, timedelta
from enum import Enum, IntEnum, StrEnum
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext

from app.api.fields import ONLY_TELLS, resolved
from app.api.paging import Edge

FIRST_DAY = datetime(2026, 1, 1)


@strawberry.enum
class Colour(Enum):
    """Two values."""

    red = "r"
    green = "g"


class Small(IntEnum):
    """An int that is none exactly."""

    one = 1


class Word(StrEnum):
    """A text that is none exactly."""

    odd = "odd"


class Later:
    """A value that comes when it is awaited."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __await__(self) -> Generator[Any, None, object]:
        yield from asyncio.sleep(0).__await__()
        return self.value


@strawberry.interface
class Named:
    """What has a name."""

    name: str

    @resolved
    def shout(self) -> str:
        """The name, louder."""
        return self.name.upper()


@strawberry.type
class Part(Named):
    """Leaves of every kind."""

    ident: strawberry.ID
    weight: float
    count: int
    good: bool
    colour: Colour
    made: datetime
    note: str | None
    spare: int | None
    words: list[str]
    grid: list[list[int | None]]
    holder: Box | None
    parts: list[Part]

    @resolved
    def initial(self) -> str | None:
        """Its first letter; an error where there is none."""
        return self.name[0]

    @resolved
    async def soon(self) -> str:
        """One that only tells, but later."""
        return self.name

    @strawberry.field
    def unmarked(self) -> str:
        """A resolver of which nothing is known."""
        return self.name

    @strawberry.field
    async def waited(self) -> str:
        """One to wait for."""
        return self.name

    @strawberry.field
    def times(self, n: int = 2) -> str:
        """One with an argument."""
        return self.name * n


def _told_root(root: Box) -> str:
    return f"of {root.name}"


@strawberry.type
class Box(Named):
    """A second implementation, with a name that Python can't use and one resolver on `root`."""

    size: int
    from_: str = strawberry.field(name="from")
    of_root: str = strawberry.field(resolver=_told_root, metadata={ONLY_TELLS: True})


@strawberry.type
class Loose:
    """No interface, so any object with these attributes will do."""

    label: str
    part: Part | None
    inner: Loose | None


Either = Annotated[Part | Loose, strawberry.union("Either")]


class SecretPart(Part):
    """A class that Strawberry was not told of."""


class Maker:
    """Makes answers; `odd` is the chance that a value is not what it should be."""

    def __init__(self, seed: str, odd: float) -> None:
        self.dice = random.Random(seed)
        self.odd = odd

    def value(self, right: object, *wrong: object) -> Any:
        """The right value, mostly."""
        if self.dice.random() >= self.odd:
            return right
        oddities = (None, RuntimeError("an error as a value"), Later(right), Later(None), object(), [right])
        return self.dice.choice((*wrong, *oddities))

    def part(self, depth: int = 2) -> Part:
        """A part with what hangs on it."""
        dice, number = self.dice, self.dice.randrange(1000)
        made = SecretPart if dice.random() < self.odd else Part
        return made(
            name=self.value(f"part {number}", "", Word.odd, 7),
            ident=self.value(strawberry.ID(str(number)), number),
            weight=self.value(number / 7, float("nan"), 3, "1.5", 10**400),
            count=self.value(number, 2**40, Small.one, 1.0, True),
            good=self.value(number % 2 == 0, 1, "yes"),
            colour=self.value(dice.choice(list(Colour)), "r", "blue"),
            made=self.value(FIRST_DAY + timedelta(hours=number), "2026"),
            note=self.value(dice.choice([None, "n"]), 5),
            spare=self.value(dice.choice([None, number])),
            words=self.value([self.value("w", Word.odd) for _ in range(dice.randrange(3))], "text", ("t",)),
            grid=self.value([[self.value(1), None], [], [self.value(2)]]),
            holder=self.value(self.box() if dice.random() < 0.7 else None),
            parts=self.value([self.part(depth - 1) for _ in range(dice.randrange(3))] if depth else []),
        )

    def box(self) -> Box:
        """A box."""
        return Box(
            name=self.value("box"), size=self.value(self.dice.randrange(9)), from_=self.value("somewhere")
        )

    def loose(self, depth: int = 2) -> Any:
        """A loose thing, or what looks like one."""
        fields = {
            "label": self.value("loose"),
            "part": self.value(self.part(0)),
            "inner": self.loose(depth - 1) if depth and self.dice.random() < 0.5 else None,
        }
        return SimpleNamespace(**fields) if self.dice.random() < self.odd else Loose(**fields)

    def either(self) -> Any:
        """One of the two, or a box that pretends to be one."""
        made = self.dice.choice([self.part, self.loose])()
        return strawberry.cast(Part, self.box()) if self.dice.random() < self.odd else made

    def many(self, make: Any) -> Any:
        """Some of them."""
        return self.value([self.value(make()) for _ in range(self.dice.randrange(6))], "text", (make(),))


def _maker(info: strawberry.Info) -> Maker:
    seed, odd = info.context
    return Maker(f"{seed} {info.path}", odd)


@strawberry.type
class Query:
    """Lists of everything."""

    @strawberry.field
    def parts(self, info: strawberry.Info, first: int = 3) -> list[Part]:
        """Parts; none may be null."""
        maker = _maker(info)
        return maker.many(maker.part)  # type: ignore[no-any-return]

    @strawberry.field
    async def some_parts(self, info: strawberry.Info) -> list[Part | None] | None:
        """Parts that may be null."""
        maker = _maker(info)
        return maker.many(maker.part)  # type: ignore[no-any-return]

    @strawberry.field
    def named(self, info: strawberry.Info) -> list[Named]:
        """An interface."""
        maker = _maker(info)
        makes = (maker.part, maker.box)
        return maker.many(lambda: maker.dice.choice(makes)())  # type: ignore[no-any-return]  # noqa: PLW0108

    @strawberry.field
    def either(self, info: strawberry.Info) -> list[Either | None]:
        """A union."""
        maker = _maker(info)
        return maker.many(maker.either)  # type: ignore[no-any-return]

    @strawberry.field
    def edges(self, info: strawberry.Info) -> list[Edge[Part]]:
        """Edges as connections have them."""
        maker = _maker(info)
        return maker.many(lambda: Edge(cursor=maker.value("c"), node=maker.part()))  # type: ignore[no-any-return]

    @strawberry.field
    def loose(self, info: strawberry.Info) -> list[Loose | None]:
        """Objects of any class."""
        maker = _maker(info)
        return maker.many(maker.loose)  # type: ignore[no-any-return]

    @strawberry.field
    def words(self, info: strawberry.Info) -> list[str | None] | None:
        """Leaves."""
        maker = _maker(info)
        return maker.many(lambda: "word")  # type: ignore[no-any-return]

    @strawberry.field
    def numbers(self, info: strawberry.Info) -> list[int]:
        """Leaves of which none may be null."""
        maker = _maker(info)
        return maker.many(lambda: maker.value(1, 2**31))  # type: ignore[no-any-return]


@strawberry.type
class Given:
    """Lists of what the context holds."""

    @strawberry.field
    def parts(self, info: strawberry.Info) -> list[Part | None]:
        """As parts."""
        return list(info.context)

    @strawberry.field
    def sure(self, info: strawberry.Info) -> list[Part] | None:
        """As parts of which none may be null."""
        return list(info.context)

    @strawberry.field
    def named(self, info: strawberry.Info) -> list[Named | None]:
        """As an interface."""
        return list(info.context)

    @strawberry.field
    def either(self, info: strawberry.Info) -> list[Either | None]:
        """As a union."""
        return list(info.context)

    @strawberry.field
    def loose(self, info: strawberry.Info) -> list[Loose | None]:
        """As anything."""
        return list(info.context)


class _Quiet(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Errors are what is asked for here, so none is logged."""


def odd_schema(
    executor: type[StrawberryGraphQLCoreExecutionContext] | None = None, query: type = Query
) -> strawberry.Schema:
    """The schema with an executor."""
    return _Quiet(query, types=[Box], execution_context_class=executor)
