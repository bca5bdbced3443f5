"""Random tampering with archives: all of it is found and located, by both verifiers; nothing else is.

Each trial holds one earlier signed checkpoint outside. LOTGRAPH_MUTATIONS sets how many trials there are;
a trial is its number, so that one that fails is run again by `trial(number)`.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from ledger.verify import Report, verify
from ledger.verify_notes import read_key
from tests.support import ledger_second
from tests.support.ledger_archives import Made, make
from tests.support.ledger_tamper import Tampering, tamper

MUTATIONS = int(os.environ.get("LOTGRAPH_MUTATIONS", "600"))
UNTOUCHED = max(10, MUTATIONS // 10)
SEED = 20250201
REACH = 9

# Each trial takes milliseconds; ten thousand of them take minutes.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """A small archive with a commit over 256 facts, and one of two bundles."""
    folder = tmp_path_factory.mktemp("archives")
    small = make(folder / "small", [1, 9, 0, 300, 4, 5, 2, 1, 7, 3, 2], signed=[3, 5, REACH], rotated_at=5)
    two = make(folder / "two", [2] * 270, signed=[5, REACH], rotated_at=5)
    return [*[small] * 19, two]


def judged(made: Made, folder: Path) -> tuple[Report, list[str]]:
    report = verify(folder, read_key(made.key), witness=made.outside)
    return report, ledger_second.check(folder, made.key, made.outside)


def trial(number: int, archives: list[Made], folder: Path) -> tuple[Tampering, Report, list[str]]:
    """One tampering and what both verifiers say."""
    dice = random.Random(f"{SEED}/{number}")
    made = dice.choice(archives)
    done = tamper(made, folder, dice, REACH)
    report, second = judged(made, folder)
    shutil.rmtree(folder)
    return done, report, second


def is_located(done: Tampering, report: Report) -> bool:
    """A finding names the commit, and the line where one was altered; for a file that has none, the file."""
    found = report.findings
    if done.line is not None:
        return any((f.commit, f.line) == (done.commit, done.line) for f in found)
    if done.commit is not None:
        return any(
            f.commit is not None and f.commit <= done.commit <= (f.last_commit or f.commit) for f in found
        )
    return any(f.file is not None or f.commit is not None for f in found)


def test_all_tampering_is_found_and_located_by_both_verifiers(archives: list[Made], tmp_path: Path) -> None:
    kinds = set()
    for number in range(MUTATIONS):
        done, report, second = trial(number, archives, tmp_path / "tampered")
        kinds.add(done.kind)
        assert not report.whole, (number, done)
        assert second, (number, done)
        assert is_located(done, report), (number, done, [str(f) for f in report.findings])
    assert len(kinds) == 6 + 7 + 18 or MUTATIONS < 1000


def test_no_untouched_archive_is_complained_of(tmp_path: Path) -> None:
    for number in range(UNTOUCHED):
        dice = random.Random(f"{SEED}/untouched/{number}")
        counts = [dice.choice((0, 1, 2, 5, 260)) for _ in range(dice.randint(1, 12))]
        counts += [1] * dice.choice((0,) * 9 + (260,))
        signed = sorted(dice.sample(range(1, len(counts) + 1), dice.randint(1, min(4, len(counts)))))
        rotated = dice.choice((None, signed[0]))
        made = make(tmp_path / str(number), counts, signed=signed, rotated_at=rotated)
        report, second = judged(made, made.folder)
        assert (report.findings, second) == ([], []), number
        assert (report.size, report.facts) == (len(counts), sum(counts))
        assert report.witnessed == signed[-1]
        shutil.rmtree(made.folder)
