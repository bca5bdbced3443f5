"""Write files and load them into a store in tests, collecting what was rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.load import load
from app.load_report import Report
from graph_store.store import Store
from loaders.outcome import Rejected
from loaders.plan import plan

LOT = "lot:plant/RM-1/0001"
OTHER = "lot:plant/RM-1/0002"


@dataclass(frozen=True)
class Loaded:
    """A load's report and its rejected rows with their file names."""

    report: Report
    rejected: list[tuple[str, Rejected]]

    @property
    def adds_up(self) -> bool:
        """Whether every row of every file was accepted, rejected or ignored."""
        return all(f.read == f.accepted + f.rejected + f.ignored_rows for f in self.report.files)


def load_into(
    store: Store,
    paths: Sequence[Path],
    profile: str,
    *,
    namespace: str | None = None,
    time_zone: str | None = None,
    **options: bool,
) -> Loaded:
    """What `lotgraph load` does, without its terminal."""
    rejected: list[tuple[str, Rejected]] = []
    report = load(
        store,
        plan(paths, profile=profile, namespace=namespace, time_zone=time_zone),
        actor="test",
        on_rows=lambda name, rows: None,
        on_reject=lambda name, row: rejected.append((name, row)),
        **options,
    )
    return Loaded(report, rejected)


def file(path: Path, *lines: str) -> Path:
    """Write a file of a few lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def broken_files(folder: Path) -> Path:
    """Two lots that become a product each; one line of the consumptions has a unit nobody knows."""
    file(folder / "material.csv", "namespace,number,uom", "plant,RM-1,kg", "plant,FG-1,kg")
    lots = [f"plant,{material},{number}" for material in ("RM-1", "FG-1") for number in ("0001", "0002")]
    file(folder / "lot.csv", "namespace,material,lot", *lots)
    steps = ("plant,production,MO1", "plant,production,MO2")
    file(folder / "process_step.csv", "namespace,kind,order", *steps)
    file(
        folder / "consumed_in.csv",
        "from,to,document,line,quantity,unit",
        f"{LOT},step:plant/production/MO1,D,1,5,kg",
        f"{OTHER},step:plant/production/MO2,D,2,5,kg",
        f"{LOT},step:plant/production/MO3,D,3,5,stone",
    )
    produced = [f"step:plant/production/MO{n},lot:plant/FG-1/000{n},D,{n},5,kg" for n in (1, 2)]
    file(folder / "produced.csv", "from,to,document,line,quantity,unit", *produced)
    return folder
