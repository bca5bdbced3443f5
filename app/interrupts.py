"""A Ctrl-C that comes where Python can't raise it.

Python raises KeyboardInterrupt wherever it is, and that may be where exceptions are written to standard
error and forgotten: in a finaliser. Then the Ctrl-C would be lost. What it cut short may fail in its own
finaliser in turn (the driver's `Session` does, when it was not yet made), which says nothing to a user.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptible() -> Iterator[None]:
    """In it no Ctrl-C is lost, and none makes finalisers speak. Where Ctrl-C is ignored it stays ignored."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    asked, hook = False, sys.unraisablehook

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.default_int_handler(number, frame)

    def on_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()  # again, out of this call
        elif not asked:
            hook(unraisable)

    signal.signal(signal.SIGINT, on_signal)
    sys.unraisablehook = on_unraisable
    try:
        yield
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, signal.default_int_handler)
