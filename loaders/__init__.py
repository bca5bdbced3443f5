"""Files in, facts and rejects out. Never touches the graph; see docs/profiles.md."""

from loaders.errors import LoadError
from loaders.mappings import load_profile
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.plan import Source, plan
from loaders.profile import Profile, profiles_available

__all__ = [
    "Accepted",
    "Ignored",
    "LoadError",
    "Outcome",
    "Profile",
    "Rejected",
    "Source",
    "load_profile",
    "plan",
    "profiles_available",
]
