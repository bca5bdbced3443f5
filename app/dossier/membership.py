"""A proof that one row is in the answer of a dossier, checked without the dossier and without a database.

Promises: the row that is handed back is one of so many rows, over whose root, in the order of salted hashes,
the key of the file signed together with the dossier's hash. The file tells of the other rows nothing but
hashes and their number. Refuses as `DossierError`; shares no code with what makes the files.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.dossier.reading import (
    MEMBER_FORMAT,
    Asked,
    DossierError,
    are_texts,
    hashes_of,
    is_key,
    read_file,
    read_signature,
)
from ledger.verify_bundle import read_canonical
from ledger.verify_notes import Key, read_key
from ledger.verify_tree import hash_leaf, root_with

_FIELDS = {"format", "key", "leaf", "path", "place", "rotations"}
_TEXTS, _MAY_BE_NONE = ("key", "label"), ("quantity", "unit", "udi_di")


@dataclass(frozen=True, slots=True)
class Member:
    """A row that is in an answer. `trusted` is false where no key was given to check by."""

    row: dict[str, object]
    dossier: str
    direction: str
    asked: Asked
    rows: int
    known_at: int
    root: str
    key: str
    trusted: bool

    def to_json(self) -> dict[str, object]:
        """For scripts."""
        return {
            "member": self.row,
            "dossier": self.dossier,
            "direction": self.direction,
            **self.asked.to_json(),
            "rows": self.rows,
            "ledger": {"size": self.known_at, "root": self.root},
            "key": self.key,
            "trusted": self.trusted,
        }


def is_member(data: bytes) -> bool:
    """Whether a file claims to be such a proof; a file that is neither is told so by who verifies it."""
    return data.startswith(b'{"member":')


def verify_member(data: bytes, trusted: Key | None) -> Member:
    """The row, where the proof holds."""
    whole, body = read_file(data, "member")
    if set(whole) != {"member", "signature"} or set(body) != _FIELDS or body["format"] != MEMBER_FORMAT:
        raise DossierError([f"the file is not of the format {MEMBER_FORMAT}"])
    signed = read_signature(body, whole["signature"], trusted)
    leaf, place = str(body["leaf"]).encode(), body["place"]
    path = hashes_of(body["path"], "the path of the row")
    if type(place) is not int:
        raise DossierError(["the place of the row is no number"])
    try:
        found = root_with({place: hash_leaf(leaf)}, signed.rows, path)
    except ValueError as error:
        raise DossierError([f"the row is not proven: {error}"]) from error
    if found != signed.rows_root:
        raise DossierError(["the row is not one of the answer"])
    return Member(
        row=_row(leaf),
        dossier=signed.digest,
        direction=signed.direction,
        asked=signed.asked,
        rows=signed.rows,
        known_at=signed.size,
        root=signed.root,
        key=read_key(str(body["key"])).label,
        trusted=trusted is not None,
    )


def _row(leaf: bytes) -> dict[str, object]:
    told = read_canonical(leaf)
    row = told["row"] if isinstance(told, dict) and set(told) == {"row", "salt"} else None
    if not isinstance(row, dict) or set(row) != {*_TEXTS, *_MAY_BE_NONE}:
        raise DossierError(["what is proven is no row"])
    maybe = [row[name] for name in _MAY_BE_NONE if row[name] is not None]
    if not are_texts([row[name] for name in _TEXTS]) or not are_texts(maybe) or not is_key(str(row["key"])):
        raise DossierError(["what is proven is no row"])
    return row
