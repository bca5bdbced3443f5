"""The page of a profile in docs/profiles/, made from its TOML: what is read, and what a row means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from loaders.profile import ALL, Column, FileSpec, Profile
from loaders.rules import Conditions, Derived, Lookup, Ref, State


def page(profile: Profile) -> str:
    """The page, in Markdown."""
    return "\n".join(_lines(profile)) + "\n"


def _lines(profile: Profile) -> Iterator[str]:
    yield f"# Profile `{profile.name}`"
    yield ""
    yield f"{profile.description}. Version {profile.version}."
    yield ""
    yield f"Made from `loaders/profiles/{profile.name}.toml`; [profiles.md](../profiles.md) has the words."
    yield ""
    yield from _contract(profile)
    for spec in profile.files:
        yield from _file(spec)


def _contract(profile: Profile) -> Iterator[str]:
    if profile.lot_identity:
        yield f"- A lot is told by {profile.lot_identity}."
    zone = profile.time_zone or "none: a time without its offset is rejected"
    yield f"- Time zone: {zone}. Text is {' or '.join(profile.encodings)}."
    for locale in profile.locales:
        title = f"Headers in `{locale.name}`" if locale.name else "Headers as the columns below"
        grouping = f", thousands `{locale.grouping}`" if locale.grouping else ""
        days = " or ".join(f"`{day}`" for day in locale.dates)
        yield f"- {title}: decimals `{locale.decimal}`{grouping}, days {days}."
    if profile.null_dates:
        yield f"- No day: {', '.join(f'`{text}`' for text in profile.null_dates)}."
    if profile.units:
        yield "- Units of its own: " + ", ".join(f"`{k}` = {v}" for k, v in profile.units.items()) + "."
    if ALL in profile.personal:
        yield "- What is no column below is read by nothing, and kept of no rejected row."
    elif profile.personal:
        yield f"- Columns that name people and that nothing reads: {', '.join(profile.personal)}."
    yield ""


def _file(spec: FileSpec) -> Iterator[str]:
    yield f"## `{spec.name}` ({spec.kind})"
    yield ""
    about = spec.ignored and f"Its rows are counted and carry nothing for the graph: {spec.ignored}."
    for text in (f"{spec.note[:1].upper()}{spec.note[1:]}." if spec.note else "", about):
        if text:
            yield text
            yield ""
    if spec.required:
        yield "A folder without one is refused: its answers would only look complete."
        yield ""
    if spec.columns:
        yield "| column | other names | type | | |"
        yield "|---|---|---|---|---|"
        yield from (_column(column) for column in spec.columns)
        yield ""
    yield from _rules(spec)


def _column(column: Column) -> str:
    names = [*column.also, *_names(column.aliases)]
    kind = " of ".join(filter(None, (column.type, column.system))) + (
        f", {column.unit}" if column.unit else ""
    )
    need = "filled" if column.filled else "required" if column.required else ""
    marks = [column.note, "leading zeros dropped" if column.zeros == "strip" else ""]
    marks += ["personal" if column.personal else "", f"owner: {column.owner}" if column.owner else ""]
    marks += ["a bad value is left out and told" if column.on_error == "leave_out" else ""]
    cells = (f"`{column.name}`", ", ".join(dict.fromkeys(names)), kind, need, "; ".join(filter(None, marks)))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _names(aliases: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    for names in aliases.values():
        yield from (names,) if isinstance(names, str) else names


def _rules(spec: FileSpec) -> Iterator[str]:
    rules = spec.rules
    for one in rules.lookups:
        yield f"- {_lookup(one)}"
    for derived in rules.derived:
        yield f"- {_derived(derived)}"
    if rules.lookups or rules.derived:
        yield ""
    asked = [(i.when, f"ignored: {i.reason}") for i in rules.ignores]
    asked += [(r.when, f"**rejected**: {r.message}") for r in rules.refusals]
    asked += [(s.when, _state(s)) for s in rules.states]
    asked += [(o.when, f"taken, with the finding: {o.message}") for o in rules.oddities]
    if asked:
        yield "| a row where | |"
        yield "|---|---|"
        yield from (f"| {_when(when)} | {what} |" for when, what in asked)
        yield ""


def _lookup(one: Lookup) -> str:
    by = " and ".join(f"`{here}` = its `{there}`" for here, there in zip(one.by, one.key, strict=True))
    extra = f", among rows where {_when(one.where)}" if one.where else ""
    failing = "a row that finds none is rejected" if one.required else "it may find none"
    taken = ", ".join(f"`{name}`" for name in one.names)
    return f"{taken}: from `{one.file}`, where {by}{extra}; {failing}"


def _derived(one: Derived) -> str:
    where = f", where {_when(one.when)}" if one.when else ""
    return f"`{one.name}`: {_value(one)}{where}"


def _value(one: Derived) -> str:
    if one.pattern:
        return f"`{one.pattern}`"
    if one.first_of:
        return f"the first that is filled of {', '.join(f'`{s}`' for s in one.first_of)}"
    if one.matching:
        return f"what `{one.matching}` finds in `{one.of}`"
    if one.udi_of:
        return _udi_part(one)
    if one.product_of:
        return " × ".join(f"`{source}`" for source in one.product_of)
    if one.key_of:
        return f"the key of {_ends(one.key_of)}"
    if one.sign_of:
        return f"the sign of `{one.sign_of}`"
    if one.equal:
        return f"whether {' and '.join(f'`{s}`' for s in one.equal)} are equal"
    table = ", ".join(f"{k or 'empty'} = {v or 'nothing'}" for k, v in one.table.items())
    rest = "anything else is rejected" if one.other is None else f"else {one.other or 'nothing'}"
    return f"`{one.of}` as {table}; {rest}"


def _udi_part(one: Derived) -> str:
    rules = f", by the rules of `{one.agency}`" if one.agency else ""
    known = f", parted by the known lot `{one.lots}`" if one.lots else ""
    dated = f", its year near that of `{one.dated}`" if one.dated else ""
    return f"{one.take} of the UDI in `{one.udi_of}`{rules}{known}{dated}"


def _state(state: State) -> str:
    if state.node:
        return f"{_ends(state.node)}{_set(state)}"
    if not state.source:
        return f"takes back `{state.relationship}` {_parts(state.id)}: {state.retract}"
    amount = f", quantity `{state.quantity}` in `{state.unit}`" if state.quantity else ""
    sign = " without its sign" if state.absolute else ""
    sign += ", counted against it" if state.negative else ""
    each = f", for each of `{state.each}`" if state.each else ""
    taken = f"; taken back: {state.retract}" if state.retract else ""
    link = f"{_ends(state.source)} `{state.relationship}` {_ends(state.target)}"
    return f"{link}{amount}{sign}{each}{_set(state)}{taken}"


def _set(state: State) -> str:
    stated = [f"{name} `{source}`" for name, source in state.set.items()]
    stated += [f"at `{state.at}`"] if state.at else []
    return f" ({', '.join(stated)})" if stated else ""


def _ends(refs: Iterable[Ref]) -> str:
    return " or ".join(f"{ref.label} {_parts(ref.parts)}" for ref in refs)


def _parts(parts: Iterable[str]) -> str:
    return " ".join(f"`{part}`" for part in parts)


def _when(when: Conditions) -> str:
    tests = (_test(name, test) for name, test in when.items())
    return " and ".join(tests) or "any"


def _test(name: str, test: tuple[str, ...] | bool) -> str:
    if isinstance(test, bool):
        return f"`{name}` is {'filled' if test else 'empty'}"
    return f"`{name}` is {' or '.join(test)}"
