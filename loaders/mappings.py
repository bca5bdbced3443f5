"""Every profile's code, in one dict, and profiles made whole with what their code declares."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from loaders import canonical, tryton
from loaders.mapping import Mapping
from loaders.profile import Profile, read_profile

MAPPINGS: dict[str, Mapping] = {
    "canonical": canonical.Canonical(),
    "tryton": tryton.Tryton(),
}


@cache
def load_profile(name: str) -> Profile:
    """A profile with all its kinds of file."""
    profile = read_profile(name)
    return replace(profile, files=(*profile.files, *MAPPINGS[name].files()))
