"""A profile: the contract between a source's files and the graph, read from `profiles/*.toml`.

Promises: names, versions, columns, aliases and units are data; a header is bound to the declared
columns before the first row is read. Refuses: profiles that say something undeclared, headers that
lack a required column. The version is part of every load's identity: raise it with every change
that makes the same file mean something else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import reduce
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from graph_model.facts import DEFAULT_PRECEDENCE
from loaders.errors import LoadError
from loaders.local_time import Zone
from loaders.rules import STRICT, Rules, check_rules, joined, table_of, tables_of, take_rules
from loaders.units.tables import systems

ALL: Final = "*"
Kind = Literal["master", "event"]
ColumnType = Literal["text", "number", "integer", "date", "time", "unit", "measure"]
_SEPARATORS: Final = (".", "-")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Column:
    """One column of a file.

    - `required`: a header without it is refused; `filled`: a row whose cell is empty is rejected.
    - `many`: a one-to-many column that goes on in further rows of the record.
    - `carry`: further rows of a record leave it blank and mean the cell above.
    - `personal`: it says something about a person; its cells are kept of no rejected row.
    - `unit`: the unit of its numbers, where that is fixed; `system`: whose unit codes it holds (`measure`: of
      measured values, where `unit` is of quantities that flow).
    - `also`: other names of it in headers, beside those of a locale.
    - `formats`: how it writes days or times, else the locale's; `null`: texts that mean empty.
    - `zeros = "strip"`: leading zeros of an all-digit cell say nothing.
    - `unquote`: a mark that the source puts before `=`, `+` and `-`.
    - `separator`: it holds a list.
    - `on_error = "leave_out"`: a bad value is left out and told, and the row stays.
    """

    name: str
    also: tuple[str, ...] = ()
    type: ColumnType = "text"
    required: bool = False
    filled: bool = False
    many: bool = False
    carry: bool = False
    personal: bool = False
    unit: str = ""
    system: str = ""
    formats: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    zeros: Literal["keep", "strip"] = "keep"
    unquote: str = ""
    separator: str = ""
    on_error: Literal["reject", "leave_out"] = "reject"
    owner: str = ""
    note: str = ""
    aliases: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    def names_in(self, locale: str) -> tuple[str, ...]:
        """The column's names in headers of that locale; none where it does not occur there."""
        if not locale:
            return (self.name, *self.also)
        names = self.aliases.get(locale, ())
        return (names,) if isinstance(names, str) else names


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FileSpec:
    """One kind of file; with `ignored` its rows are counted and carry nothing for the graph.

    Without a `required` one a folder would load without a complaint and its answers look complete.
    A `tree` is a document of nested entries (XML, JSON), which only code can take.
    """

    name: str
    kind: Kind = "event"
    required: bool = False
    columns: tuple[Column, ...] = ()
    rules: Rules = field(default_factory=Rules)
    ignored: str = ""
    tree: bool = False
    note: str = ""

    def matches(self, stem: str) -> bool:
        """Whether a file of that name is of this kind: `lot`, `lot-2025` and `lot.2` are `lot`."""
        stem = stem.lower()
        return stem == self.name or stem.startswith(tuple(self.name + s for s in _SEPARATORS))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Locale:
    """How a localised export writes numbers and days; several ways of days are tried in their order."""

    name: str = ""
    decimal: str = "."
    grouping: str = ""
    date: str | tuple[str, ...] = "%Y-%m-%d"

    @property
    def dates(self) -> tuple[str, ...]:
        """The ways in which it writes days."""
        return (self.date,) if isinstance(self.date, str) else self.date


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Profile:
    """A named, versioned contract; `personal` are unread columns that name people, `*` all of them."""

    name: str
    version: int
    description: str
    time_zone: str = ""
    precedence: int = DEFAULT_PRECEDENCE
    encodings: tuple[str, ...] = ("utf-8",)
    lot_identity: str = ""
    locales: tuple[Locale, ...] = (Locale(),)
    null_dates: tuple[str, ...] = ()
    unquote: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, list[str]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    files: tuple[FileSpec, ...] = ()
    digest: str = ""
    extends: str = ""
    fold: Literal["earlier", "later", "reject"] = "reject"
    clock: str = ""
    """The time zone that the user gave, in the place of the declared one."""

    @property
    def zone(self) -> Zone | None:
        """The clock of the source: what its times without offset mean."""
        name = self.clock or self.time_zone
        return Zone(name, self.fold) if name else None

    @property
    def id(self) -> str:
        """Name and version, as loads state it: `tryton/1`, of one's own `mine/1+4f2a09cc@Asia/Tokyo`."""
        own = f"+{self.digest}" if self.digest else ""
        return f"{self.name}/{self.version}{own}" + (f"@{self.clock}" if self.clock else "")

    def file_for(self, stem: str) -> FileSpec | None:
        """The kind of file that a file name means; the longest name wins."""
        found = [spec for spec in self.files if spec.matches(stem)]
        return max(found, key=lambda spec: len(spec.name), default=None)

    @property
    def told_by_columns(self) -> bool:
        """Whether files of any name are told by their columns; else only by their names."""
        return any(spec.rules.states for spec in self.files)

    def files_with(self, header: tuple[str, ...]) -> list[FileSpec]:
        """The kinds of file whose required columns the header has; those that know most of it come alone."""
        at = positions(header)
        known = {spec.name: _known(self, spec, at) for spec in self.files}
        most = max(known.values(), default=0)
        return [spec for spec in self.files if most and known[spec.name] == most]


@dataclass(frozen=True)
class Binding:
    """Where the declared columns stand in one header, and which columns may name a person."""

    locale: Locale
    index: Mapping[str, int]
    many: frozenset[int]
    personal: frozenset[int]
    unknown: tuple[str, ...]


def profiles_available() -> list[str]:
    """Names of the profiles that ship, sorted."""
    folder = resources.files("loaders") / "profiles"
    names = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def read_profile(name: str) -> Profile:
    """Read one profile's TOML."""
    return parse_profile(name, _shipped(name))


def _shipped(name: str) -> str:
    if name not in profiles_available():
        next_step = f"Known: {', '.join(profiles_available())}; your own is named by its path, mine.toml."
        raise LoadError(name, "is no profile", next_step)
    return (resources.files("loaders") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")


def parse_profile(name: str, text: str) -> Profile:
    """A profile from its TOML text; refuses fields that are not declared."""
    try:
        raw: dict[str, object] = tomllib.loads(text)
        if "extends" in raw:
            raw = _extended(tomllib.loads(_shipped(str(raw["extends"]))), raw)
        locales = {"": {}, **table_of(raw.pop("locale", {}))}
        raw["locales"] = [{"name": key, **table_of(value)} for key, value in locales.items()]
        raw["files"] = _files(tables_of(raw.pop("file", [])), table_of(raw.pop("rules", {})))
        return _PROFILE.validate_python(raw)
    except ValidationError as error:
        raise _invalid(name, "; ".join(_problems(error))) from error
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise _invalid(name, str(error)) from error


def _extended(base: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The base with what the own one says otherwise: its names of columns, its units, its files."""
    entries = {str(entry["name"]): entry for entry in tables_of(base.get("file", []))}
    for entry in tables_of(own.get("file", [])):
        known = entries.setdefault(str(entry.get("name")), {})
        also = table_of(entry.pop("also", {}))
        columns = tables_of(entry.pop("columns", known.get("columns", [])))
        if unknown := also.keys() - {column["name"] for column in columns}:
            raise TypeError(f"{entry['name']} has no column {', '.join(sorted(unknown))}")
        known |= {**entry, "columns": [_renamed(column, also) for column in columns]}
    merged = {
        name: {**table_of(base.get(name, {})), **table_of(own.get(name, {}))}
        for name in ("units", "locale", "rules")
    }
    return {**base, **own, **merged, "file": list(entries.values())}


def _renamed(column: dict[str, object], also: Mapping[str, object]) -> dict[str, object]:
    names = also.get(str(column["name"]), [])
    known = column.get("also", [])
    if not isinstance(names, list) or not isinstance(known, list):
        raise TypeError(f"the other names of {column['name']} are a list")
    return {**column, "also": [*known, *names]}


def _files(entries: Iterable[dict[str, object]], shared: Mapping[str, object]) -> list[FileSpec]:
    """The kinds of file; `rules_of` names shared rules or earlier files, whose rules hold after its own."""
    known = {name: take_rules(table_of(rules)) for name, rules in shared.items()}
    files: dict[str, FileSpec] = {}
    for entry in entries:
        spec = _file(entry, _rules_of(entry, known))
        files[spec.name] = spec
        known[spec.name] = spec.rules
    return list(files.values())


def _rules_of(entry: dict[str, object], known: Mapping[str, Rules]) -> Rules | None:
    named = entry.pop("rules_of", [])
    names = [str(name) for name in named] if isinstance(named, list) else [str(named)]
    for name in names:
        if name not in known:
            raise TypeError(f"no rules and no file {name} stand before {entry.get('name')}")
    return reduce(joined, (known[name] for name in names)) if names else None


def _file(entry: dict[str, object], shared: Rules | None) -> FileSpec:
    rules = take_rules(entry, shared)
    spec = _FILE.validate_python({**entry, "rules": rules})
    check_rules(rules, (column.name for column in spec.columns))
    for column in spec.columns:
        if column.system and column.system not in systems():
            raise TypeError(f"{column.name}: no unit codes of {column.system}, but of {', '.join(systems())}")
    return spec


def _invalid(name: str, problem: str) -> LoadError:
    return LoadError(f"{name}.toml", f"is no valid profile ({problem})", "See docs/profiles.md.")


def _problems(error: ValidationError) -> Iterator[str]:
    for one in error.errors(include_url=False, include_input=False):
        yield f"{'.'.join(map(str, one['loc']))}: {one['msg']}"


_PROFILE: Final = TypeAdapter(Profile)
_FILE: Final = TypeAdapter(FileSpec)


def normal(name: str) -> str:
    """A column's name without the differences that mean nothing: case and runs of blanks."""
    return " ".join(name.split()).casefold()


def bind(profile: Profile, spec: FileSpec, header: tuple[str, ...], path: Path) -> Binding:
    """Find the declared columns in a header, in the locale that fits; refuses a missing one."""
    at = positions(header)
    missing = {locale.name: _missing(spec, at, locale.name) for locale in profile.locales}
    best = min(profile.locales, key=lambda locale: len(missing[locale.name]))
    if missing[best.name]:
        lacks = ", ".join(missing[best.name])
        raise LoadError(
            path,
            f"lacks the required column{'s' if len(missing[best.name]) > 1 else ''} {lacks}",
            f"It has: {', '.join(header)}. Add what is missing or choose another profile.",
            line=1,
        )
    index = {c.name: found for c in spec.columns if (found := _find(c, at, best.name)) is not None}
    many = frozenset(index[c.name] for c in spec.columns if c.many and c.name in index)
    unread = frozenset(range(len(header))).difference(index.values())
    personal = {index[c.name] for c in spec.columns if c.personal and c.name in index}
    # What nobody declared (another language, a file that is ignored) may be anything, so it may name people.
    undeclared = bool(best.name or spec.ignored or ALL in profile.personal)
    people = {normal(name) for name in profile.personal}
    personal |= {i for i in unread if undeclared or normal(header[i]) in people}
    return Binding(best, index, many, frozenset(personal), tuple(header[i] for i in sorted(unread)))


def _known(profile: Profile, spec: FileSpec, at: Mapping[str, int]) -> int:
    """How many columns of a header the kind of file declares; 0 where it needs one that is not there."""
    if not any(column.required for column in spec.columns):
        return 0
    fitting = [locale.name for locale in profile.locales if not _missing(spec, at, locale.name)]
    counts = (sum(_find(c, at, name) is not None for c in spec.columns) for name in fitting)
    return max(counts, default=0)


def positions(header: tuple[str, ...]) -> dict[str, int]:
    """Where a name stands: as it is written, and where that tells it, in its normal form."""
    normals = [normal(name) for name in header]
    loose = {name: i for i, name in enumerate(normals) if normals.count(name) == 1}
    return {**loose, **{name: i for i, name in enumerate(header)}}


def _find(column: Column, at: Mapping[str, int], locale: str) -> int | None:
    names = column.names_in(locale)
    found = (at.get(spelled) for name in names for spelled in (name, normal(name)))
    return next((position for position in found if position is not None), None)


def _missing(spec: FileSpec, at: Mapping[str, int], locale: str) -> list[str]:
    """Required columns that the header lacks; the whole list where a locale declares none."""
    wanted = [c for c in spec.columns if c.required and c.names_in(locale)]
    if not wanted and any(c.required for c in spec.columns):
        return [c.name for c in spec.columns] + ["-"]
    return [c.names_in(locale)[0] for c in wanted if _find(c, at, locale) is None]
