"""Personal values: sealed on their way into the ledger, opened where they are shown.

Promises:
- a commit records a personal value only enciphered (AES-SIV, RFC 5297) under the key of the record that it
  is about; a missing key is made in the commit's transaction; a text that is sealed already is left alone;
- one value of one record seals to one text for as long as the key is there, so the same file twice changes
  nothing; the text opens for that record and property only;
- where an Erasure stands in the ledger, no key is made again and the value is left out of later facts; a
  commit that records an Erasure destroys the key with it;
- a commit without personal values asks the database nothing.

A stranger with the database can open what the keys in it open; with the ledger alone, nothing.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from graph_model.declare import Property
from graph_model.facts import AnyFact, NodeFact, Properties, Value
from graph_model.keys import make, prefix_of, split
from graph_model.sealed import (
    ERASED,
    KEY_ELSEWHERE,
    PERSONAL,
    PERSONAL_PREFIXES,
    Sealed,
    subject_of,
)
from graph_model.validate import InvalidFact
from graph_store.connection import Connection, Runner, Transaction
from graph_store.effects import SYSTEM_NAMESPACE

T = TypeVar("T")
KEY_BITS: Final = 512
KEYS_A_QUERY: Final = 1_000
_ERASURE: Final = "erasure:"
_BLANK: Final = "0" * len(base64.b64encode(bytes(KEY_BITS // 8)))


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The key of one record's personal values; `secret` is empty where it was destroyed."""

    subject: str
    id: str
    secret: bytes

    @property
    def is_erased(self) -> bool:
        """Whether there is nothing left to seal or open with."""
        return not self.secret

    @classmethod
    def new(cls, subject: str) -> SubjectKey:
        """A random one."""
        return cls(subject, secrets.token_hex(16), AESSIV.generate_key(KEY_BITS))

    @classmethod
    def of_row(cls, row: Mapping[str, object], subject: str) -> SubjectKey:
        """As it is stored."""
        secret = b"" if row["erased"] else base64.b64decode(str(row["secret"]), validate=True)
        return cls(subject, str(row["id"]), secret)

    def row(self) -> dict[str, object]:
        """To be stored; `erased` is there from the start, so that the record never grows and moves."""
        secret = base64.b64encode(self.secret).decode()
        return {"subject": self.subject, "id": self.id, "secret": secret, "erased": False}

    def seal(self, name: str, text: str) -> str:
        """The sealed text of a value."""
        return str(Sealed(self.id, AESSIV(self.secret).encrypt(text.encode(), self._about(name))))

    def open(self, name: str, sealed: Sealed) -> str | None:
        """The value; None where the text is of another key, record or property."""
        if self.is_erased or sealed.key_id != self.id:
            return None
        try:
            return AESSIV(self.secret).decrypt(sealed.ciphertext, self._about(name)).decode()
        except InvalidTag:
            return None

    def _about(self, name: str) -> list[bytes]:
        return [self.subject.encode(), name.encode()]


def erasure_key(subject: str) -> str:
    """Key of the node that says that the values of this record were erased."""
    return make("erasure", SYSTEM_NAMESPACE, subject)


def keys_of(runner: Runner, subjects: Iterable[str]) -> dict[str, SubjectKey]:
    """The keys of these records; without a secret where the ledger says that it was destroyed."""
    found: dict[str, SubjectKey] = {}
    for page in _pages(sorted(set(subjects))):
        erasures = {erasure_key(subject): subject for subject in page}
        for row in runner.rows("subject_keys", subjects=page, erasures=list(erasures)):
            about = str(row["about"])
            key = SubjectKey.of_row(row, erasures.get(about, about))
            if key.is_erased or key.subject not in found:
                found[key.subject] = key
    return found


def plain_in(facts: Sequence[AnyFact]) -> dict[int, dict[str, str]]:
    """Index of each fact with personal values in plain -> their names -> the records that they are about."""
    return {
        index: subjects
        for index, fact in enumerate(facts)
        if isinstance(fact, NodeFact) and fact.key.startswith(PERSONAL_PREFIXES)
        if (subjects := _subjects_of_plain(fact))
    }


def seal(transaction: Transaction, facts: Sequence[AnyFact]) -> Sequence[AnyFact]:
    """The facts with their personal values sealed; the same ones where there is nothing to seal."""
    plain = plain_in(facts)
    if not plain:
        return facts
    keys = _made(transaction, {subject for subjects in plain.values() for subject in subjects.values()})
    out = list(facts)
    for index, subjects in plain.items():
        fact = facts[index]
        if isinstance(fact, NodeFact):
            out[index] = replace(fact, properties=_sealed(fact.properties, subjects, keys))
    return out


def erase(transaction: Transaction, facts: Iterable[AnyFact]) -> None:
    """Destroy the keys of the records whose erasure these facts state."""
    erasures = [fact.key for fact in facts if isinstance(fact, NodeFact) and fact.key.startswith(_ERASURE)]
    if erasures:
        erase_keys(transaction, [split(key).parts[0] for key in erasures])


def erase_keys(transaction: Transaction, subjects: Sequence[str]) -> None:
    """Write over these keys."""
    transaction.rows("erase_subject_keys", subjects=list(subjects), blank=_BLANK)


def copy_keys(source: Connection, target: Connection) -> None:
    """Give another database the keys that it lacks, but for values that were erased there."""
    with source.reading() as runner:
        rows = runner.stream("every_subject_key")
        for page in _pages(SubjectKey.of_row(row, str(row["about"])) for row in rows):
            with target.writing() as transaction:
                there = keys_of(transaction, [key.subject for key in page])
                new = [key.row() for key in page if key.subject not in there]
                transaction.rows("create_subject_keys", rows=new)
                transaction.commit()


class Opener:
    """Shows sealed texts as they may be read, with the keys of some records."""

    def __init__(self, keys: Mapping[str, SubjectKey]) -> None:
        self._keys = keys

    @classmethod
    def reading(cls, runner: Runner, subjects: Iterable[str]) -> Opener:
        """With the keys of these records, read at once."""
        return cls(keys_of(runner, subjects))

    def text(self, subject: str, name: str, value: Value) -> Value:
        """What to show of a value: its text, or a word that says why there is none."""
        sealed = Sealed.parse(value)
        if sealed is None:
            return value
        key = self._keys.get(subject)
        opened = None if key is None else key.open(name, sealed)
        if opened is not None:
            return opened
        return ERASED if key is not None and key.is_erased else KEY_ELSEWHERE

    def properties(self, key: str, properties: Mapping[str, Value]) -> Properties:
        """A node's properties with its personal ones as they may be read."""
        shown = dict(properties)
        for declared, subject in personal_in(key, properties):
            shown[declared.name] = self.text(subject, declared.name, properties[declared.name])
        return shown


def personal_in(key: str, properties: Mapping[str, Value]) -> Iterator[tuple[Property, str]]:
    """The personal properties that are stated here, each with the record that it is about."""
    for declared in PERSONAL.get(prefix_of(key), ()):
        if declared.name in properties:
            yield declared, subject_of(declared, key, properties)


def _subjects_of_plain(fact: NodeFact) -> dict[str, str]:
    """Name of each personal property that is not sealed -> the record that it is about."""
    found = {
        declared.name: subject
        for declared, subject in personal_in(fact.key, fact.properties)
        if Sealed.parse(fact.properties[declared.name]) is None
    }
    if not all(prefix_of(subject) in PERSONAL for subject in found.values()):
        raise InvalidFact(f"{fact.key}: it does not say whose name it states")
    return found


def _made(transaction: Transaction, subjects: set[str]) -> dict[str, SubjectKey]:
    """The keys of these records; those that are missing are made."""
    keys = keys_of(transaction, subjects)
    new = [SubjectKey.new(subject) for subject in sorted(subjects.difference(keys))]
    if new:
        transaction.rows("create_subject_keys", rows=[key.row() for key in new])
    return keys | {key.subject: key for key in new}


def _sealed(
    properties: Properties, subjects: Mapping[str, str], keys: Mapping[str, SubjectKey]
) -> Properties:
    out: Properties = {}
    for name, value in properties.items():
        if name not in subjects:
            out[name] = value
        elif not (key := keys[subjects[name]]).is_erased:
            out[name] = key.seal(name, str(value))
    return out


def _pages(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while page := list(islice(iterator, KEYS_A_QUERY)):
        yield page
