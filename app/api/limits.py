"""What one request may cost.

Promises: beside the limits of `app.api.shape`, the number of fields an answer may have is bounded before
anything runs, counted from the text and its variables alone: every field is 1, a page of n is n times what
it holds, and a question that walks the graph is 500 on top. Every answer says its cost in `extensions.cost`.
What exceeds a limit is refused with the numbers, never shortened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension

from app.api.documents import Documents, Library
from app.api.paging import MOST
from app.api.permissions import Permissions
from app.api.problems import Code

MOST_COST = 50_000
WALKS = frozenset(
    [
        *(
            "recall",
            "genealogy",
            "recallDiff",
            "genealogyDiff",
            "why",
            "conflicts",
            "suspects",
            "certificate",
            "groups",
            "times",
            "edgeAmounts",
        ),
        *("exposure", "environment", "commonCause", "deciders", "containment"),
        *("onHold", "heldBy"),
        *("massBalance", "suspectQuantities", "scan", "neighbours"),
        *("scope", "scopeDiff", "scopeChanges", "saveScope"),
        *("loads", "rejects", "qualityScorecard", "figuresAround"),
        *("work", "worklist", "recallCase", "openRecall", "notifyConsignees", "recordResponses"),
    ]
)
WALK_COST = 500
UNCOUNTED = 10**15
"""Nothing is counted further: fragments could double beyond what JSON can say."""


class CostLimiter(SchemaExtension):
    """Refuses a document whose answer may have too many fields, and says the cost of each."""

    def __init__(self) -> None:
        self._cost: int | None = None

    def get_results(self) -> dict[str, object]:
        """What goes into the extensions of the answer; nothing where it came to no operation."""
        return {} if self._cost is None else {"cost": {"requested": self._cost, "most": MOST_COST}}

    def on_execute(self) -> Iterator[None]:
        """Count before it runs; variables are known by now."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
            named = [o for o in operations if o.name and o.name.value == context.operation_name]
            fragments = {
                d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
            }
            for operation in named or operations[:1]:
                cost = _Count(fragments, _variables(operation, context.variables)).of(operation.selection_set)
                self._cost = cost
                if cost > MOST_COST:
                    context.result = ExecutionResult(data=None, errors=[_too_dear(cost)])
        yield


def _too_dear(cost: int) -> GraphQLError:
    return GraphQLError(
        f"The answer could have {cost} fields; {MOST_COST} are allowed.",
        extensions={
            "code": Code.LIMIT_EXCEEDED.value,
            "nextStep": "Ask for smaller pages or fewer fields, or use the exportUrl of the trace.",
        },
    )


def _variables(operation: OperationDefinitionNode, given: Mapping[str, object] | None) -> dict[str, object]:
    """The variables as given, else their defaults."""
    out: dict[str, object] = {}
    for definition in operation.variable_definitions or ():
        if isinstance(definition.default_value, IntValueNode):
            out[definition.variable.name.value] = int(definition.default_value.value)
    return out | dict(given or {})


class _Count:
    """Counts one operation; each fragment once, so that nested spreads cost no time."""

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, object]
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._known: dict[str, int] = {}

    def of(self, selections: SelectionSetNode | None) -> int:
        """Fields that this may bring back."""
        found = sum(self._one(selection) for selection in selections.selections) if selections else 0
        return min(found, UNCOUNTED)

    def _one(self, selection: object) -> int:
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in self._known:
                fragment = self._fragments.get(name)
                self._known[name] = self.of(fragment.selection_set) if fragment else 0
            return self._known[name]
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set)
        return self._field(selection) if isinstance(selection, FieldNode) else 0

    def _field(self, field: FieldNode) -> int:
        inside = self.of(field.selection_set)
        sizes = [a.value for a in field.arguments or () if a.name.value in ("first", "last")]
        # A page that is no legal number is refused by its resolver; until then it counts as the largest.
        times = max((self._number(size) for size in sizes), default=1)
        return 1 + times * inside + (WALK_COST if field.name.value in WALKS else 0)

    def _number(self, value: ValueNode) -> int:
        number: object = None
        if isinstance(value, IntValueNode):
            number = int(value.value)
        elif isinstance(value, VariableNode):
            number = self._variables.get(value.name.value)
        return number if isinstance(number, int) and 1 <= number <= MOST else MOST


def extensions(library: Library) -> list[Callable[[], SchemaExtension]]:
    """All of them, made anew for each request."""
    return [Permissions, partial(Documents, library), CostLimiter]
