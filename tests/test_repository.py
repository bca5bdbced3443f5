"""What the repository promises: a runnable README, clean locks, the house rules that count."""

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 80
SKIPPED_FOLDERS = {"__pycache__", "build", "data", "dist", "node_modules"}

# Written in pieces, so that this file does not contain what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:" + "|".join(("root", "tmp", "work", "home")) + r")/\w")
INDEX_ADDRESS = re.compile(
    r"\b(?:(?:pypi|pythonhosted|npmjs|crates|golang)\.(?:org|com|io)|repo1?\.maven)\b",
    re.IGNORECASE,
)
CYPHER = re.compile(r"\bMATCH \(|\bMERGE \(|\bUNWIND \$")


@cache
def repository_files() -> tuple[Path, ...]:
    """Tracked and not yet tracked files; without git, what lies in the tree."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(git, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        found = [Path(p) for p in walk(ROOT)]
    else:
        found = [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    return tuple(sorted(path for path in found if path.is_file()))


def walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif path.name not in SKIPPED_FOLDERS and (path.name == ".ci" or path.name[0] != "."):
            yield from walk(path)


@cache
def package_sources() -> dict[str, str]:
    """Python files of the packages that ship, by path relative to the checkout."""
    tops = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in repository_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops
    }


def lines_that_match(pattern: re.Pattern[str], name: str, text: str) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


# --- README --------------------------------------------------------------------------------------


def readme_commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    return set(phony.split())


def lotgraph_help(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *command, "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"lotgraph {shlex.join(command)} --help: {done.stderr}"
    return done.stdout


def check_make(words: list[str]) -> None:
    targets = [word for word in words if "=" not in word]
    assert set(targets) <= make_targets()


def check_lotgraph(words: list[str]) -> None:
    """The verb exists, and so does every option that the README gives it."""
    groups = {
        "alarms",
        "api-key",
        "case",
        "dossier",
        "engine",
        "hold",
        "key",
        "kpi",
        "ledger",
        "profile",
        "proposals",
        "quality",
        "scope",
        "security",
        "udi",
        "user",
        "work",
    }
    verb, rest = (words[:2], words[2:]) if words[0] in groups else (words[:1], words[1:])
    options = {word for word in rest if word.startswith("--")}
    shown = lotgraph_help(*verb)
    assert {option for option in options if option not in shown} == set()


def check_compose(words: list[str]) -> None:
    assert words[:2] == ["compose", "up"]
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    services = set(re.findall(r"^  (\w+):$", compose, re.MULTILINE))
    assert set(words[2:]) <= services


KNOWN_COMMANDS = {
    "make": check_make,
    ".venv/bin/lotgraph": check_lotgraph,
    "docker": check_compose,
}


def test_readme_starts_with_two_commands() -> None:
    assert readme_commands()[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("command", readme_commands())
def test_readme_command_exists(command: str) -> None:
    program, *words = shlex.split(command)
    KNOWN_COMMANDS[program](words)


def test_readme_names_every_environment_variable() -> None:
    shipped = dict(package_sources())
    for name in ("Dockerfile", "docker-compose.yml", ".ci/run", "tests/conftest.py"):
        path = ROOT / name
        shipped[name] = path.read_text(encoding="utf-8") if path.exists() else ""
    used = {v for text in shipped.values() for v in re.findall(r"\bLOTGRAPH_[A-Z0-9_]*[A-Z0-9]\b", text)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert used - set(re.findall(r"`(LOTGRAPH_\w+)`", readme)) == set()


def test_links_between_pages_lead_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in repository_files()
        if page.suffix == ".md" and "data" not in page.relative_to(ROOT).parts
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []


# --- make ----------------------------------------------------------------------------------------


def test_make_without_target_lists_every_target() -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(["make"], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert {target for target in make_targets() if not re.search(rf"\b{target}\b", done.stdout)} == set()


def test_ci_runs_checks_then_tests_and_requires_neo4j() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^step (\w+)$", script, re.MULTILINE) == ["check", "test"]
    assert "export LOTGRAPH_REQUIRE_NEO4J=1" in script
    assert os.access(ROOT / ".ci/run", os.X_OK)


# --- what must not be in the repository ----------------------------------------------------------


def test_no_machine_path_and_no_index_address() -> None:
    found: list[str] = []
    for path in repository_files():
        name = path.relative_to(ROOT).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if not name.startswith("tests/data/"):
            found += lines_that_match(MACHINE_PATH, name, text)
        found += lines_that_match(INDEX_ADDRESS, name, text)
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines))
    shape = re.compile(r"[a-z0-9.-]+==\S+ \\(\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+")
    assert [entry for entry in entries if not shape.fullmatch(entry)] == []
    assert "://" not in text


def test_development_lock_holds_the_runtime_lock() -> None:
    pins = [set(re.findall(r"^\S+==\S+", (ROOT / n).read_text("utf-8"), re.MULTILINE)) for n in LOCKS]
    assert pins[0] - pins[1] == set()


def test_compose_publishes_on_loopback_only() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    published = re.findall(r"[\"\s\[]((?:[\d.]+:)?\d{2,5}:\d{2,5})(?=[\"\]\s])", compose)
    assert {port.rsplit(":", 2)[0] for port in published} == {"127.0.0.1"}
    assert "network_mode" not in compose


# --- house rules that can be counted -------------------------------------------------------------


def test_no_cypher_in_python() -> None:
    found = [hit for name, text in package_sources().items() for hit in lines_that_match(CYPHER, name, text)]
    assert found == []


def test_only_graph_store_imports_the_driver() -> None:
    importers = {
        name.split("/", 1)[0]
        for name, text in package_sources().items()
        for node in ast.walk(ast.parse(text, name))
        for module in imported_modules(node)
        if module.split(".")[0] == "neo4j"
    }
    assert importers <= {"graph_store"}


def imported_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def test_no_file_is_too_long() -> None:
    lengths = {name: len(text.splitlines()) for name, text in package_sources().items()}
    assert {name: n for name, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{name}:{node.lineno} {node.name}": length
        for name, text in package_sources().items()
        for node in ast.walk(ast.parse(text, name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_every_module_says_what_it_promises() -> None:
    silent = [n for n, text in package_sources().items() if not ast.get_docstring(ast.parse(text, n))]
    assert silent == []
