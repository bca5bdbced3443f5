"""What can be wrong with proofs, notes, keys and archives; each error says what, in words for an operator."""

from __future__ import annotations


class LedgerError(ValueError):
    """Any of them."""


class ProofError(LedgerError):
    """A proof that proves nothing, or one that can't be made."""


class NoteError(LedgerError):
    """A note, checkpoint or key that is not what it has to be, or not signed by who had to."""


class KeyFolderError(LedgerError):
    """Keys that are not there, are there already, or may not be used."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(f"{message}\nNext step: {next_step}")
        self.message, self.next_step = message, next_step


class ArchiveError(LedgerError):
    """An archive that can't be written on, or read."""


class TimeStampError(LedgerError):
    """An authority's answer that stamps nothing, or something else."""
