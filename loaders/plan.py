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
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.errors import LoadError
from loaders.mapping import File, ignore_all
from loaders.mappings import MAPPINGS, load_profile
from loaders.outcome import Outcome
from loaders.profile import Profile, profiles_available
from loaders.streams import check_whole
from loaders.tables import file_type, stem, unknown_type

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

    @property
    def load_id(self) -> str:
        """Identity of the load: 32 hex digits.

        The record type is part of it: a `supplier.csv` and a `customer.csv` may be equal byte by byte.
        """
        parts = (self.namespace, self.profile, self.record_type, self.sha256, self.context_sha256)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def outcomes(self) -> Iterator[Outcome]:
        """Every row of the file; ends in a `LoadError` if the file changed since it was planned."""
        if self._file.spec.ignored:
            return ignore_all(self._file, self._file.spec.ignored)
        return MAPPINGS[self._file.profile.name].outcomes(self._file, self.namespace, self._context)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    path: Path


def plan(paths: Sequence[Path], *, profile: str | None, namespace: str | None) -> list[Source]:
    """What loading these files and folders means, in the order in which to load them."""
    expanded = {path: _expand(path) for path in paths}
    found = [entry for entries in expanded.values() for entry in entries]
    if not found:
        where = paths[0] if paths else "."
        raise LoadError(where, "holds no files to load", "Name a file or a folder of exports.")
    contract = load_profile(profile or _guess(found))
    for path, entries in expanded.items():
        if path.is_dir():
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


def _expand(path: Path) -> list[_Found]:
    if not path.exists():
        raise LoadError(path, "does not exist", "Check the path.")
    if not path.is_dir():
        return [_Found(path.name, path.resolve())]
    top = path.resolve()
    folders = [top, *(f for f in sorted(top.rglob("*")) if f.is_dir() and not _is_hidden(f, top))]
    return [_Found(e.relative_to(top).as_posix(), e) for folder in folders for e in _entries(folder)]


def _check_required(folder: Path, entries: list[_Found], contract: Profile) -> None:
    """Refuse a folder that holds, with all below it, none of a required kind of file."""
    held = [contract.file_for(stem(entry.path)) for entry in entries]
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
    fitting = [
        name
        for name in profiles_available()
        if all(load_profile(name).file_for(stem(entry.path)) for entry in found)
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(profiles_available())
    first = next((e for e in found if file_type(e.path) is None), None)
    if first is not None:
        raise unknown_type(first.path)
    problem = "does not tell its profile by its name" if not fitting else f"fits several profiles: {fitting}"
    raise LoadError(found[0].path, problem, f"Say --profile, one of: {known}.")


def _siblings(folder: Path, contract: Profile) -> list[File]:
    """The files of a folder that the profile knows: context, whether they are loaded or not."""
    known = ((path, contract.file_for(stem(path))) for path in _entries(folder) if file_type(path))
    return [File(path, spec, contract) for path, spec in known if spec is not None]


def _source(entry: _Found, contract: Profile, namespace: str, siblings: list[File]) -> Source:
    if file_type(entry.path) is None:
        raise unknown_type(entry.path)
    file = next((f for f in siblings if f.path == entry.path), None)
    if file is None:
        raise _unknown_file(entry, contract)
    mapping = MAPPINGS[contract.name]
    context = _context(mapping.context_of(file.spec), siblings, file)
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
    problem = f"is no file of the profile {contract.name}"
    return LoadError(entry.path, problem, f"Rename it or move it away. Known: {names}.")
