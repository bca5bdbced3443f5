"""Facts of older model versions, read as the present model states them.

Promises: a ledger line never changes; what an older model meant by it is told in today's words when it
is read again. `UPCASTERS` has for a model version the function that takes the body of a fact line to
the version after it; a version without one reads the same in the next. A body is the JSON object of
one fact (docs/ledger-format.md); a step gives a new object and leaves the given one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import orjson

from graph_model.facts import AnyFact, canonical, decode
from graph_model.version import MODEL_VERSION

Body = dict[str, object]
Step = Callable[[Body], Body]

UPCASTERS: Mapping[str, Step] = {}


def changes(model: str) -> bool:
    """Whether some fact that was written under `model` may read otherwise today."""
    return any(model <= version < MODEL_VERSION for version in UPCASTERS)


def upcast(body: Body, model: str) -> Body:
    """The body of a fact that was written under `model`, as of `MODEL_VERSION`."""
    for version in sorted(UPCASTERS):
        if model <= version < MODEL_VERSION:
            body = UPCASTERS[version](body)
    return body


def read(line: bytes, model: str) -> AnyFact:
    """The fact of a ledger line that was written under `model`; refuses what `decode` refuses."""
    fact = decode(line)
    if not UPCASTERS:
        return fact
    nonce, body = orjson.loads(line)
    return decode(canonical([nonce, upcast(body, model)]))
