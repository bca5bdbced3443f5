"""Owners and their contacts, and the erasure of a person's values."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import cli
from app.approvals import decide, sign
from app.corrections import Decider, correct
from app.erasing import erase
from app.errors import Refused
from app.governance import Owner, assign, owners, responsibility_key
from graph_model.facts import NodeFact
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_model.sealed import ERASED
from graph_store.history import UnknownRecord, history
from graph_store.sealing import erasure_key
from graph_store.store import Store
from graph_store.verify import verify
from ledger.archive import Archive
from ledger.commit import Header, unpack
from tests.support.build import key
from tests.support.kept import Kept
from tests.support.signing import ADA, KIM, QUI, account_fact, open_accounts
from tests.support.tamper import run

ANNA = "Anna Nowák"
PERSON = key("person", "1")
BY = Decider("os:ada", "asked for")
Ask = Callable[..., tuple[int, str, str]]


def state(store: Store, name: str = ANNA) -> int:
    fact = NodeFact(key=PERSON, properties={"name": name})
    return store.commit([fact], actor="loader", reason="load").applied


def name_of(store: Store, node: str = PERSON) -> object:
    return store.reader().cards([node])[node].properties.get("name")


def is_sound(store: Store) -> bool:
    with ExitStack() as opened:
        found = verify(store.connection, opened)
        return not found.damage and not found.unapproved and not list(found.differences())


@pytest.fixture
def ask(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Ask:
    """Runs a command on the store."""
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path / "data"))

    def asked(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


# --- owners ----------------------------------------------------------------------------------------


def test_every_data_set_has_one_owner_and_no_contact_yet(store: Store) -> None:
    found = owners(store)
    assert [one.name for one in found] == sorted({one.name for one in found})
    told = [name for one in found for name in one.data_sets]
    assert sorted(told) == sorted([n.label for n in NODES] + [r.type for r in RELATIONSHIPS])
    assert {one.name: one.fields for one in found if one.fields} == {
        "facilities": ("Location.cleanroom_class",),
        "purchasing": ("Receipt.supplier_lot",),
        "quality": ("Lot.expires", "Device.expires"),
        "regulatory affairs": (
            *("Lot.udi", "Device.udi", "Material.model", "Material.intended_use", "Material.device_class"),
            *("Material.nomenclature", "Material.marketing_status"),
        ),
    }
    assert {(one.contact, one.deputy) for one in found} == {(None, None)}


def test_a_contact_is_named_and_replaced_and_history_has_both(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(store, "sales", contact="sales@plant.example", deputy="service", by=BY)
    then = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(store, "_now", lambda: then)  # set back since
    assign(store, "sales", contact="desk 7", deputy=None, by=BY)
    (sales,) = [one for one in owners(store) if one.name == "sales"]
    assert sales == Owner("sales", ("Customer", "DELIVERED_TO"), (), "desk 7", "service")
    told = history(store, responsibility_key("sales"))
    assert [(v.actor, v.reason, v.holds) for v in told] == [("os:ada", "asked for", True)] * 2
    assert is_sound(store)


@pytest.mark.parametrize(
    ("owner", "deputy", "says"),
    [
        ("nobody", None, "no data set is of 'nobody'"),
        ("sales", "nobody", "no data set is of 'nobody'"),
        ("sales", "sales", "can't stand in for itself"),
    ],
)
def test_an_owner_is_one_that_is_declared(store: Store, owner: str, deputy: str | None, says: str) -> None:
    with pytest.raises(Refused, match=says):
        assign(store, owner, contact="x", deputy=deputy, by=BY)
    assert store.head().size == 0


def test_the_commands_of_owners(store: Store, ask: Ask) -> None:
    words = ("owners", "set", "quality", "--reason", "appointed")
    assert ask(*words, "--contact", " ")[0] == 64
    assert ask(*words, "--contact", "quality@plant.example", "--deputy", "production") == (
        *(0, ""),
        "Recorded, in commit 1.\n",
    )
    code, said, _ = ask("owners", "list", "--format", "json")
    listed = {one["owner"]: one for one in json.loads(said)["owners"]}
    assert code == 0
    assert (listed["quality"]["contact"], listed["quality"]["deputy"]) == (
        *("quality@plant.example", "production"),
    )
    assert listed["quality"]["fields"] == ["Lot.expires", "Device.expires"]
    assert listed["sales"]["contact"] is None
    code, said, _ = ask("owners", "list")
    assert code == 0
    assert "quality@plant.example" in said
    assert said.count("no contact yet") == len(listed) - 1
    assert len(ask("owners", "list", "--format", "csv")[1].splitlines()) == len(listed) + 1
    assert ask("owners", "set", "nobody", "--contact", "x", "--reason", "r")[0] == 1


# --- erasure ---------------------------------------------------------------------------------------


def test_an_erasure_is_recorded_and_carried_out_in_one_commit(store: Store) -> None:
    state(store)
    assert erase(store, PERSON, BY).receipt.seq == 2
    (told,) = history(store, erasure_key(PERSON))
    assert (told.actor, told.reason, told.statement["origin"]) == ("os:ada", "asked for", "decided")
    said = told.statement["properties"]
    assert isinstance(said, dict)
    assert (said["subject"], said["erased"] <= told.record_time) == (PERSON, True)
    assert name_of(store) == ERASED
    assert state(store) == 0
    assert is_sound(store)


def test_what_can_not_be_erased_is_refused(store: Store) -> None:
    site = key("site", "1")
    signature = "signature:lotgraph/00/1"
    store.commit([NodeFact(key=site)], actor="a", reason="r")
    run(store, "CREATE (n:Signature {key: $key, _commit: 1})", key=signature)
    state(store)
    with pytest.raises(UnknownRecord, match="is not there"):
        erase(store, key("person", "2"), BY)
    for node in (site, signature):
        with pytest.raises(Refused, match="holds no personal value of its own"):
            erase(store, node, BY)
    erase(store, PERSON, BY)
    with pytest.raises(Refused, match="was erased before"):
        erase(store, PERSON, BY)


def test_an_erased_value_is_not_corrected_and_an_erasure_neither(store: Store) -> None:
    state(store)
    erase(store, PERSON, BY)
    size = store.head().size
    with pytest.raises(Refused, match="name of person:t/1 was erased for good"):
        correct(store, PERSON, {"name": ANNA}, BY)
    with pytest.raises(Refused, match="a Erasure says what was done"):
        correct(store, erasure_key(PERSON), {"erased": "2020-01-01"}, BY)
    assert store.head().size == size


def test_with_accounts_it_takes_an_administrator_and_a_quality_manager(store: Store) -> None:
    state(store)
    open_accounts(store, ADA, QUI, KIM)
    with pytest.raises(Refused, match="must be signed by administrator"):
        erase(store, PERSON, BY)
    proposed = erase(store, PERSON, Decider("", "asked for", ADA.signer))
    assert [approver.role for approver in proposed.waiting] == ["quality_manager"]
    assert name_of(store) == ANNA
    assert proposed.proposal is not None
    with pytest.raises(Refused):
        sign(store, proposed.proposal, KIM.signer)
    assert name_of(store) == ANNA
    assert sign(store, proposed.proposal, QUI.signer).done
    assert name_of(store) == ERASED
    assert is_sound(store)


def test_an_account_is_closed_before_its_name_is_erased(store: Store) -> None:
    open_accounts(store, ADA, QUI)
    named = account_fact(KIM, changed=store.time(), name="Kim Berg")
    decide(store, [named], signer=ADA.signer, actor="", reason="opens kim")
    assert name_of(store, KIM.account) == "Kim Berg"
    with pytest.raises(Refused, match="may still sign"):
        erase(store, KIM.account, Decider("", "left", ADA.signer))
    shut = account_fact(KIM, changed=store.time(), standing="closed", name="Kim Berg")
    decide(store, [shut], signer=ADA.signer, actor="", reason="left")
    proposed = erase(store, KIM.account, Decider("", "left", ADA.signer))
    assert proposed.proposal is not None
    sign(store, proposed.proposal, QUI.signer)
    assert name_of(store, KIM.account) == ERASED
    assert is_sound(store)


def test_the_command_and_all_that_is_left(store: Store, ask: Ask, tmp_path: Path) -> None:
    """The whole archive and the whole database, before and after: the name is in neither."""
    state(store)
    assert ask("key", "new")[0] == 0
    assert ask("erase", PERSON, "--reason", " ")[0] == 64
    assert ask("erase", key("person", "9"), "--reason", "r")[0] == 2
    assert ask("erase", "lot:t/a/1", "--reason", "r")[0] == 2
    before = tmp_path / "before"
    for folder in (before, tmp_path / "after"):
        assert ask("ledger", "checkpoint")[0] == 0
        assert ask("ledger", "export", folder)[0] == 0
        assert ANNA.encode() not in _bytes_of(folder)
        assert ANNA not in str(run(store, "MATCH (n) RETURN properties(n) AS p"))
        trusted = ask("key", "show")[1].strip()
        assert ask("ledger", "verify", folder, "--key", trusted)[0] == 0
        assert ask("verify")[0] == 0
        shown = ask("history", PERSON, "--format", "json")[1]
        assert (ANNA in shown, ERASED in shown) == ((True, False) if folder == before else (False, True))
        if folder == before:
            assert ask("erase", PERSON, "--reason", "request 2025-17") == (0, "", "Erased, in commit 2.\n")
    assert ask("erase", PERSON, "--reason", "again")[0] == 1
    assert ask("ledger", "verify", before, "--key", trusted)[0] == 0


def _bytes_of(folder: Path) -> bytes:
    """All bytes of an archive, and all lines that are packed in them."""
    archive = Archive(folder)
    entries = [archive.record(seq) for seq in range(1, archive.size + 1)]
    unpacked = [line for entry in entries for line in unpack(entry.payload, Header.decode(entry.header))]
    return b"\n".join([*(path.read_bytes() for path in folder.rglob("*") if path.is_file()), *unpacked])
