"""Writes what is generated and committed; with `--check` it only says what is not current.

python -m app.generate [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.api.schema import sdl
from graph_model.dictionary import page
from graph_model.policy_page import page as policy_page
from graph_store.expand import expand
from loaders.mappings import load_profile
from loaders.profile import profiles_available
from loaders.profile_page import page as profile_page
from loaders.units.page import page as units_page
from quality.page import page as workflow_page

ROOT = Path(__file__).resolve().parent.parent

# Its files follow from the model, as the data dictionary shows it.
FOLLOWING = ("canonical",)


def _profile_page(name: str) -> Callable[[], str]:
    return lambda: profile_page(load_profile(name))


GENERATED: dict[str, Callable[[], str]] = {
    "cypher/schema.cypher": lambda: expand("schema"),
    "cypher/upserts.cypher": lambda: expand("upserts"),
    "docs/data-dictionary.md": page,
    "docs/policy.md": policy_page,
    "docs/schema.graphql": sdl,
    "docs/units.md": units_page,
    "docs/workflow.md": workflow_page,
} | {
    f"docs/profiles/{name}.md": _profile_page(name) for name in profiles_available() if name not in FOLLOWING
}


def main(arguments: list[str]) -> int:
    """Write the files, or name those that differ; 1 where some did under `--check`."""
    check = "--check" in arguments
    stale = []
    for name, make in GENERATED.items():
        path, text = ROOT / name, make()
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    for name in stale:
        print(f"{name} {'is not current: run `make generate`' if check else 'was written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
