"""The wheel, installed alone elsewhere, holds every package and data file of the tree."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_SHIPPED = {"tests", "benchmarks"}

# Runs where only the unpacked wheel and the dependencies are; prints what it could import and read.
PROBE = """
import importlib, importlib.resources, json, pathlib, pkgutil, sys
tops, target = json.loads(sys.argv[1]), pathlib.Path(sys.argv[2])
names = list(tops)
for top in tops:
    found = pkgutil.walk_packages(importlib.import_module(top).__path__, top + ".")
    names += [m.name for m in found if not m.name.endswith(".__main__")]
strangers = []
for name in names:
    file = importlib.import_module(name).__file__
    if file is None or not pathlib.Path(file).is_relative_to(target):
        strangers.append(f"{name}: {file}")
def texts(folder, path=""):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from texts(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            yield path + entry.name, entry.read_text(encoding="utf-8")
cypher = dict(texts(importlib.resources.files("cypher")))
json.dump({"modules": sorted(names), "strangers": strangers, "cypher": cypher}, sys.stdout)
"""


def package_folders() -> list[Path]:
    """The folders of the tree that are packages and ship, parents first."""
    tops = [p.parent for p in ROOT.glob("*/__init__.py") if p.parent.name not in NOT_SHIPPED]
    return sorted(init.parent for top in tops for init in top.rglob("__init__.py"))


def shipped_files() -> set[str]:
    """Every file below a package, relative to the checkout, in the way a wheel names them."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in package_folders()
        if folder.parent == ROOT
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def dotted(folder: Path) -> str:
    return ".".join(folder.relative_to(ROOT).parts)


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy: setuptools leaves build/ behind, which would ship deleted files."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    for folder in package_folders():
        if folder.parent == ROOT:
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(folder, source / folder.name, ignore=ignore)
    out = tmp_path_factory.mktemp("wheel")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    run("-m", "pip", "wheel", *quiet, "--no-build-isolation", "-w", out, source, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    run("-m", "pip", "install", *quiet, "--target", target, wheel, cwd=target)
    return target


def test_packages_are_declared_by_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["tool"]["setuptools"]["packages"]["find"]["include"]
    tops = {dotted(folder) for folder in package_folders() if folder.parent == ROOT}
    assert set(declared) == tops | {f"{top}.*" for top in tops}
    assert set(project["tool"]["importlinter"]["root_packages"]) == tops


def test_every_folder_with_python_is_a_package() -> None:
    folders = {(ROOT / name).parent for name in shipped_files() if name.endswith(".py")}
    assert folders == set(package_folders())


def test_wheel_holds_exactly_the_tree(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == shipped_files()


def test_wheel_alone_imports_everything_and_reads_cypher(installed: Path, tmp_path: Path) -> None:
    tops = [dotted(folder) for folder in package_folders() if folder.parent == ROOT]
    env = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    seen = json.loads(run("-c", PROBE, json.dumps(tops), installed, cwd=tmp_path, env=env))
    assert seen["strangers"] == []
    assert {dotted(folder) for folder in package_folders()} <= set(seen["modules"])
    assert seen["cypher"] == {
        path.relative_to(ROOT / "cypher").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "cypher").rglob("*.cypher")
    }
    assert seen["cypher"], "the cypher package holds no query"
