"""Signing keys of accounts: enciphered under the password, so that only its owner signs (21 CFR 11.200).

    lotgraph-key/1 <memory KiB> <passes> <lanes> <salt> <nonce> <ciphertext>

The key is made of the password by argon2id with a salt of its own, and enciphers the 32 bytes of the private
Ed25519 key by AES-256-GCM; the account and the public key are bound to it.

Promises: a signature takes the account and its password, each time, through the same lock-out as a sign-in.
Refuses: a password that must be changed first, and a key that is not the one that the ledger knows.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.approvals import Signer
from app.errors import Refused
from app.identity.accounts import public_text
from app.identity.desk import Desk
from app.identity.passwords import spelled
from app.identity.sign_in import prove, refuse_unchanged
from graph_store.security_log import Kind
from graph_store.store import Store

_FORM: Final = "lotgraph-key/1"
_MEMORY, _PASSES, _LANES = 65_536, 3, 4  # RFC 9106, second recommended choice
_SALT, _NONCE, _KEY = 16, 12, 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and its public half as the ledger has it."""

    private: Ed25519PrivateKey
    public: str

    @classmethod
    def new(cls) -> SigningKey:
        """A random one."""
        return cls.of(Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> SigningKey:
        """With its public half."""
        return cls(private, public_text(private.public_key().public_bytes_raw()))

    def seal(self, account: str, password: str) -> str:
        """Enciphered under a password."""
        salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        cipher = AESGCM(_derived(password, salt, _MEMORY, _PASSES, _LANES))
        sealed = cipher.encrypt(nonce, self.private.private_bytes_raw(), _bound(account, self.public))
        texts = (base64.b64encode(part).decode() for part in (salt, nonce, sealed))
        return " ".join([_FORM, str(_MEMORY), str(_PASSES), str(_LANES), *texts])


def open_key(sealed: str, account: str, public: str, password: str) -> SigningKey:
    """The key that was sealed for this account and public key; refuses all else."""
    try:
        form, memory, passes, lanes, *texts = sealed.split(" ")
        salt, nonce, ciphertext = (base64.b64decode(text, validate=True) for text in texts)
        if form != _FORM:
            raise ValueError(form)
        cipher = AESGCM(_derived(password, salt, int(memory), int(passes), int(lanes)))
        private = cipher.decrypt(nonce, ciphertext, _bound(account, public))
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise Refused(
            "the signing key of the account can't be opened: it was altered, or belongs to another account",
            "An administrator gives you a new one: lotgraph user reset NAME --as ADMINISTRATOR.",
        ) from error
    return SigningKey.of(Ed25519PrivateKey.from_private_bytes(private))


def unlock(store: Store, name: str, password: str, *, desk: Desk | None = None, address: str = "") -> Signer:
    """The signer of an account, if this is its password."""
    desk = desk or Desk.of(store)
    proven = prove(desk, name, password, address=address)
    refuse_unchanged(desk, proven, address=address)
    account, credential = proven.account, proven.credential
    if credential.public != account.signing_key:
        desk.record(Kind.SIGNATURE_REFUSED, account.key, address, "another key than the ledger knows")
        raise Refused(
            "the signing key of the account is not the one that the ledger knows",
            "An administrator gives you a new one: lotgraph user reset NAME --as ADMINISTRATOR.",
        )
    key = open_key(credential.sealed, account.key, credential.public, password)
    return Signer(account.key, account.name, key.private.sign)


def _derived(password: str, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    return hash_secret_raw(
        spelled(password),
        salt,
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=_KEY,
        type=Type.ID,
    )


def _bound(account: str, public: str) -> bytes:
    return f"{_FORM} {account} {public}".encode()
