"""Are the electronic signatures of a dossier those of the accounts that they name (21 CFR 11.70)?

Promises: of each signature that is stated, that its proposal is stated too, under the hash of its content,
and that the key which its account had before that commit, while it was open, signed this content in this
place: a key that was replaced, or came later, signs nothing. Whether the roles are those that the policy
table asks for, the commit checked; it is not checked again. Own code, from docs/ledger-format.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.dossier.proven import Stated
from app.dossier.reading import Finding, canonical
from graph_model.facts import NodeFact, Value, rank
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, split

_Account = tuple[str, int, Mapping[str, Value]]
"""What one statement says of an account: its rank, its commit, its properties."""


def unapproved(stated: Sequence[Stated]) -> Iterator[Finding]:
    """What is wrong with the signatures among these statements."""
    accounts: dict[str, list[_Account]] = defaultdict(list)
    contents: dict[str, str] = {}
    signatures: dict[str, tuple[int, Mapping[str, Value]]] = {}
    for seq, fact in ((one.seq, one.fact) for one in stated if isinstance(one.fact, NodeFact)):
        match prefix_of(fact.key):
            case "account":
                accounts[fact.key].append((rank(fact), seq, fact.properties))
            case "proposal" if "content" in fact.properties:
                contents[fact.key] = str(fact.properties["content"])
            case "signature":
                signatures[fact.key] = seq, fact.properties
    for key, content in contents.items():
        if split(key).parts[0] != hashlib.sha256(content.encode()).hexdigest():
            yield f"{key} is not the hash of what it proposes"
    for key, (seq, said) in sorted(signatures.items()):
        before = [one for one in accounts.get(str(said.get("signer")), ()) if one[1] < seq]
        yield from _signature(key, said, before, contents)


def _signature(
    key: str, said: Mapping[str, Value], account: Iterable[_Account], contents: Mapping[str, str]
) -> Iterator[Finding]:
    content_hash, place = split(key).parts
    if make("proposal", OWN_NAMESPACE, content_hash) not in contents:
        yield f"{key} signs a content that is not stated"
    told = {name: value for name, value in said.items() if name != "signature"}
    text = b"lotgraph-signature/1\n" + canonical({**told, "content": content_hash, "place": int(place)})
    stood = {name: value for _, _, some in sorted(account, key=_by_rank) for name, value in some.items()}
    if stood.get("standing") != "active" or not _is_signed(
        text, str(said.get("signature")), str(stood.get("signing_key"))
    ):
        yield f"{key} is no signature of {said.get('signer')}"


def _by_rank(one: _Account) -> str:
    return one[0]


def _is_signed(text: bytes, signature: str, public: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
