"""The inbox of pushed files: entries are there whole or not at all, and their keys for some days."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from app.errors import Refused
from app.flow.inbox import Entry, Inbox, Push

LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def asked(key: str, **more: str) -> Push:
    """A push of Anna's."""
    return Push(
        account="anna",
        actor="anna",
        key=key,
        file=more.get("file", "lot.csv"),
        profile=None,
        namespace=None,
        time_zone=None,
        sha256=more.get("sha256", "ab"),
        size=1,
        received=more.get("received", key),
    )


def place(inbox: Inbox, push: Push, content: bytes = b"x") -> Entry:
    """Receive a file and place it."""
    with inbox.receive(push.file) as incoming:
        incoming.write(content)
        incoming.close()
        return inbox.place(incoming, push)


def test_an_entry_is_found_by_account_and_key_and_waits_until_it_ended(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "ingest")
    assert (inbox.find("anna", "1"), inbox.waiting()) == (None, [])
    second, first = place(inbox, asked("1", received="b")), place(inbox, asked("2", received="a"))
    assert inbox.find("anna", "1") == second
    assert inbox.find("bert", "1") is None
    assert inbox.waiting() == [first, second]
    assert first.payload.read_bytes() == b"x"
    first.finish(b"{}")
    assert (first.report(), first.payload.exists(), inbox.waiting()) == (b"{}", False, [second])


def test_the_first_of_two_with_one_key_makes_the_entry(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    first = place(inbox, asked("1"))
    assert place(inbox, asked("1", sha256="cd"), b"y") == first
    assert first.payload.read_bytes() == b"x"
    assert first.push.differs_from(asked("1", sha256="cd")) == ("sha256",)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_does_not_arrive_leaves_nothing(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    with inbox.receive("lot.csv") as incoming:
        incoming.write(b"x")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_file_is_taken_in_again_under_its_old_key(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    entry = place(inbox, asked("1"))
    entry.finish(b"{}")
    with inbox.receive("lot.csv") as incoming:
        incoming.write(b"x")
        incoming.close()
        inbox.renew(entry, incoming)
    assert (entry.report(), entry.payload.read_bytes()) == (None, b"x")


def test_one_process_takes_an_entry_in(tmp_path: Path) -> None:
    entry = place(Inbox(tmp_path), asked("1"))
    lock = entry.lock()
    assert lock is not None
    assert entry.lock() is None
    os.close(lock)


def test_keys_are_forgotten_after_their_days_and_what_waits_is_not(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    old, new, waits = (place(inbox, asked(key)) for key in "123")
    for ended in (old, new):
        ended.finish(b"{}")
    os.utime(old.folder / "report.json", (0, 0))
    never = tmp_path / "incoming" / "a"
    never.mkdir()
    os.utime(never, (0, 0))
    assert inbox.forget(LONG_AGO) == 2
    assert [inbox.find("anna", key) for key in "123"] == [None, new, waits]
    assert inbox.waiting() == [waits]
    assert list((tmp_path / "incoming").iterdir()) == []


def test_of_too_many_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.flow.inbox.MOST_KEPT", 1)
    inbox = Inbox(tmp_path)
    for number, key in enumerate("321"):
        entry = place(inbox, asked(key))
        entry.finish(b"{}")
        os.utime(entry.folder / "report.json", (1e9 + number, 1e9 + number))
    assert inbox.forget(LONG_AGO) == 2
    assert [inbox.find("anna", key) is None for key in "321"] == [True, True, False]


def test_what_is_left_of_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    entry = place(inbox, asked("1"))
    (entry.folder / "request.json").unlink()
    with pytest.raises(Refused, match="damaged"):
        place(inbox, asked("1"))
