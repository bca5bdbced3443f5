"""Accounts are opened, changed and closed by signed facts."""

from __future__ import annotations

import dataclasses

import pytest

from app.approvals import decide
from app.corrections import Decider
from app.errors import ApplicationError, Refused
from app.identity.accounts import find, refuse_taken
from app.identity.desk import Desk
from app.identity.people import NewAccount, change_account, close_account, open_account, reset
from app.identity.sign_in import prove
from graph_model.facts import NodeFact
from graph_model.policy import Role
from graph_store.accounts import Account, account, accounts, has_accounts
from graph_store.approvals import Unapproved
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.support import signing
from tests.support.build import key
from tests.support.identity import ADA, FIRST, KIM, open_kim, told

pytestmark = pytest.mark.engine

KIM_IS = NewAccount("kim", "2", "Kim Li", ["key_user"])
PLANT, LAB = key("site", "plant"), key("site", "lab")


def shown(found: Account | None) -> tuple[object, ...]:
    assert found is not None
    return found.person, found.roles, found.sites, found.is_active


def test_the_first_account_is_an_administrator(desk: Desk) -> None:
    assert not has_accounts(desk.store)
    with pytest.raises(Unapproved, match="administrator"):
        open_account(desk, KIM_IS, FIRST)
    assert desk.vault.credential(KIM) is None  # nothing is left half open
    assert not has_accounts(desk.store)
    assert open_account(desk, dataclasses.replace(KIM_IS, roles=["administrator"]), FIRST)
    assert has_accounts(desk.store)
    assert [(a.login, a.is_administrator) for a in accounts(desk.store)] == [("kim", True)]


def test_from_then_on_an_administrator_signs(desk: Desk, ada: Decider) -> None:
    with pytest.raises(Refused, match="signed"):
        open_account(desk, KIM_IS, FIRST)
    open_kim(desk, ada)
    assert shown(account(desk.store, KIM)) == ("2", ("key_user",), None, True)
    with desk.store.reader() as reader:
        assert reader.cards([KIM])[KIM].properties["name"] == "Kim Li"


def test_who_is_no_administrator_opens_nothing(staffed: Desk, ada: Decider) -> None:
    from app.identity.signing import unlock
    from tests.support.identity import HORSE

    kim = Decider("", "by Kim", unlock(staffed.store, "kim", HORSE, desk=staffed))
    with pytest.raises(ApplicationError, match="administrator"):
        open_account(staffed, NewAccount("eve", "3", "Eve", ["administrator"]), kim)
    assert account(staffed.store, "account:lotgraph/eve") is None
    assert staffed.vault.credential("account:lotgraph/eve") is None


def test_roles_and_sites_change_and_change_back(staffed: Desk, ada: Decider) -> None:
    facts = [NodeFact(key=site, properties={"name": site}) for site in (PLANT, LAB)]
    staffed.store.commit(facts, actor="test", reason="sites")
    change_account(staffed, "kim", ada, roles=["quality_manager", "key_user"], sites=[PLANT, LAB, LAB])
    roles = ("quality_manager", "key_user")
    assert shown(account(staffed.store, KIM)) == ("2", roles, frozenset({PLANT, LAB}), True)
    change_account(staffed, "kim", ada, roles=["auditor"])
    assert shown(account(staffed.store, KIM)) == ("2", ("auditor",), frozenset({PLANT, LAB}), True)
    change_account(staffed, "kim", ada, sites=())
    assert shown(account(staffed.store, KIM)) == ("2", ("auditor",), None, True)


def test_what_there_is_not_is_not_given(staffed: Desk, ada: Decider) -> None:
    before = account(staffed.store, KIM)
    for roles, sites, says in (
        (["king"], None, "no role king"),
        ([], ["site:t/none"], "no site site:t/none"),
        ([], [ADA], f"no site {ADA}"),
        ([], None, "nothing to change"),
    ):
        with pytest.raises(Refused, match=says):
            change_account(staffed, "kim", ada, roles=roles, sites=sites)
    assert account(staffed.store, KIM) == before


def test_logins_that_people_take_for_one_are_given_once(staffed: Desk, ada: Decider) -> None:
    for login, says in (
        ("Kim", "an account kim already"),
        ("kim", "an account kim already"),
        ("k m", "no login"),
        ("", "no login"),
    ):
        with pytest.raises(Refused, match=says):
            open_account(staffed, dataclasses.replace(KIM_IS, login=login), ada)
    assert [a.login for a in accounts(staffed.store)] == ["ada", "kim"]


def test_of_two_who_open_one_account_at_once_one_is_undone(
    desk: Desk, ada: Decider, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str | None] = []

    def taken(store: Store, login: str) -> str:
        """The other one opens it between the look and the act."""
        key = refuse_taken(store, login)
        if not opened:
            opened.append(None)
            opened[0] = open_account(desk, dataclasses.replace(KIM_IS, person="9"), ada)
        return key

    monkeypatch.setattr("app.identity.people.refuse_taken", taken)
    with pytest.raises(Unapproved, match="that of its person"):
        open_account(desk, KIM_IS, ada)
    found, kept = account(desk.store, KIM), desk.vault.credential(KIM)
    assert found is not None
    assert kept is not None
    assert (found.person, kept.public) == ("9", found.signing_key)
    assert prove(desk, "kim", str(opened[0]), address="").account == found


def test_a_number_of_a_person_has_one_spelling(staffed: Desk, ada: Decider) -> None:
    for number in (" 2", "2 ", "2\u00a03", "\uff12", "", "x" * 129):
        with pytest.raises(Refused, match="is no number of a person"):
            open_account(staffed, NewAccount("eve", number, "Eve", ["key_user"]), ada)
    eve = signing.person("eve", Role.KEY_USER, number=" 2")
    fact = signing.account_fact(eve, changed=staffed.store.time())
    with pytest.raises(Unapproved, match="without white space"):
        decide(staffed.store, [fact], signer=ada.signer, actor="", reason="x")


def test_a_closed_account_is_closed_for_good(staffed: Desk, ada: Decider) -> None:
    close_account(staffed, "kim", ada)
    assert shown(account(staffed.store, KIM)) == ("2", ("key_user",), None, False)
    with pytest.raises(Refused, match="is closed"):
        reset(staffed, "kim", ada)
    with pytest.raises(Refused, match="already"):
        open_account(staffed, KIM_IS, ada)


def test_the_last_administrator_stays(staffed: Desk, ada: Decider) -> None:
    with pytest.raises(Unapproved, match="administrator who can sign must stay"):
        close_account(staffed, "ada", ada)
    assert find(staffed.store, "ada").is_administrator


def test_an_external_account_has_no_password(desk: Desk, ada: Decider) -> None:
    assert open_account(desk, dataclasses.replace(KIM_IS, external=True), ada) is None
    assert desk.vault.credential(KIM) is None
    assert find(desk.store, "kim").signing_key == ""


def test_every_act_is_recorded(staffed: Desk, ada: Decider) -> None:
    change_account(staffed, "kim", ada, roles=["auditor"])
    reset(staffed, "kim", ada)
    close_account(staffed, "kim", ada)
    assert told(staffed.store, Kind.ACCOUNT_CHANGED, Kind.PASSWORD_CHANGED) == [
        ("account_changed", ADA, "", "opened, administrator; by os:root"),
        ("password_changed", ADA, "", ""),
        ("account_changed", KIM, "", f"opened, key_user; by {ADA}"),
        ("password_changed", KIM, "", ""),
        ("account_changed", KIM, "", f"roles: auditor; by {ADA}"),
        ("password_changed", KIM, "", f"reset by {ADA}"),
        ("account_changed", KIM, "", f"closed; by {ADA}"),
    ]
