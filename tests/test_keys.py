"""Keys: the same natural key gives the same text for ever, and takes apart without loss."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.keys import (
    BadKey,
    Key,
    decode,
    encode,
    make,
    prefix_of,
    relationship_key,
    relationship_key_by_content,
    split,
)

PARTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("lot", "tryton", "RM-1002", "0004707", "1"), "lot:tryton/RM-1002/0004707/1"),
        (("lot", "tryton", "RM-1002", "0004707", "2"), "lot:tryton/RM-1002/0004707/2"),
        (("lot", "erp", "A/B", "50%"), "lot:erp/A%2FB/50%25"),
        (("customer", "erp", "心脏中心"), "customer:erp/%E5%BF%83%E8%84%8F%E4%B8%AD%E5%BF%83"),
        (("device", "erp", " 7", "+:?#"), "device:erp/%207/%2B%3A%3F%23"),
        (("site", "a b", "x"), "site:a%20b/x"),
        (("lot", "erp", "e\u0301", "\u00e9"), "lot:erp/e%CC%81/%C3%A9"),
    ],
)
def test_a_key_is_spelled_like_this_for_ever(parts: tuple[str, ...], text: str) -> None:
    prefix, namespace, *rest = parts
    assert make(prefix, namespace, *rest) == text
    assert split(text) == Key(prefix, namespace, tuple(rest))
    assert str(split(text)) == text


def test_only_unreserved_characters_stay_as_they_are() -> None:
    kept = {chr(code) for code in range(256) if encode(chr(code)) == chr(code)}
    assert kept == set(UNRESERVED)
    assert [encode(c) for c in "\x00/~\x7fÿ"] == ["%00", "%2F", "~", "%7F", "%C3%BF"]


@given(PARTS, st.lists(PARTS, min_size=1, max_size=5))
def test_whatever_the_parts_they_come_back(namespace: str, parts: list[str]) -> None:
    text = make("lot", namespace, *parts)
    assert set(text) <= set(UNRESERVED) | set("%/:")
    assert split(text) == Key("lot", namespace, tuple(parts))


@given(st.lists(PARTS, min_size=1, max_size=3), st.lists(PARTS, min_size=1, max_size=3))
def test_two_natural_keys_never_share_a_text(one: list[str], other: list[str]) -> None:
    assert (make("lot", "erp", *one) == make("lot", "erp", *other)) == (one == other)


@given(PARTS)
def test_a_part_decodes_to_what_was_encoded(part: str) -> None:
    assert decode(encode(part)) == part


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a key"),
        ("lot", "is not a key"),
        ("lot:erp", "is not a key"),
        ("erp/RM-1/1", "is not a key"),
        (":erp/RM-1", "is not a key"),
        ("a/b:erp/RM-1", "is not a key"),
        ("lot 1:erp/RM-1", "is not a key"),
        ("lot:erp/", "non-empty parts"),
        ("lot:/RM-1", "non-empty parts"),
        ("lot:erp//1", "non-empty parts"),
        ("lot:erp/a%2fb", "write lot:erp/a%2Fb"),
        ("lot:erp/%41", "write lot:erp/A"),
        ("lot:erp/a b", "write lot:erp/a%20b"),
        ("lot:erp/100%", "write lot:erp/100%25"),
        ("lot:erp/é", "write lot:erp/%C3%A9"),
        ("lot:erp/RM-1\n", "write lot:erp/RM-1%0A"),
        ("lot:erp/%FF", "not UTF-8"),
        ("lot:erp/%ED%A0%80", "not UTF-8"),
    ],
)
def test_what_make_would_not_write_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadKey, match=says):
        split(text)


@pytest.mark.parametrize("parts", [(), ("",), ("a", ""), ("\ud800",)])
def test_no_key_is_made_of_parts_that_are_none(parts: tuple[str, ...]) -> None:
    with pytest.raises(BadKey):
        make("lot", "erp", *parts)


def test_no_key_is_made_without_a_namespace() -> None:
    with pytest.raises(BadKey):
        make("lot", "", "RM-1")


def test_a_prefix_is_read_without_checking_the_rest() -> None:
    assert [prefix_of(text) for text in ("lot:a/b", "lot", "", "a:b:c")] == ["lot", "lot", "", "a"]


def test_a_relationship_is_named_by_its_document_line() -> None:
    assert relationship_key("CONSUMED_IN", "tryton", "stock.move", "17") == (
        "CONSUMED_IN:tryton/stock.move/17"
    )


def test_a_relationship_without_a_line_is_named_by_what_it_states() -> None:
    text = b"INSTANCE_OF\0lot:erp/RM-1/1\0material:erp/RM-1\0x"
    assert relationship_key_by_content("INSTANCE_OF", "erp", "lot:erp/RM-1/1", "material:erp/RM-1", "x") == (
        f"INSTANCE_OF:erp/{hashlib.sha256(text).hexdigest()[:32]}"
    )
    assert relationship_key_by_content("HAS_UNIT", "erp", "lot:erp/A/1", "device:erp/A/2") == (
        "HAS_UNIT:erp/3e5528632180917525b915fb209b0286"
    )
