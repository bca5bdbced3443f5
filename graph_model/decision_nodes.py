"""The labels of who decides and of what was decided: accounts, proposals, signatures, acts of the system.

They are written through the commit's own checks only (`graph_model.policy`), never by a loader.
"""

from __future__ import annotations

from graph_model.declare import RecordClass, code, node_type, text, time

VERSIONED, SIGNED = RecordClass.VERSIONED, RecordClass.SIGNED

DECISIONS = (
    node_type(
        "Account",
        "account: name",
        "what a person signs in with, and what they may do; its credentials are no part of the ledger",
        text("name", "printed name", personal=True),
        text("person", "number of the natural person; two accounts of one person count as one"),
        text("roles", "roles by the policy table, space between"),
        text("sites", "keys of the sites it may see, space between; `all`, or nothing, for every site"),
        text("signing_key", "public Ed25519 key, base64 of its 32 bytes"),
        code("standing", "whether it may be used", "active", "closed"),
        owner="information security",
        keep=SIGNED,
        origin="decided",
    ),
    node_type(
        "Proposal",
        "proposal: content_hash",
        "facts that wait for signatures; its key is the hash of what is signed",
        text("content", "what is signed: canonical JSON of the facts, the reason, the policy and a number"),
        text("proposed_by", "the account or actor that proposed it"),
        code("outcome", "what became of it", "open", "carried_out", "rejected"),
        owner="quality",
        origin="decided",
    ),
    node_type(
        "Signature",
        "signature: content_hash place",
        "an electronic signature (21 CFR 11.50) of a proposal, in its place of the order",
        text("signer", "key of the account that signed"),
        text("name", "printed name of the signer when it was signed", personal=True, subject="signer"),
        text("role", "the role in which it was signed"),
        text("meaning", "what was signed for"),
        time("signed", "when, by the server's clock"),
        text("signature", "Ed25519 signature, base64 of its 64 bytes"),
        owner="quality",
        origin="decided",
        occurs="signed",
    ),
    node_type(
        "KeyRotation",
        "key_rotation: number",
        "the ledger's signing key was replaced; the note is signed by the old and the new key",
        text("note", "the rotation note, by docs/ledger-format.md"),
        owner="information security",
        origin="decided",
    ),
    node_type(
        "SecurityLog",
        "security_log: size",
        "head of the log of refusals, which is kept outside the ledger",
        text("sha256", "hash of its last entry, which covers those before"),
        owner="information security",
        origin="decided",
    ),
    node_type(
        "Repair",
        "repair: number",
        "the graph was set back to what its ledger says (`lotgraph verify --repair`)",
        text("report", "how many rows differed, by what they are and how, as canonical JSON"),
        text("sha256", "hash of the file that names each of them"),
        owner="information security",
        origin="decided",
    ),
    node_type(
        "Responsibility",
        "responsibility: owner",
        "who answers for the data of one owner of the data dictionary",
        text("contact", "how they are reached: a department's address, no person's"),
        text("deputy", "the owner who stands in"),
        owner="document control",
        keep=VERSIONED,
        origin="decided",
    ),
    node_type(
        "Erasure",
        "erasure: subject",
        "a person's values can no longer be read: their key was destroyed",
        text("subject", "key of the record whose personal values were erased"),
        time("erased", "when it was decided, by the server's clock; its commit says when it was done"),
        owner="data protection",
        origin="decided",
        occurs="erased",
    ),
)
