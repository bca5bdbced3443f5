"""A recall on the command line: opened, told with letters, answered from a file, papers filled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.approvals import sign
from app.corrections import Decider
from app.identity.people import NewAccount, open_account
from app.identity.signing import unlock
from app.working import Wish, work
from graph_model.policy import Role
from graph_store.staged import staged
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, with_password
from tests.test_access_commands import Terminal, terminal

__all__ = ["terminal"]
RESIN, UNITS = lot("RM", "7"), [device("FG", f"S{n}") for n in range(1, 4)]
CLINIC, DEALER = key("customer", "clinic"), key("customer", "dealer")


@pytest.fixture
def recall(terminal: Terminal, arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """A recall that is under way: opened on the command line, brought to `notifying` by two who sign."""
    make_cheap(monkeypatch)
    facts = Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.make("MO1", [RESIN], UNITS)
    facts.ship(UNITS[0], "clinic", "S1")
    facts.ship(UNITS[1], "dealer", "S2")
    facts.node(CLINIC, name="Clinic 慈济", address="1 Long Road", country="DE")
    facts.node(key("material", "FG"), name="Catheter", model="C-7")
    facts.commit(arcadedb)
    desk = desk_of(arcadedb, Wall(arcadedb))
    ada = open_ada(desk)
    for login, role in (("qui", Role.QUALITY_MANAGER), ("reg", Role.REGULATORY_AFFAIRS)):
        with_password(desk, login, open_account(desk, NewAccount(login, login, login, [role]), ada))
    code, said, err = terminal.run(
        *("case", "open", RESIN, "--name", "Resin 7", "--reason", "it cracks", "--as", "qui"),
        passwords=(HORSE,),
    )
    assert (code, "regulatory affairs (approval)" in said + err) == (3, True), said + err
    qui, reg = (unlock(arcadedb, login, HORSE, desk=desk) for login in ("qui", "reg"))
    from graph_store.proposals import proposals

    sign(arcadedb, proposals(arcadedb)[0].key, reg)
    (opened,) = staged(arcadedb, "Recall")
    plan = {
        "strategy": "x",
        "advice": "stop",
        "depth": "user",
        "effectiveness_level": "E",
        "action": "removal",
    }
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("evaluate", {"hazard_evaluation": "a crack may cut", "recall_class": "II"}),
        ("plan", {**plan, "due": "2027-01-31"}),
        ("notify", {}),
    )
    hold = Wish("Hold", "place", {"reason": "recall"}, (("DECIDED_ON", RESIN), ("BELONGS_TO", opened)))
    for command, fields in steps:
        if command == "notify":
            work(arcadedb, hold, Decider("", "x", qui))
        done = work(arcadedb, Wish(opened, command, fields), Decider("", "x", qui))
        sign(arcadedb, str(done.outcome.proposal), reg)
    return opened


def test_letters_are_written_answers_read_and_papers_filled(
    recall: str, terminal: Terminal, arcadedb: Store, tmp_path: Path
) -> None:
    code, said, err = terminal.run("case", "show", recall)
    assert (code, "2 of 2 consignees are to be told" in err) == (3, True), said + err
    assert "FDA fda-806-report: open" in err

    folder = tmp_path / "letters"
    code, said, err = terminal.run(
        *("case", "tell", recall, "--letters", str(folder), "--reason", "first", "--as", "reg"),
        passwords=(HORSE,),
    )
    assert (code, f"Not told: {DEALER} has no address." in err) == (3, True), said + err
    letters = sorted(folder.iterdir())
    assert [path.name for path in letters] == ["customer%3At%2Fclinic.pdf"]
    assert letters[0].read_bytes().startswith(b"%PDF-")
    with arcadedb.reader() as reader:
        (notice,) = reader.cards(staged(arcadedb, "Notice")).values()
    assert len(str(notice.properties["sha256"])) == 64

    file = tmp_path / "replies.csv"
    file.write_text(
        "consignee,about,responded,unit,on_hand,sent_back\n"
        f"{CLINIC},{UNITS[0]},2026-11-27,u,1,1\n"
        f"{CLINIC},{UNITS[1]},2026-11-27,u,1,1\n"
        f"{CLINIC},{UNITS[0]},soon,u,1,1\n"
        f"{CLINIC},{UNITS[0]},2026-11-27,u,many,1\n"
        f"{DEALER},{UNITS[1]},2026-11-27,u,1,1\n"
    )
    code, said, err = terminal.run(
        *("case", "answers", recall, str(file), "--reason", "forms", "--as", "reg"), passwords=(HORSE,)
    )
    assert code == 3
    told = [line for line in err.splitlines() if line.startswith("replies.csv:")]
    assert [line.partition(": ")[0] for line in told] == [f"replies.csv:{n}" for n in (3, 4, 5, 6)]
    assert "5 rows read, 1 taken, 4 not." in err

    code, said, err = terminal.run(
        *("case", "organisation", "manufacturer", "name=Rheintal", "registration=1234567"),
        *("--reason", "register", "--as", "reg"),
        passwords=(HORSE,),
    )
    assert code == 0, err
    code, said, err = terminal.run("case", "organisation", "owner", "name=x", "--reason", "x")
    assert (code, "is no role of an organisation" in err) == (1, True)
    for pack, name in (("fda-806", "report.pdf"), ("fda-7-53", "status.xlsx"), ("nmpa-table", "table.xml")):
        output = tmp_path / name
        code, said, err = terminal.run(
            "case", "paper", recall, pack, "-o", str(output), "--language", "zh-CN"
        )
        assert code == 0, err
        assert output.stat().st_size > 1000
    code, said, err = terminal.run("case", "paper", recall, "fda-806", "-o", str(tmp_path / "r.json"))
    report = json.loads((tmp_path / "r.json").read_bytes())
    text = json.dumps(report, ensure_ascii=False)
    for known in ("it cracks", "C-7", "Clinic 慈济", "1 Long Road", "S1", "Rheintal", "1234567"):
        assert known in text, known
    assert "Missing" in text
    code, said, err = terminal.run("case", "paper", recall, "fda-1", "-o", str(tmp_path / "r.json"))
    assert (code, "there is no pack fda-1" in err) == (1, True)
    code, said, err = terminal.run(
        *("case", "reported", recall, "fda_806_report", str(tmp_path / "report.pdf"), "--authority", "FDA"),
        *("--reason", "sent", "--as", "reg"),
        passwords=(HORSE,),
    )
    assert code == 0, err
    assert "FDA fda-806-report: answered" in terminal.run("case", "show", recall)[2]
    code, said, err = terminal.run("case", "papers", "--format", "json")
    assert (code, "fda-806" in said) == (0, True)


def test_what_is_no_recall_has_no_case(terminal: Terminal, arcadedb: Store) -> None:
    code, _, err = terminal.run("case", "show", key("recall", "none"))
    assert (code, "is no recall" in err) == (1, True)
