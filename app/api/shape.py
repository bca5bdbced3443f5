"""What a document and its variables may be, measured before anything is validated.

Promises: a text, its tokens, depth, aliases, repeats and fields with all fragments spread out are bounded,
and the measuring itself is: it stops at the first limit, so fragments that double at each step or lead in a
circle cost no more than others. What exceeds a limit is refused with the number. Says nothing about whether
the document is valid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)
from graphql.language import InlineFragmentNode

from app.api.problems import Code, Problem

MOST_CHARACTERS = 100_000
MOST_TOKENS = 2_000
MOST_DEPTH = 12
MOST_ALIASES = 30
MOST_REPEATS = 30
MOST_FRAGMENTS = 100
MOST_FIELDS = 5_000
MOST_VALUES = 20_000
INTROSPECTION = frozenset(["__schema", "__type"])
INTROSPECTION_DEPTH = 25
_PARSER_LIMITS = ("Document contains more than", "Document is nested too deeply")


def exceeds(message: str, next_step: str) -> Problem:
    """A limit was exceeded."""
    return Problem(Code.LIMIT_EXCEEDED, message, next_step)


def read(text: str) -> DocumentNode:
    """Parse a text that keeps the limits."""
    if len(text) > MOST_CHARACTERS:
        raise exceeds(
            f"The document has {len(text)} characters; {MOST_CHARACTERS} are allowed.",
            "Pass values as variables and leave out comments.",
        )
    try:
        document = parse(text, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError as error:
        # The parser has no class of its own for its limits.
        if error.message.startswith(tuple(f"Syntax Error: {limit}" for limit in _PARSER_LIMITS)):
            said = f"The document is too large: at most {MOST_TOKENS} tokens are allowed, and fewer nested."
            raise exceeds(said, "Ask for less at once, and pass values as variables.") from None
        raise
    _Measure(document).take()
    return document


def check_values(variables: Mapping[str, object] | None) -> None:
    """Refuse variables that hold too many values, however they are nested."""
    todo: list[object] = [variables or {}]
    seen = 0
    while todo:
        value = todo.pop()
        seen += 1
        if isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
        if seen + len(todo) > MOST_VALUES:
            raise exceeds(
                f"The variables hold more than {MOST_VALUES} values.",
                "Ask for fewer keys at once, in several.",
            )


class _Measure:
    """Walks a document as it would be answered: fields of one place together, fragments spread out."""

    def __init__(self, document: DocumentNode) -> None:
        found = document.definitions
        self._operations = [d for d in found if isinstance(d, OperationDefinitionNode)]
        fragments = [d for d in found if isinstance(d, FragmentDefinitionNode)]
        self._fragments = {fragment.name.value: fragment for fragment in fragments}
        self._count_fragments = len(fragments)
        self._spread: set[str] = set()
        self._fields = 0
        self._aliases = 0

    def take(self) -> None:
        """Measure all of it; a fragment that nothing spreads is validated too."""
        if self._count_fragments > MOST_FRAGMENTS:  # a long chain of them is a deep stack later on
            said = f"The document has {self._count_fragments} fragments; {MOST_FRAGMENTS} are allowed."
            raise exceeds(said, "Ask in several documents.")
        for operation in self._operations:
            self._walk([operation.selection_set], depth=0, most=MOST_DEPTH)
        for name, fragment in self._fragments.items():
            if name not in self._spread:
                self._walk([fragment.selection_set], depth=0, most=MOST_DEPTH)

    def _walk(self, sets: Iterable[SelectionSetNode], *, depth: int, most: int) -> None:
        if depth > most:
            raise exceeds(
                f"The document is nested deeper than {most}.", "Ask for what is further inside by itself."
            )
        for fields in self._places(sets).values():
            self._count(fields, is_inside=most == INTROSPECTION_DEPTH)
            inside = [field.selection_set for field in fields if field.selection_set]
            if inside:
                deep = INTROSPECTION_DEPTH if fields[0].name.value in INTROSPECTION else most
                self._walk(inside, depth=depth + 1, most=deep)

    def _places(self, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """The fields of one place by the name of their answer, each fragment once."""
        out: dict[str, list[FieldNode]] = defaultdict(list)
        seen: set[str] = set()
        todo: list[SelectionNode] = [selection for one in sets for selection in one.selections]
        for selection in todo:  # it grows while it is walked
            if isinstance(selection, FieldNode):
                out[(selection.alias or selection.name).value].append(selection)
            elif isinstance(selection, InlineFragmentNode):
                todo += selection.selection_set.selections
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self._fragments.get(selection.name.value)
                todo += fragment.selection_set.selections if fragment else ()
        self._spread |= seen
        self._fields += len(todo)
        if self._fields > MOST_FIELDS:
            raise exceeds(
                f"The document has more than {MOST_FIELDS} fields, its fragments spread out.",
                "Ask for less at once.",
            )
        return out

    def _count(self, fields: list[FieldNode], *, is_inside: bool) -> None:
        if len(fields) > MOST_REPEATS:
            name = fields[0].name.value
            raise exceeds(
                f"The field {name} stands {len(fields)} times in one place; {MOST_REPEATS} are allowed.",
                "Once is enough: the answer has it once.",
            )
        self._aliases += sum(field.alias is not None for field in fields)
        if self._aliases > MOST_ALIASES:
            raise exceeds(f"The document has more than {MOST_ALIASES} aliases.", "Ask in several documents.")
        is_schema = fields[0].name.value == "__schema"
        if (is_inside or is_schema) and any(field.alias for field in fields):
            raise exceeds("The schema is told once in a document.", "Leave the aliases inside it out.")
