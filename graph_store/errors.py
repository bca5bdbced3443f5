"""Every error the store raises, drawn once.

Promises: whatever goes wrong between this program and a graph database reaches the caller as one
of these classes, and each says what the operator should do next. Refuses: to carry a password, or
an answer that is only partly read.

    StoreError
    ├── EngineUnavailable      nothing answers, or nothing may be started
    ├── EngineStartFailed      the embedded engine did not come up
    ├── EngineLost             the connection broke in the middle; the outcome may be unknown
    ├── EngineInUse            a stop was refused: others hold leases
    ├── WriteTurnTimedOut      another writer held the turn for longer than the caller waits
    ├── WrongCredentials       the engine answers and refuses this user
    ├── HeadMoved              another writer was first; retried inside, never shown
    ├── TooManyRetries         another writer was first every time
    ├── ConstraintViolated     the database refused a duplicate or a missing key
    ├── NewerModel             the database was written by a newer program
    ├── ReadFailed             a page of an answer failed, so the answer is refused
    └── BadQuery               the engine does not understand the question
"""

from typing import ClassVar


class StoreError(Exception):
    """What happened (`message`) and what to do about it (`next_step`)."""

    default_next_step: ClassVar[str] = "Run `lotgraph engine status` and try again."

    def __init__(self, message: str, *, next_step: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = self.default_next_step if next_step is None else next_step

    def __str__(self) -> str:
        return f"{self.message}\nNext step: {self.next_step}"


class EngineUnavailable(StoreError):
    """No engine answers at the address, and none may be started."""

    default_next_step = "Start it with `lotgraph engine start`, or check LOTGRAPH_NEO4J_URI."


class EngineStartFailed(StoreError):
    """The embedded engine ended, or did not answer in time, while starting."""

    default_next_step = "Read engine.log in the data folder, mend what it names and run again."


class EngineLost(StoreError):
    """The engine went away in the middle: a write may or may not have been recorded."""

    default_next_step = (
        "Run the command again: the engine restarts by itself and a repeated load adds nothing."
    )


class EngineInUse(StoreError):
    """A stop was refused because `leases` other users are at work."""

    default_next_step = "End the commands that use it, or stop it anyway with --force."

    def __init__(self, message: str, *, leases: int, next_step: str | None = None) -> None:
        super().__init__(message, next_step=next_step)
        self.leases = leases


class WriteTurnTimedOut(StoreError):
    """Another writer kept its turn for longer than this one was told to wait."""

    default_next_step = "Wait for the running load to end, then run again."


class WrongCredentials(StoreError):
    """The engine answers but refuses the user or the password."""

    default_next_step = "Check the user and the password (LOTGRAPH_NEO4J_USER, ..._PASSWORD)."


class HeadMoved(StoreError):
    """Another writer committed first. A signal to try again, caught inside graph_store."""

    default_next_step = "None: the store tries again by itself."


class LedgerGrew(StoreError):
    """Somebody committed what must come behind: while the graph was repaired, or the rules looked."""

    default_next_step = "Let the running loads end, then run `lotgraph verify --repair` again."


class TooManyRetries(StoreError):
    """Another writer committed first, every time."""

    default_next_step = "Let other loads finish, then run again: nothing of this one was written."


class ConstraintViolated(StoreError):
    """The database refused a write that would break one of its constraints."""

    default_next_step = "Run `lotgraph verify`: the graph and its ledger may disagree."


class NewerModel(StoreError):
    """The database was written by a newer program than this one."""

    default_next_step = "Use the newer lotgraph; an older one would misread what it does not know."


class ReadFailed(StoreError):
    """A page of an answer failed; a part of an answer is never given for the whole."""

    default_next_step = "Ask again; if it fails again, read the engine's log."


class BadQuery(StoreError):
    """The engine refused the query text or its parameters: a fault of this program."""

    default_next_step = "Report it with the query's name; no data was changed."
