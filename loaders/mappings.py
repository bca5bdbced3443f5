"""Every profile's code, in one dict, and profiles made whole with what their code declares.

A profile without code of its own is data: `loaders.declared` takes its rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from loaders.errors import LoadError, unreadable
from loaders.mapping import Mapping
from loaders.profile import Profile, parse_profile, read_profile


def _canonical() -> Mapping:
    from loaders.canonical import Canonical

    return Canonical()


def _tryton() -> Mapping:
    from loaders.tryton import Tryton

    return Tryton()


def _epcis() -> Mapping:
    from loaders.epcis import Epcis

    return Epcis()


def _b2mml() -> Mapping:
    from loaders.b2mml import B2mml

    return B2mml()


def _sensors() -> Mapping:
    from loaders.sensors import Sensors

    return Sensors()


# Made when they are first asked for: who loads a CSV need not wait for the code of others.
_MAPPINGS: Final[dict[str, Callable[[], Mapping]]] = {
    "b2mml": _b2mml,
    "canonical": _canonical,
    "epcis": _epcis,
    "sensors": _sensors,
    "tryton": _tryton,
}
_OWN = ".toml"


def mapping_of(profile: Profile) -> Mapping:
    """The code of a profile; one of somebody's own file is data, or has the code of what it extends."""
    return _mapping(profile.extends if profile.digest else profile.name)


@cache
def _mapping(name: str) -> Mapping:
    made = _MAPPINGS.get(name)
    if made is not None:
        return made()
    from loaders.declared import Declared

    return Declared()


def load_profile(name: str) -> Profile:
    """A profile with all its kinds of file, by its name or as the path of somebody's own TOML."""
    return _own(Path(name)) if name.endswith(_OWN) else _shipped(name)


@cache
def _shipped(name: str) -> Profile:
    return _whole(read_profile(name))


def _own(path: Path) -> Profile:
    """The digest of its text is part of its version: a change in it reads the same files anew."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise LoadError(path, "is no UTF-8 text", "Save it as UTF-8.") from error
    profile = parse_profile(path.stem, text)
    return _whole(replace(profile, digest=hashlib.sha256(text.encode()).hexdigest()[:8]))


def _whole(profile: Profile) -> Profile:
    return replace(profile, files=(*profile.files, *mapping_of(profile).files()))
