"""From paths to sources: profile, order, identity, notes."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders import LoadError, Source, load_profile, plan, profiles_available
from loaders.profile import parse_profile, read_profile

DATA = Path(__file__).resolve().parent / "data" / "tryton"


def one(path: Path, namespace: str | None = None) -> Source:
    (found,) = plan([path], profile="canonical", namespace=namespace)
    return found


def lot_file(tmp_path: Path, name: str = "lot.csv", text: str = "material,lot\nRM-1,1\n") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_profiles_that_ship() -> None:
    assert profiles_available() == [
        "b2mml",
        "business-central",
        "calibration",
        "canonical",
        "crm",
        "epcis",
        "erpnext",
        "gudid",
        "mes",
        "odoo",
        "oracle-ebs",
        "oracle-fusion",
        "plm",
        "purchasing",
        "qms",
        "sap",
        "sensors",
        "training",
        "tryton",
        "wms",
    ]


def test_the_profile_is_told_by_the_file_names(tmp_path: Path) -> None:
    found = {s.profile for s in plan([DATA / "small"], profile=None, namespace=None)}
    assert found == {read_profile("tryton").id}
    assert one(lot_file(tmp_path)).profile == "canonical/4"


@pytest.mark.parametrize("names", [["colour.csv"], ["lot.csv", "stock.lot.csv"]])
def test_a_profile_that_is_not_clear_is_asked_for(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        lot_file(tmp_path, name)
    with pytest.raises(LoadError, match="Say --profile, one of: b2mml, business-central"):
        plan([tmp_path], profile=None, namespace=None)


def test_refusals_name_file_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="does not exist"):
        plan([tmp_path / "gone"], profile=None, namespace=None)
    with pytest.raises(LoadError, match="holds no files"):
        plan([tmp_path], profile=None, namespace=None)
    with pytest.raises(LoadError, match="is no profile"):
        plan([lot_file(tmp_path)], profile="nosuch", namespace=None)
    with pytest.raises(LoadError, match="no known file type"):
        plan([lot_file(tmp_path, "lot.xls")], profile=None, namespace=None)


def test_papers_and_hidden_files_of_a_folder_are_no_exports(tmp_path: Path) -> None:
    for name in ("lot.csv", "README.md", ".DS_Store", "lot.csv.sha256"):
        lot_file(tmp_path, name)
    (tmp_path / "older").mkdir()
    assert [s.name for s in plan([tmp_path], profile=None, namespace=None)] == ["lot.csv"]


def test_folders_in_a_folder_are_read_and_told_apart(tmp_path: Path) -> None:
    for place in ("", "2025", "2025/q1", ".git"):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        lot_file(tmp_path / place, text=f"material,lot\nRM-1,{place}\n")
    names = {source.name for source in plan([tmp_path], profile=None, namespace=None)}
    assert names == {"lot.csv", "2025/lot.csv", "2025/q1/lot.csv"}


def test_a_data_file_of_unknown_type_is_not_overlooked(tmp_path: Path) -> None:
    lot_file(tmp_path)
    lot_file(tmp_path, "device.xls")
    with pytest.raises(LoadError, match=r"device\.xls"):
        plan([tmp_path], profile="canonical", namespace=None)


def test_a_folder_without_a_required_file_is_refused_unless_its_files_are_named(tmp_path: Path) -> None:
    shutil.copytree(DATA / "small", tmp_path, dirs_exist_ok=True)
    (tmp_path / "stock.move.csv").unlink()
    with pytest.raises(LoadError, match=r"lacks stock\.move: .*Export it into the folder, or name") as caught:
        plan([tmp_path], profile=None, namespace=None)
    assert caught.value.path == tmp_path
    alone = [tmp_path / "stock.lot.csv", tmp_path / "product.product.csv"]
    assert len(plan(alone, profile=None, namespace=None)) == 2
    assert plan([*alone, DATA / "small" / "stock.move.csv"], profile=None, namespace=None)
    with pytest.raises(LoadError, match=r"stock\.move"):
        plan([DATA / "small", tmp_path], profile=None, namespace=None)


@pytest.mark.parametrize("name", ["stock.move.csv", "stock.move-2025.csv.gz", "stock.move.de.csv"])
def test_a_required_file_may_stand_in_a_folder_below_under_any_name_of_its_kind(
    tmp_path: Path, name: str
) -> None:
    shutil.copytree(DATA / "small", tmp_path / "exports")
    path = tmp_path / "exports" / "stock.move.csv"
    data = path.read_bytes()
    path.unlink()
    (tmp_path / "exports" / "2025").mkdir()
    (tmp_path / "exports" / "2025" / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert plan([tmp_path], profile=None, namespace=None)


def test_only_the_moves_of_tryton_are_required() -> None:
    profiles = map(load_profile, profiles_available())
    required = {(profile.name, f.name) for profile in profiles for f in profile.files if f.required}
    assert required == {("tryton", "stock.move")}


def test_masters_come_first_and_a_file_named_twice_once(tmp_path: Path) -> None:
    lot_file(tmp_path)
    lot_file(tmp_path, "consumed_in.csv", "from,to\n")
    lot_file(tmp_path, "material.csv", "number\n1\n")
    found = plan([tmp_path, tmp_path / "lot.csv"], profile=None, namespace=None)
    assert [s.name for s in found] == ["lot.csv", "material.csv", "consumed_in.csv"]


def test_the_load_is_the_same_wherever_the_bytes_lie(tmp_path: Path) -> None:
    first = one(lot_file(tmp_path))
    (tmp_path / "sub").mkdir()
    assert one(lot_file(tmp_path / "sub", "lot-2025.csv")).load_id == first.load_id
    assert len(first.load_id) == 32


def test_the_load_is_another_for_other_bytes_namespace_or_record_type(tmp_path: Path) -> None:
    path = lot_file(tmp_path, "customer.csv", "number,name\n1,x\n")
    loads = {
        one(path).load_id,
        one(path, "sap").load_id,
        one(lot_file(tmp_path, "supplier.csv", "number,name\n1,x\n")).load_id,
        one(lot_file(tmp_path, "customer-2.csv", "number,name\n1,y\n")).load_id,
    }
    assert len(loads) == 4


def test_a_file_changed_after_planning_is_refused(tmp_path: Path) -> None:
    path = lot_file(tmp_path)
    found = one(path)
    path.write_text("material,lot\nRM-1,2\n")
    with pytest.raises(LoadError, match="changed while it was read"):
        list(found.outcomes())


def test_context_changed_after_planning_is_refused(tmp_path: Path) -> None:
    shutil.copytree(DATA / "small", tmp_path, dirs_exist_ok=True)
    (moves,) = plan([tmp_path / "stock.move.csv"], profile="tryton", namespace=None)
    path = tmp_path / "stock.lot.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\r\n")
    with pytest.raises(LoadError, match=r"stock\.lot\.csv: changed"):
        list(moves.outcomes())


def test_a_file_alone_is_read_with_the_folder_it_lies_in() -> None:
    (alone,) = plan([DATA / "small" / "stock.move.csv"], profile=None, namespace=None)
    whole = {s.name: s for s in plan([DATA / "small"], profile=None, namespace=None)}
    assert alone.load_id == whole["stock.move.csv"].load_id


def test_outcomes_do_not_hang_on_hash_seeds(tmp_path: Path) -> None:
    code = (
        "import hashlib,sys;from pathlib import Path;from loaders import plan;"
        "print(hashlib.sha256(repr([(s.load_id,list(s.outcomes()))"
        " for s in plan([Path(sys.argv[1])],profile=None,namespace=None)]).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code, str(DATA / "small")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parent.parent,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_every_column_of_the_tryton_contract_is_in_the_exports() -> None:
    """A column that is misspelled in the TOML would read as empty for ever."""
    for source in plan([DATA / "small"], profile=None, namespace=None):
        spec = next(f for f in read_profile("tryton").files if f.name == source.record_type)
        header = source.path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert {c.name for c in spec.columns} - set(header) == set(), source.name


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        'name = "x"\nversion = 1\ndescription = "x"\ncolour = 1\n',
        'name = "x"\nversion = 1\ndescription = "x"\n[[file]]\nname = "a"\nshape = 1\n',
        'name = "x"\nversion = 1\ndescription = "x"\n[[file]]\nname = "a"\ncolumns = [{ nam = "b" }]\n',
    ],
)
def test_a_profile_that_says_something_undeclared_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match="no valid profile"):
        parse_profile("x", text)
