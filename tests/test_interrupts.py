"""A Ctrl-C that comes in a finaliser is not lost, and what it cut short does not speak."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress

import pytest

from app.interrupts import interruptible


class HalfMade:
    """As a driver's session whose making a Ctrl-C cut short."""

    def __init__(self) -> None:
        signal.raise_signal(signal.SIGINT)
        self._closed = False

    def __del__(self) -> None:
        assert self._closed  # AttributeError


class Slow:
    """Its finaliser is where the Ctrl-C comes."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def work() -> None:
    Slow()
    time.sleep(60)


def test_what_a_ctrl_c_cut_short_does_not_speak(capsys: pytest.CaptureFixture[str]) -> None:
    with interruptible(), suppress(KeyboardInterrupt):
        HalfMade()
        pytest.fail("it was not raised")
    assert capsys.readouterr().err == ""


def test_a_ctrl_c_in_a_finaliser_is_raised_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        work()
    assert capsys.readouterr().err == ""


def test_a_finaliser_that_fails_by_itself_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        def __del__(self) -> None:
            raise ValueError

    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_type))
    with interruptible():
        Faulty()
    assert told == [ValueError]


def test_an_ignored_ctrl_c_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_everything_is_as_before_after_it() -> None:
    before = signal.getsignal(signal.SIGINT), sys.unraisablehook
    with interruptible():
        pass
    assert (signal.getsignal(signal.SIGINT), sys.unraisablehook) == before
