"""What the rows of a declared file state: the rules of a profile's TOML.

Promises: every rule is checked against the columns and against graph_model when the profile is read,
so that a row can only fail by its values. Refuses: names that no column or derived value has, labels,
ends and properties that the model does not declare.

A *source* in a rule is the name of a column or derived value, `=text` for that text, or a pattern such
as `{MBLNR}-{MJAHR}`, which is empty where one of its parts is. A key part that ends in `?` may be absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Final, Literal, cast

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from graph_model.declare import Kind, Property
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE

Test = tuple[str, ...] | bool
Conditions = Mapping[str, Test]
UdiPart = Literal["di", "agency", "lot", "serial", "manufactured", "expires", "canonical"]
UDI_DAYS: Final = ("manufactured", "expires")
_NAMES: Final = re.compile(r"\{([^{}]+)\}")
STRICT: Final = ConfigDict(extra="forbid", strict=False)


@dataclass(frozen=True, config=STRICT)
class Ref:
    """A node by the sources of its key's parts."""

    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Derived:
    """A value made of others: a pattern, the first that is filled, a translation, a sign, a comparison.

    `table` translates `of`; a text that it lacks gives `other`, or is refused where there is none.
    `sign_of` is `+`, `-` or `0`; `equal` is `yes` or `no`; `matching` is the first group of that expression
    in `of`, or empty; `product_of` multiplies whole numbers; `key_of` is the key of a node, for a property
    that names one. Where `when` does not hold the value is empty.

    `udi_of` takes one part (`take`) of a label's text, or of what a registry keeps where `agency` names the
    issuing agency; `lots` is a lot that is known and tells where a lost separator stood, `dated` the time of
    the record, by which the two digits of a year are read.
    """

    name: str
    pattern: str = ""
    first_of: tuple[str, ...] = ()
    of: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    other: str | None = None
    sign_of: str = ""
    equal: tuple[str, ...] = ()
    matching: str = ""
    product_of: tuple[str, ...] = ()
    key_of: tuple[Ref, ...] = ()
    udi_of: str = ""
    take: UdiPart = "canonical"
    agency: str = ""
    lots: str = ""
    dated: str = ""
    when: Conditions = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """Names it needs."""
        single = (self.pattern, self.of, self.sign_of, self.udi_of, self.agency, self.lots, self.dated)
        parts = (part.removesuffix("?") for ref in self.key_of for part in ref.parts)
        sources = (*single, *self.first_of, *self.equal, *self.product_of, *parts)
        return (*(name for source in sources for name in names_in(source)), *self.when)

    @property
    def names(self) -> tuple[str, ...]:
        """The name it adds."""
        return (self.name,)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Lookup:
    """Columns of another file of the folder, found by equal cells; they are named `name.COLUMN` here.

    A row that finds nothing is rejected if `required`, and so is one that finds rows that differ. `when`
    says of which rows to look up, `where` among which; a file looks up its own kind in all of the folder.
    """

    name: str
    file: str
    by: tuple[str, ...]
    key: tuple[str, ...]
    take: tuple[str, ...]
    required: bool = True
    when: Conditions = field(default_factory=dict)
    where: Conditions = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """Names it needs."""
        return (*self.by, *self.when)

    @property
    def names(self) -> tuple[str, ...]:
        """Names it adds."""
        return tuple(f"{self.name}.{column}" for column in self.take)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class State:
    """What a row states where `when` holds: a node, a relationship, or that a relationship does not hold.

    An end is a list of references; the first whose parts are all filled is meant.
    """

    when: Conditions = field(default_factory=dict)
    node: tuple[Ref, ...] = ()
    relationship: str = ""
    source: tuple[Ref, ...] = ()
    target: tuple[Ref, ...] = ()
    id: tuple[str, ...] = ()
    set: Mapping[str, str] = field(default_factory=dict)
    quantity: str = ""
    unit: str = ""
    negative: bool = False
    absolute: bool = False
    at: str = ""
    each: str = ""
    retract: str = ""

    @property
    def reads(self) -> Iterator[str]:
        """Names of columns and derived values it needs."""
        sources = (*self.id, *self.set.values(), self.quantity, self.unit, self.at)
        parts = (part for ref in (*self.node, *self.source, *self.target) for part in ref.parts)
        for source in (*sources, *parts):
            yield from names_in(source.removesuffix("?"))
        yield from self.when
        yield from (self.each,) if self.each else ()

    @property
    def names_people(self) -> bool:
        """Whether it states a name of a person: of its rejected rows only a key may be kept."""
        declared = (p for ref in self.node for p in BY_LABEL[ref.label].properties)
        return any(p.personal and p.name in self.set for p in declared)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Ignore:
    """Rows that say nothing for the graph, and why."""

    reason: str
    when: Conditions


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Refusal:
    """Rows that are not taken, the column at fault and what to do."""

    column: str
    message: str
    when: Conditions


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Oddity:
    """Rows that are taken and told as a finding: the column, the rule and what to do."""

    column: str
    rule: str
    message: str
    when: Conditions


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Rules:
    """All rules of one kind of file, in the order in which they are asked: ignores, refusals, statements."""

    lookups: tuple[Lookup, ...] = ()
    derived: tuple[Derived, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    states: tuple[State, ...] = ()
    changed: str = ""
    refs: Mapping[str, tuple[Ref, ...]] = field(default_factory=dict)
    like: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


_RULES: Final = TypeAdapter(Rules)


def names_in(source: str) -> tuple[str, ...]:
    """Names of columns and derived values in a source."""
    if not source or source.startswith("="):
        return ()
    return tuple(_NAMES.findall(source)) if "{" in source else (source,)


def take_rules(entry: dict[str, object], shared: Rules | None = None) -> Rules:
    """The rules of a `[[file]]`, taken out of its entry; a wrong field is a TypeError or ValueError.

    `shared` are the rules of another kind of file that hold here, too; its own come first.
    """
    base = shared or Rules()
    refs = {**base.refs, **{k: _refs(v, {}) for k, v in table_of(entry.pop("refs", {})).items()}}
    like = {**base.like, **{k: table_of(v) for k, v in table_of(entry.pop("like", {})).items()}}
    derived = [
        {"name": name, **_derivation(table_of(one), refs)}
        for name, one in table_of(entry.pop("derive", {})).items()
    ]
    own = _RULES.validate_python(
        {
            "lookups": [_asked(one) for one in tables_of(entry.pop("lookups", []))],
            "derived": derived,
            "refusals": [_asked(one) for one in tables_of(entry.pop("refuse", []))],
            "oddities": [_asked(one) for one in tables_of(entry.pop("finding", []))],
            "ignores": [_asked(one) for one in tables_of(entry.pop("ignore", []))],
            "states": [_state(_alike(one, like), refs) for one in tables_of(entry.pop("state", []))],
            "changed": entry.pop("changed", base.changed),
            "refs": refs,
            "like": like,
        }
    )
    return joined(own, base)


def joined(first: Rules, then: Rules) -> Rules:
    """Both; what has the name of one that stands in the first is left out."""
    named = {one.name for one in first.derived} | {one.name for one in first.lookups}
    return replace(
        first,
        lookups=(*first.lookups, *(one for one in then.lookups if one.name not in named)),
        derived=(*first.derived, *(one for one in then.derived if one.name not in named)),
        refusals=first.refusals + then.refusals,
        oddities=first.oddities + then.oddities,
        ignores=first.ignores + then.ignores,
        states=first.states + then.states,
        changed=first.changed or then.changed,
        refs={**then.refs, **first.refs},
        like={**then.like, **first.like},
    )


def _alike(raw: dict[str, object], like: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """A statement with the fields of the `like` that it names; what both set is joined, its own first."""
    if "like" not in raw:
        return raw
    shared = like.get(str(raw["like"]))
    if shared is None:
        raise TypeError(f"no like is named {raw['like']}")
    both = {**shared, **{k: v for k, v in raw.items() if k != "like"}}
    twice = {name for name in ("set", "when") if name in shared and name in raw}
    return both | {name: {**table_of(shared[name]), **table_of(raw[name])} for name in twice}


def _state(raw: dict[str, object], refs: Mapping[str, tuple[Ref, ...]]) -> dict[str, object]:
    fields = _asked({k: v for k, v in raw.items() if k not in {"node", "from", "to"}})
    ends = {"node": raw.get("node"), "source": raw.get("from"), "target": raw.get("to")}
    return {**{k: _refs(v, refs) for k, v in ends.items() if v is not None}, **fields}


def _derivation(raw: dict[str, object], refs: Mapping[str, tuple[Ref, ...]]) -> dict[str, object]:
    return _asked({**raw, "key_of": _refs(raw["key_of"], refs)} if "key_of" in raw else raw)


def _refs(value: object, refs: Mapping[str, tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """`item`, `{ Lot = [...] }`, or a list of these."""
    if isinstance(value, str):
        if value not in refs:
            raise TypeError(f"no reference is named {value}")
        return refs[value]
    if isinstance(value, list):
        return tuple(ref for one in value for ref in _refs(one, refs))
    return tuple(Ref(label, tuple(map(str, _items(parts)))) for label, parts in table_of(value).items())


def _asked(raw: dict[str, object]) -> dict[str, object]:
    """The fields with their conditions in one form: a text is a list of one."""
    tests: dict[str, object] = {
        name: {column: _test(value) for column, value in table_of(raw[name]).items()}
        for name in ("when", "where")
        if name in raw
    }
    return {**raw, **tests}


def _test(value: object) -> Test:
    if isinstance(value, bool):
        return value
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def table_of(value: object) -> dict[str, object]:
    """A TOML table, or a TypeError."""
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no table")
    return cast("dict[str, object]", value)


def tables_of(value: object) -> list[dict[str, object]]:
    """A TOML array of tables, or a TypeError."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list of tables")
    return [table_of(one) for one in value]


def _items(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return cast("list[object]", value)


def check_rules(rules: Rules, columns: Iterable[str]) -> None:
    """Raise a TypeError where a rule names what is not declared."""
    known = set(columns)
    for step in in_order(rules, known):
        known.update(step.names)
    for when in (one.when for kind in (rules.refusals, rules.ignores, rules.oddities) for one in kind):
        _check_names("refuse, ignore or finding", when, known)
    for derived in rules.derived:
        _check_derived(derived)
    for state in rules.states:
        _check_names(state.relationship or "node", state.reads, known)
        _check_state(state)
    _check_names("changed", names_in(rules.changed), known)


def _check_derived(derived: Derived) -> None:
    texts = (derived.pattern, derived.sign_of, derived.matching, derived.udi_of)
    lists = (derived.first_of, derived.equal, derived.product_of, derived.key_of)
    translates = bool(derived.table) or derived.other is not None
    if sum(map(bool, (*texts, *lists))) + translates != 1:
        raise TypeError(f"derive {derived.name}: say one way in which it is made")
    if derived.udi_of and derived.take in UDI_DAYS and not derived.dated:
        raise TypeError(f"derive {derived.name}: a day of a UDI needs dated, the time of the record")
    for ref in derived.key_of:
        _check_ref(ref)
    try:
        groups = re.compile(derived.matching).groups
    except re.error as error:
        raise TypeError(f"derive {derived.name}: {derived.matching} is no expression ({error})") from error
    if derived.matching and not groups:
        raise TypeError(f"derive {derived.name}: {derived.matching} has no group")


def in_order(rules: Rules, columns: Iterable[str]) -> list[Lookup | Derived]:
    """Look-ups and derivations, each after what it reads; a TypeError where there is no such order."""
    waiting: list[Lookup | Derived] = [*rules.lookups, *rules.derived]
    known, order = set(columns), list[Lookup | Derived]()
    while waiting:
        ready = [step for step in waiting if known.issuperset(step.reads)]
        if not ready:
            _check_names(waiting[0].name, waiting[0].reads, known)
        order += ready
        known.update(name for step in ready for name in step.names)
        waiting = [step for step in waiting if step not in ready]
    return order


def _check_names(where: str, names: Iterable[str], known: set[str]) -> None:
    if unknown := sorted(set(names) - known):
        raise TypeError(f"{where} names {', '.join(unknown)}, which is no column and not derived")


def _check_state(state: State) -> None:
    if bool(state.node) == bool(state.relationship):
        raise TypeError("a statement is about a node or about a relationship")
    for ref in (*state.node, *state.source, *state.target):
        _check_ref(ref)
    if state.node:
        for ref in state.node:
            _check_set(ref.label, BY_LABEL[ref.label].properties, state.set)
        return
    declared = BY_TYPE.get(state.relationship)
    if declared is None:
        raise TypeError(f"{state.relationship} is no relationship type")
    if state.retract and not state.source:
        if not state.id:
            raise TypeError(f"{state.relationship}: what is taken back is named by its id")
        return
    for refs, labels in ((state.source, declared.sources), (state.target, declared.targets)):
        if not refs or any(ref.label not in labels for ref in refs):
            raise TypeError(f"{state.relationship} goes from {declared.sources} to {declared.targets}")
    if state.quantity and not (declared.quantity and state.unit):
        raise TypeError(f"{state.relationship}: a quantity needs a type that has one, and its unit")
    _check_set(state.relationship, declared.all_properties, state.set)


def _check_ref(ref: Ref) -> None:
    declared = BY_LABEL.get(ref.label)
    if declared is None:
        raise TypeError(f"{ref.label} is no label")
    least, most = len(declared.key_parts), len(declared.key_parts) + len(declared.optional_parts)
    needed = sum(not part.endswith("?") for part in ref.parts)
    if not (needed >= least and len(ref.parts) <= most):
        raise TypeError(f"a {ref.label} is named by {declared.key_parts} {declared.optional_parts}")
    for name, part in zip((*declared.key_parts, *declared.optional_parts), ref.parts, strict=False):
        coded = next((p for p in declared.properties if p.name == name and p.kind is Kind.CODE), None)
        if coded and part.startswith("=") and part[1:] not in coded.values:
            raise TypeError(f"{ref.label}.{name} is one of {', '.join(coded.values)}")


def _check_set(where: str, properties: Iterable[Property], given: Mapping[str, str]) -> None:
    by_name = {p.name: p for p in properties}
    for name, source in given.items():
        declared = by_name.get(name)
        if declared is None or declared.decided:
            raise TypeError(f"{where} has no property {name} that a source may state")
        literal = source.startswith("=")
        if literal and declared.kind is Kind.CODE and source[1:] not in declared.values:
            raise TypeError(f"{where}.{name} is one of {', '.join(declared.values)}")
