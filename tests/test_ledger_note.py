"""Signed notes and checkpoints: the published vectors of C2SP, sumdb/note and RFC 8032; strictness."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import NoteError
from ledger.keys import FileSigner
from ledger.note import Checkpoint, Note, VerifierKey, sign
from ledger.verify_notes import Key, Refused, read_checkpoint, read_key
from tests.support import ledger_second
from tests.support.ledger_archives import ORIGIN, signer

# Go's sumdb/note: note_test.go and its documentation.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
    "nAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc"
    "+QQ=\n"
)
# C2SP tlog-checkpoint.md; its key is not published.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
# RFC 8032, section 7.1: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_published_ed25519_vectors(secret: str, public: str, message: str, signature: str) -> None:
    """Signing, and three ways of checking: the note's key, the second verifier, and one bit less."""
    made = FileSigner("log", bytes.fromhex(secret))
    key, text, expected = made.key, bytes.fromhex(message), bytes.fromhex(signature)
    assert key.raw.hex() == public
    assert made.sign(text) == expected
    assert key.verify(text, expected)
    assert ledger_second.ed25519(key.raw, text, expected)
    for at in (0, 31, 32, 63):
        flipped = bytearray(expected)
        flipped[at] ^= 1
        assert not key.verify(text, bytes(flipped))
        assert not ledger_second.ed25519(key.raw, text, bytes(flipped))
    assert not key.verify(text + b"x", expected)
    assert not ledger_second.ed25519(key.raw, text + b"x", expected)


def test_the_second_verifier_refuses_a_signature_beyond_the_group_order() -> None:
    """RFC 8032, 5.1.7: S must be smaller than the order, or every signature would have a second spelling."""
    _, public, message, signature = map(bytes.fromhex, RFC_8032[1])
    beyond = int.from_bytes(signature[32:], "little") + ledger_second.Q
    other = signature[:32] + beyond.to_bytes(32, "little")
    assert not ledger_second.ed25519(public, message, other)
    assert not VerifierKey("log", public).verify(message, other)


# --- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [PETER, ENOCH])
def test_published_keys_are_read_and_written(text: str) -> None:
    key = VerifierKey.parse(text)
    assert str(key) == text
    assert read_key(text) == Key(key.name.encode(), key.id, key.raw)
    assert ledger_second.parse_key(text) == (key.name, key.id.hex(), key.raw)


def mangled(text: str) -> list[str]:
    whole = range(len(text) + 1)
    parts = {text[i:j] for i in whole for j in whole[i + 1 :]} - {text}
    return [*sorted(parts), *(text[:i] + chr(ord(text[i]) + 1) + text[i + 1 :] for i in range(len(text)))]


def test_no_mangled_public_key_is_accepted() -> None:
    """As note_test.go does it, by both readers."""
    bad = [
        *mangled(PETER),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ]
    for text in bad:
        with pytest.raises(NoteError):
            VerifierKey.parse(text)
        with pytest.raises(Refused):
            read_key(text)


def test_no_mangled_private_key_is_accepted_and_none_is_shown() -> None:
    made = FileSigner.parse(PETER_PRIVATE)
    assert str(made.key) == PETER
    assert "YEKFALV" not in repr(made)
    for text in mangled(PETER_PRIVATE):
        with pytest.raises(NoteError) as refused:
            FileSigner.parse(text)
        assert "KFALV" not in str(refused.value)


def test_a_generated_key_reads_back_and_signs() -> None:
    first, second = FileSigner.generate(ORIGIN), FileSigner.generate(ORIGIN)
    assert first != second
    made = FileSigner.parse(first)
    assert made.key.verify(b"hi", made.sign(b"hi"))
    assert not FileSigner.parse(second).key.verify(b"hi", made.sign(b"hi"))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "\x1b"])
def test_a_name_that_a_signature_line_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(NoteError, match="no key name"):
        VerifierKey(name, bytes(32))


# --- notes -----------------------------------------------------------------------------------------


def test_the_published_note_is_made_and_read() -> None:
    note = sign(TEXT, FileSigner.parse(PETER_PRIVATE))
    assert note.encode().decode() == f"{TEXT}\n{PETER_LINE}"
    assert Note.parse(note.encode()) == note


def test_signatures_count_by_known_key() -> None:
    peter, enoch = VerifierKey.parse(PETER), VerifierKey.parse(ENOCH)
    note = Note.parse(f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}".encode())
    assert note.text == TEXT
    assert note.signed_by([peter]) == (peter,)
    assert note.signed_by([enoch, peter]) == (enoch, peter)
    assert note.signed_by([]) == ()
    assert note.signed_by([signer().key]) == ()
    doubled = Note.parse(f"{TEXT}\n{PETER_LINE}{PETER_LINE}{ENOCH_LINE}".encode())
    assert doubled.signed_by([peter]) == (peter,)


def test_a_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    line = PETER_LINE[:60] + "ABCD" + PETER_LINE[60:]
    note = Note.parse(f"{TEXT}\n{ENOCH_LINE}{line}".encode())
    assert note.signed_by([VerifierKey.parse(ENOCH)]) == (VerifierKey.parse(ENOCH),)
    with pytest.raises(NoteError, match=r"PeterNeumann\+c74f20a3 is wrong"):
        note.signed_by([VerifierKey.parse(PETER)])


MALFORMED = [
    TEXT,
    f"{TEXT}\n",
    f"{TEXT}\n{PETER_LINE[:-1]}",
    f"\x01{TEXT}\n{PETER_LINE}",
    f"{TEXT}\r\n{PETER_LINE}",
    f"{TEXT}\n{PETER_LINE}Unexpected line.\n",
    f"{TEXT}\n{PETER_LINE.replace('PeterNeumann', 'Bad Name')}",
    f"{TEXT}\n{PETER_LINE.replace('PeterNeumann', 'Bad+Name')}",
    f"{TEXT}\n{PETER_LINE.replace('— ', '- ')}",
    f"{TEXT}\n{PETER_LINE.replace('nAM=', 'nAN=')}",
    f"{TEXT}\n{PETER_LINE.replace('nAM=', 'nAM')}",
    f"{TEXT}\n{PETER_LINE.replace('x08g', 'x0*g')}",
    f"{TEXT}\n— PeterNeumann x08g\n",
    f"{TEXT}\n{PETER_LINE * 101}",
]


@pytest.mark.parametrize("note", MALFORMED)
def test_a_malformed_note_is_refused_by_all_readers(note: str) -> None:
    with pytest.raises(NoteError):
        Note.parse(note.encode())
    with pytest.raises(Refused):
        read_checkpoint(note.encode(), [read_key(PETER)])
    with pytest.raises(ValueError):  # noqa: PT011  # it has no words of its own
        ledger_second.signers_of(note.encode(), [ledger_second.parse_key(PETER)])


def test_bytes_that_are_no_utf8_are_no_note() -> None:
    with pytest.raises(NoteError, match="UTF-8"):
        Note.parse(b"\xff" + f"{TEXT}\n{PETER_LINE}".encode())


@pytest.mark.parametrize("text", ["abc", "", "a\x00b\n", "a\rb\n"])
def test_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError, match="text of a note"):
        sign(text, signer())


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=5))
def test_any_text_comes_back(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    note = sign(text, signer(1), signer(2))
    again = Note.parse(note.encode())
    assert again == note
    assert again.signed_by([signer(1).key, signer(2).key]) == (signer(1).key, signer(2).key)


@settings(deadline=None)
@given(st.data())
def test_no_flipped_bit_of_a_note_goes_unseen(data: st.DataObject) -> None:
    note = sign(Checkpoint(ORIGIN, 7, bytes(range(32))).text, signer()).encode()
    at = data.draw(st.integers(0, len(note) * 8 - 1))
    flipped = bytearray(note)
    flipped[at // 8] ^= 1 << at % 8
    with pytest.raises(Refused):
        read_checkpoint(bytes(flipped), [read_key(str(signer().key))])


# --- checkpoints -----------------------------------------------------------------------------------


def test_the_published_checkpoint_is_read() -> None:
    note = Note.parse(SOFA.encode())
    found = Checkpoint.parse(note.text)
    assert (found.origin, found.size, found.extensions) == ("example.com/behind-the-sofa", 20852163, ())
    assert found.root == base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert found.text == note.text
    assert note.encode() == SOFA.encode()
    assert note.signatures[0][:2] == ("example.com/behind-the-sofa", bytes.fromhex("033de0ae"))


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n7\n",
        f"\n7\n{ROOT}\n",
        f"{ORIGIN}\n07\n{ROOT}\n",
        f"{ORIGIN}\n+7\n{ROOT}\n",
        f"{ORIGIN}\n٧\n{ROOT}\n",
        f"{ORIGIN}\n-7\n{ROOT}\n",
        f"{ORIGIN}\n7\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n7\nAAAA\n",
        f"{ORIGIN}\n7\n{ROOT}\n\nmore\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused_by_both_readers(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(text)
    with pytest.raises(Refused):
        read_checkpoint(sign(text, signer()).encode(), [read_key(str(signer().key))])


def test_extension_lines_are_carried_and_mean_nothing() -> None:
    text = Checkpoint(ORIGIN, 0, bytes(32), ("more", "lines")).text
    assert Checkpoint.parse(text) == Checkpoint(ORIGIN, 0, bytes(32), ("more", "lines"))
    assert read_checkpoint(sign(text, signer()).encode(), [read_key(str(signer().key))]).size == 0


def test_a_key_signs_for_its_own_log_only() -> None:
    note = sign(Checkpoint("other.example/log", 7, bytes(32)).text, signer()).encode()
    with pytest.raises(Refused, match="origin"):
        read_checkpoint(note, [read_key(str(signer().key))])


def test_the_seed_is_not_kept_in_clear_sight() -> None:
    seed = bytes(range(32))
    assert Ed25519PrivateKey.from_private_bytes(seed).private_bytes_raw() == seed
    made = FileSigner("log", seed)
    assert not hasattr(made, "__dict__")
    assert seed.hex() not in repr(made)
