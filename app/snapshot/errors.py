"""What a snapshot is refused for."""

from __future__ import annotations


class Damaged(ValueError):
    """The bytes of a snapshot are not those that were written, or not of a snapshot of this version.

    Nothing is lost by it: a snapshot is made of the ledger, and can be made again.
    """
