"""The environment of a room, or of a step, as GraphQL types and a field, over `app.questions.environment`.

Promises: the curves hold every reading that can be placed in time, the pages every one; the question has the
sites, clocks and preferences of a recall.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from app.api.arguments import AllSites, AsOf, AtLeast, KnownAt, One, Prefer, view_of
from app.api.causes import Joined
from app.api.context import Context, Info, beyond
from app.api.fields import resolved
from app.api.findings import Gap, LedgerHead
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.problems import bad_request
from app.questions import environment as asking
from app.questions.environment_series import Point, Series, series_of
from app.questions.joining import Joined as Ran
from app.questions.periods import period

POINTS, MOST_POINTS = 400, 1000
Silent = Callable[[Context], Awaitable[tuple[tuple[str, str], ...] | None]]
"""Place and sensor of those that were silent."""


@strawberry.type(description="From one instant to another.")
class Span:
    """A time."""

    since: str = strawberry.field(name="from", description="Its beginning.")
    until: str = strawberry.field(name="to", description="Its end.")


@strawberry.type(description="Readings of one sensor that began in one part of the time.")
class EnvironmentPoint:
    """A point of a curve."""

    since: str = strawberry.field(name="from", description="When the first of them began.")
    until: str = strawberry.field(name="to", description="When the last of them ended.")
    readings: int = strawberry.field(description="How many they are.")
    minimum: str | None = strawberry.field(
        description="The lowest of their stated minima and means, as exact decimal text; null where none is."
    )
    maximum: str | None = strawberry.field(
        description="The highest of their stated maxima and means, as exact decimal text; null where none is."
    )
    lower_limit: str | None = strawberry.field(
        description="The lowest value that they allow; null where none is stated, or they state several."
    )
    upper_limit: str | None = strawberry.field(
        description="The highest value that they allow; null where none is stated, or they state several."
    )
    limits_are_one: bool = strawberry.field(
        description="False where they state several limits, or a lower one above the upper one."
    )
    outside: int = strawberry.field(
        description="How many were outside of their own limits, or may have been."
    )
    unknown: int = strawberry.field(description="Of how many nothing says whether they were.")

    @classmethod
    def of(cls, point: Point) -> EnvironmentPoint:
        """From the curve."""
        return cls(
            since=point.since,
            until=point.until,
            readings=point.readings,
            minimum=point.minimum,
            maximum=point.maximum,
            lower_limit=point.lower_limit,
            upper_limit=point.upper_limit,
            limits_are_one=point.limits_are_one,
            outside=point.outside,
            unknown=point.unknown,
        )


@strawberry.type(description="What one sensor measured of one kind in one place.")
class EnvironmentSeries:
    """A curve."""

    series: strawberry.Private[Series]

    @resolved
    def place(self) -> str:
        """Key of the place."""
        return self.series.place

    @resolved
    def sensor(self) -> str:
        """The sensor."""
        return self.series.sensor

    @resolved
    def quantity_kind(self) -> str | None:
        """What was measured."""
        return self.series.quantity_kind or None

    @resolved
    def uom(self) -> str | None:
        """Unit of the values and limits."""
        return self.series.uom or None

    @resolved
    def readings(self) -> int:
        """How many readings it has in all."""
        return self.series.readings

    @resolved
    def outside(self) -> int:
        """How many were outside of their limits, or may have been."""
        return self.series.outside

    @resolved
    def unknown(self) -> int:
        """Of how many nothing says whether they were."""
        return self.series.unknown

    @resolved
    def undated(self) -> int:
        """Of how many nothing says when they were taken; these are in no point."""
        return self.series.undated

    @resolved
    def points(self) -> list[EnvironmentPoint]:
        """All other readings, in the order of time."""
        return [EnvironmentPoint.of(point) for point in self.series.points]

    @resolved
    def holes(self) -> list[Span]:
        """Times of which there is no reading: longer than 1.5 times what usually lies between two of them."""
        return [Span(since=since, until=until) for since, until in self.series.holes]


@strawberry.type(description="A reading in a place, as stated.")
class TakenReading:
    """One of them."""

    reading: strawberry.Private[asking.Reading]

    @resolved
    def key(self) -> str:
        """Its key."""
        return self.reading.key

    @resolved
    def place(self) -> str:
        """Key of the place."""
        return self.reading.place

    @resolved
    def sensor(self) -> str:
        """The sensor."""
        return self.reading.sensor

    @resolved
    def quantity_kind(self) -> str | None:
        """What was measured."""
        return self.reading.quantity_kind or None

    @resolved
    def uom(self) -> str | None:
        """Unit of the values and limits."""
        return self.reading.uom or None

    @resolved
    def started(self) -> str | None:
        """When it began, as stated."""
        return self.reading.started or None

    @resolved
    def ended(self) -> str | None:
        """When it ended, as stated."""
        return self.reading.ended or None

    @resolved
    def minimum(self) -> str | None:
        """Lowest value, as exact decimal text."""
        return self.reading.values[0]

    @resolved
    def mean(self) -> str | None:
        """Mean value."""
        return self.reading.values[1]

    @resolved
    def maximum(self) -> str | None:
        """Highest value."""
        return self.reading.values[2]

    @resolved
    def lower_limit(self) -> str | None:
        """Lowest allowed value."""
        return self.reading.values[3]

    @resolved
    def upper_limit(self) -> str | None:
        """Highest allowed value."""
        return self.reading.values[4]

    @resolved
    def state(self) -> str:
        """Where it was beside its limits: within, outside (or it may have been), unknown."""
        return self.reading.state


@strawberry.type(description="A sensor that was not read in the time, and at other times was.")
class SilentSensor:
    """One of them."""

    place: str = strawberry.field(description="Key of the place.")
    sensor: str = strawberry.field(description="The sensor.")


@strawberry.type(description="What was measured in a place, beside which limits, and what ran there.")
class Environment:
    """An answer of `app.questions.environment`."""

    found: strawberry.Private[asking.Environment]
    silent_in: strawberry.Private[Silent]
    since: str | None = strawberry.field(
        name="from", description="Since when was looked; of a step its own time, if none was given."
    )
    until: str | None = strawberry.field(name="to", description="Until when was looked.")

    @resolved
    def key(self) -> str:
        """What was asked about, in full."""
        return self.found.key

    @resolved
    def places(self) -> list[str]:
        """Keys of the places that were looked at: the place, those inside it, those that hold it."""
        return list(self.found.places)

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.found.complete

    @resolved
    def gaps(self) -> list[Gap]:
        """All that is missing, or may be."""
        return [Gap.of(gap) for gap in self.found.gaps]

    @resolved
    def series(
        self,
        points: Annotated[
            int, strawberry.argument(description=f"Most points of a curve, 1 to {MOST_POINTS}.")
        ] = POINTS,
    ) -> list[EnvironmentSeries]:
        """The curves; the whole list. Where there are more readings than points, a point tells of several."""
        if not 1 <= points <= MOST_POINTS:
            raise bad_request(f"A curve of {points} points is not possible.", f"Ask for 1 to {MOST_POINTS}.")
        found = series_of(self.found.readings, self.found.period, points)
        return [EnvironmentSeries(series=series) for series in found]

    @resolved
    async def silent(self, info: Info) -> list[SilentSensor] | None:
        """Sensors of these places that have no reading in the time; the whole list.

        Looked up only where it is asked for, and not part of the hash. Null where the places have more than
        1,000,000 readings of all times.
        """
        found = await self.silent_in(info.context)
        return None if found is None else [SilentSensor(place=p, sensor=sensor) for p, sensor in found]

    @resolved
    def readings(
        self,
        outside: Annotated[
            bool, strawberry.argument(description="Only those outside of their limits, or of unknown state.")
        ] = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TakenReading]:
        """The readings by their beginning; those of which it is not known come first."""
        window = Window.of(first, after, last, before)
        wanted = [one for one in self.found.readings if not outside or one.state != asking.WITHIN]
        return page(wanted, lambda one: one.place_in_list, lambda one: TakenReading(reading=one), window)

    @resolved
    def steps(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Joined]:
        """The steps that ran there in the time, or may have, by key."""
        return page(self.found.steps, _step_key, Joined.of, Window.of(first, after, last, before))

    @resolved
    def ledger(self) -> LedgerHead:
        """The ledger it stands on."""
        return LedgerHead(size=self.found.known_at, root=self.found.root)

    @resolved
    def sha256(self) -> str:
        """SHA-256 of the canonical answer, every reading included; `silent` is not."""
        return self.found.sha256


def _step_key(found: Ran) -> tuple[str, ...]:
    return (found.key, found.cause, found.precision, *found.at, *found.during, *found.evidence)


@strawberry.type(description="Questions about rooms.")
class Environments:
    """This field of the root."""

    @resolved
    async def environment(
        self,
        info: Info,
        key: One,
        since: Annotated[
            str | None, strawberry.argument(name="from", description="Since this day or instant.")
        ] = None,
        until: Annotated[
            str | None, strawberry.argument(name="to", description="Until then, itself included.")
        ] = None,
        zone: Annotated[
            str | None, strawberry.argument(description="Whose clock the two are on: Europe/Berlin.")
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Environment | None:
        """What was measured, and what ran, in a room, or where a step, a reading or equipment was."""
        asked, view = period(since, until, zone), view_of(as_of, prefer)
        named = beyond("environment", [key]) if all_sites else ""
        found = await info.context.ask(
            lambda reader: asking.environment(reader, key, asked, view),
            known_at=known_at,
            at_least=at_least,
            beyond=named,
        )

        async def silent_in(context: Context) -> tuple[tuple[str, str], ...] | None:
            return await context.ask(
                lambda reader: asking.silent(reader, found, view), known_at=found.known_at, beyond=named
            )

        return Environment(
            found=found, silent_in=silent_in, since=found.period.since, until=found.period.until
        )
