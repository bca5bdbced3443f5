"""A profile: the contract between a source's files and the graph, read from `profiles/*.toml`.

Promises: names, versions, columns, aliases and units are data; a header is bound to the declared
columns before the first row is read. Refuses: profiles that say something undeclared, headers that
lack a required column. The version is part of every load's identity: raise it with every change
that makes the same file mean something else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Final, Literal, cast

from graph_model.facts import DEFAULT_PRECEDENCE
from loaders.errors import LoadError

Kind = Literal["master", "event"]
_SEPARATORS: Final = (".", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `many` marks a one-to-many column that goes on in further rows of the record.

    A `personal` one says something about a person: its cells are kept of no rejected row.
    """

    name: str
    type: str = "text"
    required: bool = False
    many: bool = False
    personal: bool = False
    unit: str = ""
    note: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, locale: str) -> str | None:
        """The column's name in the header of that locale; None where it does not occur there."""
        return self.aliases.get(locale) if locale else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """One kind of file; with `ignored` its rows are counted and carry nothing for the graph.

    Without a `required` one a folder would load without a complaint and its answers look complete.
    """

    name: str
    kind: Kind = "event"
    required: bool = False
    columns: tuple[Column, ...] = ()
    ignored: str = ""
    note: str = ""

    def matches(self, stem: str) -> bool:
        """Whether a file of that name is of this kind: `lot`, `lot-2025` and `lot.2` are `lot`."""
        stem = stem.lower()
        return stem == self.name or stem.startswith(tuple(self.name + s for s in _SEPARATORS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """How a localised export writes numbers and days."""

    name: str = ""
    decimal: str = "."
    grouping: str = ""
    date: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named, versioned contract. `personal` lists columns that name people and that nothing reads."""

    name: str
    version: int
    description: str
    time_zone: str = ""
    precedence: int = DEFAULT_PRECEDENCE
    encodings: tuple[str, ...] = ("utf-8",)
    lot_identity: str = ""
    locales: tuple[Locale, ...] = (Locale(),)
    units: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, list[str]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    files: tuple[FileSpec, ...] = ()

    @property
    def id(self) -> str:
        """Name and version, as loads state it: `tryton/1`."""
        return f"{self.name}/{self.version}"

    def file_for(self, stem: str) -> FileSpec | None:
        """The kind of file that a file name means; the longest name wins."""
        found = [spec for spec in self.files if spec.matches(stem)]
        return max(found, key=lambda spec: len(spec.name), default=None)


@dataclass(frozen=True, slots=True)
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
    if name not in profiles_available():
        raise LoadError(name, "is no profile", f"Known profiles: {', '.join(profiles_available())}.")
    text = (resources.files("loaders") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")
    return parse_profile(name, text)


def parse_profile(name: str, text: str) -> Profile:
    """A profile from its TOML text; refuses fields that are not declared."""
    try:
        raw = tomllib.loads(text)
        files = tuple(_file(entry) for entry in raw.pop("file", ()))
        locales = tuple(Locale(name=k, **v) for k, v in raw.pop("locale", {}).items())
        raw["encodings"] = tuple(raw.pop("encodings", ("utf-8",)))
        raw["personal"] = tuple(raw.pop("personal", ()))
        return Profile(files=files, locales=(Locale(), *locales), **raw)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise LoadError(f"{name}.toml", f"is no valid profile ({error})", "See docs/profiles.md.") from error


def _file(entry: dict[str, object]) -> FileSpec:
    columns = cast("list[dict[str, object]]", entry.pop("columns", []))
    known = {f.name for f in fields(FileSpec)}
    if unknown := set(entry) - known:
        raise TypeError(f"unknown field {', '.join(sorted(unknown))}")
    parsed = tuple(Column(**column) for column in columns)  # type: ignore[arg-type]  # refused by TypeError
    return FileSpec(columns=parsed, **entry)  # type: ignore[arg-type]  # checked above


def bind(profile: Profile, spec: FileSpec, header: tuple[str, ...], path: Path) -> Binding:
    """Find the declared columns in a header, in the locale that fits; refuses a missing one."""
    missing = {locale.name: _missing(spec, header, locale.name) for locale in profile.locales}
    best = min(profile.locales, key=lambda locale: len(missing[locale.name]))
    if missing[best.name]:
        lacks = ", ".join(missing[best.name])
        raise LoadError(
            path,
            f"lacks the required column{'s' if len(missing[best.name]) > 1 else ''} {lacks}",
            f"It has: {', '.join(header)}. Add what is missing or choose another profile.",
            line=1,
        )
    at = {name: position for position, name in enumerate(header)}
    named = {c.name: c.name_in(best.name) for c in spec.columns}
    index = {column: at[name] for column, name in named.items() if name in at}
    many = frozenset(index[c.name] for c in spec.columns if c.many and c.name in index)
    unread = frozenset(range(len(header))).difference(index.values())
    personal = {index[c.name] for c in spec.columns if c.personal and c.name in index}
    # What nobody declared (another language, a file that is ignored) may be anything, so it may name people.
    undeclared = bool(best.name or spec.ignored)
    personal |= {i for i in unread if undeclared or header[i] in profile.personal}
    return Binding(best, index, many, frozenset(personal), tuple(header[i] for i in sorted(unread)))


def _missing(spec: FileSpec, header: tuple[str, ...], locale: str) -> list[str]:
    """Required columns that the header lacks; the whole list where a locale declares none."""
    names = [c.name_in(locale) for c in spec.columns if c.required]
    wanted = [name for name in names if name is not None]
    if names and not wanted:
        return [c.name for c in spec.columns] + ["-"]
    return [name for name in wanted if name not in header]
