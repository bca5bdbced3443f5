"""Sessions on an engine, with every failure as a typed error.

Promises: what the driver raises never leaves this package; a refusal by the database, a lost
connection and a fault of ours can be told apart. This is the one module that knows the engines by
name (`Dialect`). Refuses: remote addresses without TLS unless told otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions as driver_errors

from graph_store import queries
from graph_store.endpoint import Endpoint
from graph_store.errors import (
    BadQuery,
    ConstraintViolated,
    EngineLost,
    EngineUnavailable,
    HeadMoved,
    StoreError,
    WrongCredentials,
)

FETCH_SIZE = 10_000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the engines differ: whether readers must carry bookmarks, and how a conflict is worded."""

    bookmarks: bool
    conflict_codes: tuple[str, ...]
    version: re.Pattern[str]


_DIALECTS = {
    # A cluster may answer from a follower: bookmarks make it wait for what was written.
    "neo4j": Dialect(
        bookmarks=True,
        conflict_codes=("Neo.TransientError.",),
        version=re.compile(r"Neo4j/(\S+)"),
    ),
    "arcadedb": Dialect(
        bookmarks=False,
        conflict_codes=("Neo.TransientError.", "Neo.DatabaseError.Transaction."),
        version=re.compile(r"ArcadeDB (\S+?)\)"),
    ),
}


class Connection:
    """A driver and its database. Safe to share between threads; sessions are not."""

    def __init__(self, endpoint: Endpoint, *, allow_plain: bool = False) -> None:
        host = urlsplit(endpoint.uri).hostname or ""
        if host not in _LOOPBACK and not endpoint.is_encrypted and not allow_plain:
            raise EngineUnavailable(
                f"{host} would be reached without encryption",
                next_step="Use a bolt+s:// or neo4j+s:// address, or set LOTGRAPH_INSECURE_BOLT=1.",
            )
        self.endpoint = endpoint
        self._dialect = _DIALECTS[endpoint.engine]
        self._driver = neo4j.GraphDatabase.driver(
            endpoint.uri,
            auth=endpoint.auth,
            user_agent="lotgraph",
            notifications_min_severity="OFF",
            connection_acquisition_timeout=60,
            connection_timeout=15,
        )
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager() if self._dialect.bookmarks else None

    def close(self) -> None:
        """Give the connections back."""
        with suppress(driver_errors.DriverError, OSError):
            self._driver.close()

    def agent(self) -> str:
        """What the engine calls itself, such as `Neo4j/5.26.30`."""
        with typed_errors(self._dialect):
            return str(self._driver.get_server_info().agent)

    def version(self) -> str:
        """The engine's version."""
        agent = self.agent()
        found = self._dialect.version.search(agent)
        return found[1] if found else agent

    @contextmanager
    def reading(self, *, newest: bool = False) -> Iterator[Runner]:
        """A session whose queries are each a transaction of their own.

        With `newest` at the member that takes writes: of what others wrote, bookmarks know nothing.
        """
        access = neo4j.WRITE_ACCESS if newest else neo4j.READ_ACCESS
        with typed_errors(self._dialect), self._session(access) as session:
            yield Runner(session)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction: committed by `Transaction.commit`, undone at the end otherwise."""
        with typed_errors(self._dialect), self._session(neo4j.WRITE_ACCESS) as session:
            # Not as a context: the driver's commits what its block leaves without an error.
            transaction = session.begin_transaction()
            try:
                yield Transaction(transaction)
            finally:
                transaction.close()

    def define(self, statements: Sequence[str]) -> None:
        """Run schema statements; each is harmless where it was run before."""
        with typed_errors(self._dialect), self._session(neo4j.WRITE_ACCESS) as session:
            for statement in statements:
                session.run(statement).consume()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self.endpoint.database,
            default_access_mode=access,
            fetch_size=FETCH_SIZE,
            bookmark_manager=self._bookmarks,
        )


class Runner:
    """Runs named queries; `round_trips` counts them."""

    def __init__(self, target: neo4j.Session | neo4j.Transaction) -> None:
        self._target = target
        self.round_trips = 0

    def rows(self, name: str, /, **parameters: object) -> list[dict[str, object]]:
        """All records of a named query."""
        return self.rows_of(queries.text(name), **parameters)

    def rows_of(self, text: str, /, **parameters: object) -> list[dict[str, object]]:
        """All records of a text made of named queries."""
        return list(self.stream_of(text, **parameters))

    def stream(self, name: str, /, **parameters: object) -> Iterator[dict[str, object]]:
        """The records of a named query, fetched as they are used."""
        return self.stream_of(queries.text(name), **parameters)

    def stream_of(self, text: str, /, **parameters: object) -> Iterator[dict[str, object]]:
        """The records of a text made of named queries, fetched as they are used."""
        self.round_trips += 1
        result = self._target.run(text, parameters)
        names = result.keys()
        for record in result:
            yield dict(zip(names, record.values(), strict=True))


class Transaction(Runner):
    """A runner inside one transaction."""

    def __init__(self, transaction: neo4j.Transaction) -> None:
        super().__init__(transaction)
        self._transaction = transaction

    def commit(self) -> None:
        """Make it durable."""
        self._transaction.commit()

    def rollback(self) -> None:
        """Undo it."""
        self._transaction.rollback()


@contextmanager
def typed_errors(dialect: Dialect) -> Iterator[None]:
    """Turn what the driver raises into the store's errors."""
    try:
        yield
    except driver_errors.AuthError as error:
        raise WrongCredentials("the engine refuses the user or the password") from error
    except driver_errors.ConstraintError as error:
        raise ConstraintViolated(f"the database refused a write: {error.message}") from error
    except driver_errors.Neo4jError as error:
        raise _database_error(error, dialect) from error
    except (driver_errors.DriverError, OSError) as error:
        raise EngineLost(f"the connection to the engine broke ({type(error).__name__})") from error


def _database_error(error: driver_errors.Neo4jError, dialect: Dialect) -> StoreError:
    code = error.code or ""
    if code.startswith(dialect.conflict_codes):
        return HeadMoved(f"another transaction was first ({code})")
    if "DatabaseUnavailable" in code or "General.DatabaseError" in code:
        return EngineLost(f"the engine can't go on ({code}): {error.message}")
    return BadQuery(f"{code}: {error.message}")
