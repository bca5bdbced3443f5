"""From paths to sources: which files are loaded, as what, in which order, under which identity.

Promises: the same bytes under the same profile version, namespace and context have the same
`load_id` wherever they lie and whatever they are called; masters come before events; every header
is checked before the first row is handed out. Refuses: files that are of no known type or that the
profile does not know, a profile that can't be told from the file names, and a folder that lacks a
file without which its answers would look complete and not be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from loaders.archives import is_archive, unpacked
from loaders.errors import LoadError
from loaders.local_time import zone_info
from loaders.mapping import File, filled_columns, ignore_all
from loaders.mappings import load_profile, mapping_of
from loaders.outcome import Outcome
from loaders.profile import FileSpec, Profile, profiles_available
from loaders.streams import check_whole
from loaders.tables import JSON, TREES, file_type, open_table, sha256_of, stem, unknown_type
from loaders.values import BadValue

# Papers that lie beside exports; data files of unknown type are refused instead of overlooked.
_PAPERS: Final = (".md", ".pdf", ".sha256")


@dataclass(frozen=True)
class Source:
    """One file to load. `outcomes()` may be called again and again and gives the same each time."""

    name: str
    path: Path
    sha256: str
    context_sha256: str
    profile: str
    record_type: str
    namespace: str
    size: int
    notes: tuple[str, ...]
    _file: File
    _context: tuple[File, ...]
    again: str = ""
    """What gave cause to take it in once more, as if it had not been; empty for the first time."""

    @property
    def load_id(self) -> str:
        """Identity of the load: 32 hex digits.

        The record type is part of it: a `supplier.csv` and a `customer.csv` may be equal byte by byte.
        """
        parts = [self.namespace, self.profile, self.record_type, self.sha256, self.context_sha256]
        parts += [self.again] if self.again else []
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    @property
    def read_with(self) -> tuple[str, ...]:
        """The kinds of file whose content influences what it states."""
        return mapping_of(self._file.profile).context_of(self._file.spec)

    def columns(self) -> list[tuple[str, bool, bool, int, int]]:
        """Of every declared column: name, required, is it there, rows that fill it, rows; none of a tree."""
        if self._file.spec.tree:
            return []
        return filled_columns(self._file)

    def outcomes(self) -> Iterator[Outcome]:
        """Every row of the file; ends in a `LoadError` if the file changed since it was planned."""
        if self._file.spec.ignored:
            return ignore_all(self._file, self._file.spec.ignored)
        return mapping_of(self._file.profile).outcomes(self._file, self.namespace, self._context)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    path: Path


def plan(
    paths: Sequence[Path], *, profile: str | None, namespace: str | None, time_zone: str | None = None
) -> list[Source]:
    """What loading these files and folders means, in the order in which to load them."""
    expanded = {path: _expand(path) for path in paths}
    found = [entry for entries in expanded.values() for entry in entries]
    if not found:
        where = paths[0] if paths else "."
        raise LoadError(where, "holds no files to load", "Name a file or a folder of exports.")
    contract = _on_clock(load_profile(profile or _guess(found)), time_zone)
    for path, entries in expanded.items():
        if path.is_dir() or is_archive(path):
            _check_required(path, entries, contract)
    folders: dict[Path, list[File]] = {}
    sources, seen = [], set()
    for entry in found:
        if entry.path in seen:
            continue
        seen.add(entry.path)
        siblings = folders.get(entry.path.parent)
        if siblings is None:
            siblings = folders[entry.path.parent] = _siblings(entry.path.parent, contract)
        sources.append(_source(entry, contract, namespace or contract.name, siblings))
    order = {spec.name: position for position, spec in enumerate(contract.files)}
    sources.sort(key=lambda s: (s._file.spec.kind != "master", order[s.record_type], s.name))
    return sources


def _on_clock(contract: Profile, time_zone: str | None) -> Profile:
    if not time_zone:
        return contract
    try:
        zone_info(time_zone)
    except BadValue as error:
        raise LoadError(time_zone, f"is no time zone ({error})", "Name one such as Europe/Berlin.") from error
    return replace(contract, clock=time_zone)


def _expand(path: Path) -> list[_Found]:
    if not path.exists():
        raise LoadError(path, "does not exist", "Check the path.")
    if path.is_dir():
        return list(_below(path.resolve(), ""))
    if is_archive(path):
        return list(_below(unpacked(path), f"{path.name}/"))
    return [_Found(path.name, path.resolve())]


def _below(top: Path, prefix: str) -> Iterator[_Found]:
    """The files of a folder and of those below it; archives count as folders."""
    folders = [top, *(f for f in sorted(top.rglob("*")) if f.is_dir() and not _is_hidden(f, top))]
    for entry in (entry for folder in folders for entry in _entries(folder)):
        name = prefix + entry.relative_to(top).as_posix()
        if is_archive(entry):
            yield from _below(unpacked(entry), f"{name}/")
        else:
            yield _Found(name, entry)


def _check_required(folder: Path, entries: list[_Found], contract: Profile) -> None:
    """Refuse a folder that holds, with all below it, none of a required kind of file."""
    held = [kind_of(entry.path, contract) for entry in entries if file_type(entry.path)]
    missing = [spec.name for spec in contract.files if spec.required and spec not in held]
    if missing:
        raise LoadError(
            folder,
            f"lacks {' and '.join(missing)}: without it answers would look complete and not be",
            "Export it into the folder, or name the files one by one to load them alone.",
        )


def _is_hidden(folder: Path, top: Path) -> bool:
    return any(part.startswith(".") for part in folder.relative_to(top).parts)


def _entries(folder: Path) -> list[Path]:
    entries = (entry for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith("."))
    return sorted(entry for entry in entries if entry.suffix.lower() not in _PAPERS)


def _guess(found: list[_Found]) -> str:
    """The one profile that knows all the files."""
    profiles = [load_profile(name) for name in profiles_available()]
    fitting = [p.name for p in profiles if all(p.file_for(stem(entry.path)) for entry in found)]
    if len(fitting) != 1:
        fitting = [p.name for p in profiles if all(_fits(entry.path, p) for entry in found)]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(profiles_available())
    first = next((e for e in found if file_type(e.path) is None), None)
    if first is not None:
        raise unknown_type(first.path)
    problem = f"fits several profiles: {', '.join(fitting)}" if fitting else "does not tell its profile"
    raise LoadError(found[0].path, problem, f"Say --profile, one of: {known}.")


def _fits(path: Path, contract: Profile) -> bool:
    """Whether a file may be one of the profile's: by its name or columns, and with the columns it needs."""
    if file_type(path) is None:
        return False
    try:
        spec = kind_of(path, contract)
        if spec is not None and not spec.tree:
            _ = File(path, spec, contract).binding
    except LoadError:
        return False
    return spec is not None


def _siblings(folder: Path, contract: Profile) -> list[File]:
    """The files of a folder that the profile knows: context, whether they are loaded or not."""
    known = ((path, kind_of(path, contract)) for path in _entries(folder) if file_type(path))
    return [File(path, spec, contract) for path, spec in known if spec is not None]


def kind_of(path: Path, contract: Profile) -> FileSpec | None:
    """What kind of the profile's files it is: by its name, else by its columns; None where neither tells."""
    named = contract.file_for(stem(path))
    if named is not None:
        return named
    documents = [spec for spec in contract.files if spec.tree]
    if documents and file_type(path) in (*TREES, JSON):
        return documents[0]
    if file_type(path) in TREES or not contract.told_by_columns:
        return None
    fitting = contract.files_with(_header(path, contract.encodings, path.stat().st_mtime_ns))
    if len(fitting) > 1:
        kinds = " and ".join(spec.name for spec in fitting)
        next_step = f"Rename it to begin with one of these, such as {fitting[0].name}.csv."
        raise LoadError(path, f"has the columns of {kinds}", next_step)
    return fitting[0] if fitting else None


@lru_cache(1024)
def _header(path: Path, encodings: tuple[str, ...], _changed: int) -> tuple[str, ...]:
    """The columns of a table; every profile asks for them where the file's name says nothing."""
    return open_table(path, sha256=sha256_of(path), encodings=encodings).header


def _source(entry: _Found, contract: Profile, namespace: str, siblings: list[File]) -> Source:
    if file_type(entry.path) is None:
        raise unknown_type(entry.path)
    file = next((f for f in siblings if f.path == entry.path), None)
    if file is None:
        raise _unknown_file(entry, contract)
    mapping = mapping_of(contract)
    context = _context(mapping.context_of(file.spec), siblings, file)
    if file.spec.tree:
        from loaders import trees  # only who reads documents waits for their parsers

        trees.check_whole(file.path)
    else:
        _ = file.binding
    check_whole(file.path)
    return Source(
        name=entry.name,
        path=entry.path,
        sha256=file.sha256,
        context_sha256=_hash_of(context),
        profile=contract.id,
        record_type=file.spec.name,
        namespace=namespace,
        size=entry.path.stat().st_size,
        notes=mapping.notes(file),
        _file=file,
        _context=context,
    )


def _context(names: tuple[str, ...], siblings: list[File], file: File) -> tuple[File, ...]:
    return tuple(f for f in siblings if f.spec.name in names and f is not file)


def _hash_of(context: tuple[File, ...]) -> str:
    if not context:
        return ""
    # By kind and hash, so that renaming or moving a file changes nothing.
    lines = sorted(f"{file.spec.name} {file.sha256}" for file in context)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _unknown_file(entry: _Found, contract: Profile) -> LoadError:
    names = ", ".join(spec.name for spec in contract.files)
    problem = f"is no file of the profile {contract.name} by its name or its columns"
    next_step = f"Rename it or move it away; `lotgraph profile infer` proposes what it is. Known: {names}."
    return LoadError(entry.path, problem, next_step)
