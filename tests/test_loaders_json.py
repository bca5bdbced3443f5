"""JSON as tables and as trees: what a part is, where it starts, what is refused."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from loaders import LoadError, plan
from loaders.json_walk import MAX_DEPTH, Number
from loaders.tables import Broken
from loaders.trees import Entry, check_whole, entries
from tests.support.files import opened, shortly, written

ROWS = '[\n {"a": 0.10, "b": "x"},\n {"b": null, "c": true}\n]'


def found(path: Path, *names: str) -> list[Entry | Broken]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return list(entries(path, sha256=sha256, names=frozenset(names)))


def values(path: Path, *names: str) -> list[tuple[int, object]]:
    return [(e.line, e.rule if isinstance(e, Broken) else e.value) for e in found(path, *names)]


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (ROWS, 2),
        (f'{{"value": {ROWS}, "@odata.count": 2}}', 2),
        (f'{{"d": {{"more": ["u"], "none": [], "results": {ROWS}}}}}', 2),
        (f'\n\n{{"a":\n{ROWS}}}', 5),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_one_array_of_objects_is_the_table(tmp_path: Path, text: str, first: int, encoding: str) -> None:
    table = opened(written(tmp_path, text.encode(encoding), "lot.json"))
    assert table.header == ("a", "b", "c")
    assert shortly(table) == [(first, ["0.10", "x", ""]), (first + 1, ["", "", "true"])]


def test_packed_json(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(ROWS.encode()), "lot.json.gz")
    assert shortly(opened(path))[0] == (2, ["0.10", "x", ""])


@pytest.mark.parametrize(
    "element", ['{"a": [1]}', '{"a": {}}', "7", '"x"', '{"a":1,"a":2}', '{"a":NaN}', '{"a":"\\ud800"}']
)
def test_an_element_that_is_no_flat_object_is_broken(tmp_path: Path, element: str) -> None:
    path = written(tmp_path, f'[{{"a": 1}},\n{element},\n{{"a": 3}}]', "lot.json")
    assert shortly(opened(path)) == [(1, ["1"]), (2, "json"), (3, ["3"])]


@pytest.mark.parametrize("byte", [b"\xff", b"\0"])
def test_an_element_with_damaged_text_is_broken(tmp_path: Path, byte: bytes) -> None:
    path = written(tmp_path, b'[{"a": 1},\n{"a": "' + byte + b'"}]', "lot.json")
    good, broken = opened(path).rows()
    assert good == (1, ["1"], '{"a": 1}')
    assert isinstance(broken, Broken)
    assert broken.raw == '{"a": "\\x' + byte.hex() + '"}'


REFUSED = {
    "empty": ("", "is empty"),
    "no objects": ('{"columns": ["a"], "data": [[1]]}', "holds no objects"),
    "an object alone": ('{"a": 1}', "holds no objects"),
    "two arrays": ('{"lots": [{"a": 1}], "steps": [{"b": 1}]}', "several arrays of objects: lots, steps"),
    "cut off": ('[{"a": 1}, {"a"', "is no JSON"),
    "not closed": ('[{"a": 1}', "is no JSON (no ']' where one is due)"),
    "a comma too many": ('[{"a": 1},]', "is no JSON (a comma with nothing behind it)"),
    "a comma too many outside": ('{"a": [{"a": 1}],}', "is no JSON (a comma with nothing behind it)"),
    "no colon": ('{"a" [{"a": 1}]}', "is no JSON (no ':' where one is due)"),
    "lines": ('{"a": 1}\n{"a": 2}\n', "has more after its end"),
    "no text": ("lot,number\n", "is no JSON"),
    "a frame's field twice": ('{"a": [{"b": 1}], "a": 2}', "names the field 'a' twice"),
    "a frame's bytes": ('{"a": "\udcff", "b": [{"b": 1}]}', "bytes that are not UTF-8"),
    "a frame's number": ('{"a": NaN, "b": [{"b": 1}]}', "holds NaN"),
    "deep": ('[{"a": ' + "[" * 70 + "]" * 70 + "}]", "nested more than 64 levels"),
    "very deep": ('[{"a": ' + "[" * 100_000, "nested more than 64 levels"),
    "deep outside": ('{"a": ' * 70 + "1" + "}" * 70, "nested more than 64 levels"),
    "an unnamed field": ('[{"": 1}]', "has no header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    text, problem = REFUSED[name]
    path = written(tmp_path, text.encode(errors="surrogateescape"), "lot.json")
    with pytest.raises(LoadError) as caught:
        list(opened(path).rows())
    assert problem in caught.value.problem
    assert caught.value.next_step


def test_a_refusal_names_the_line(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"a": 1},\n{"a": 1},\n{"a" 1}]', "lot.json")
    with pytest.raises(LoadError, match=r"lot\.json:3: is no JSON \(Expecting ':' delimiter\)"):
        opened(path)


def test_a_part_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.json_walk.MAX_PART", 1 << 20)
    path = written(tmp_path, '[{"a": "' + "x" * (3 << 20), "lot.json")
    with pytest.raises(LoadError, match="a part over 1 MiB"):
        opened(path)


def test_too_many_fields_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ", ".join(f'"f{n}": 1' for n in range(1001))
    with pytest.raises(LoadError, match="has over 1000 fields"):
        opened(written(tmp_path, f"[{{{fields}}}]", "lot.json"))
    monkeypatch.setattr("loaders.json_walk._MAX_FIELDS", 100)
    with pytest.raises(LoadError, match="has an object of over 100 fields"):
        opened(written(tmp_path, f'{{{fields}, "x": [{{"a": 1}}]}}', "lot.json"))


def test_elements_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    texts = ["x" * size for size in (1, 65_536, 300_000, 65_530, 2)]
    path = written(tmp_path, "[" + ",\n".join(f'{{"a": "{text}"}}' for text in texts) + "]", "lot.json")
    assert shortly(opened(path)) == [(line, [text]) for line, text in enumerate(texts, 1)]


def test_numbers_at_the_end_of_what_is_read_at_once(tmp_path: Path) -> None:
    for blanks in range(65_520, 65_540):
        path = written(tmp_path, "{" + " " * blanks + '"n": 1234567890, "x": [{"a": 1}]}', "lot.json")
        assert shortly(opened(path)) == [(1, ["1"])]


def test_json_is_loaded_like_any_table(tmp_path: Path) -> None:
    path = written(tmp_path, '{"value": [{"material": "RM-1", "lot": "0007"}]}', "lot.json")
    (source,) = plan([path], profile=None, namespace=None)
    assert [type(outcome).__name__ for outcome in source.outcomes()] == ["Accepted"]


# --- trees ---------------------------------------------------------------------------------------

DOCUMENT = """{
  "@context": ["https://example.org/c", {"ex": "https://example.org/"}],
  "type": "Document", "id": "d1",
  "body": {
    "name": "b",
    "eventList": [
      {"id": "e1", "quantity": 10.50, "eventList": [1]},
      {"id": "e2", "when": {"at": "x"}}],
    "note": "after"
  },
  "other": [{"eventList": ["e3"]}]
}"""


def test_every_element_under_a_wanted_key_is_an_entry(tmp_path: Path) -> None:
    first, second, third = found(written(tmp_path, DOCUMENT, "d.jsonld"), "eventList")
    assert isinstance(first, Entry)
    assert first.line == 7
    assert first.value == {"id": "e1", "quantity": "10.50", "eventList": ["1"]}
    assert first.raw == '{"id": "e1", "quantity": 10.50, "eventList": [1]}'
    assert [(name, dict(texts)) for name, texts in first.ancestors] == [
        ("body", {"type": "Document", "id": "d1"}),
        ("eventList", {"name": "b", "note": "after"}),
    ]
    assert isinstance(second, Entry)
    assert second.line == 8
    assert second.value == {"id": "e2", "when": {"at": "x"}}
    assert isinstance(third, Entry)
    assert (third.line, third.value) == (11, "e3")
    assert [holder.name for holder in third.ancestors] == ["other", "eventList"]


def test_numbers_are_told_from_texts_and_keep_their_digits(tmp_path: Path) -> None:
    (entry,) = found(written(tmp_path, '{"x": [[0.10, 12345678901234567890, 1e400, "2"]]}', "d.json"), "x")
    assert isinstance(entry, Entry)
    assert entry.value == ["0.10", "12345678901234567890", "1e400", "2"]
    assert isinstance(entry.value, list)
    assert [isinstance(value, Number) for value in entry.value] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"x": {"a": "1"}}', [(1, {"a": "1"})]),
        ('{"x": "text"}', [(1, "text")]),
        ('{"x": true}', [(1, True)]),
        ('{"x": null}', []),
        ('{"x": [null]}', [(1, None)]),
        ('{"x": []}', []),
        ('{"y": [1]}', []),
        ('[{"x": ["a"]}, {"x": ["b"]}]', [(1, "a"), (1, "b")]),
        ('{"x": [{"a": 1, "a": 2}, "b"]}', [(1, "json"), (1, "b")]),
    ],
)
def test_what_a_key_leads_to(tmp_path: Path, text: str, expected: object) -> None:
    assert values(written(tmp_path, text, "d.json"), "x") == expected


def test_the_document_itself_has_the_empty_name(tmp_path: Path) -> None:
    assert values(written(tmp_path, '["a",\n"b"]', "d.json"), "") == [(1, "a"), (2, "b")]
    assert values(written(tmp_path, '{"a": "b"}', "d.json"), "") == [(1, {"a": "b"})]


def test_the_deepest_that_is_read(tmp_path: Path) -> None:
    inside = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert len(values(written(tmp_path, f'{{"x": [{inside}]}}', "d.json"), "x")) == 1
    with pytest.raises(LoadError, match="nested more than 64"):
        values(written(tmp_path, f'{{"x": [[[{inside}]]]}}', "d.json"), "x")


def test_a_tree_that_changes_while_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, DOCUMENT, "d.jsonld")
    with pytest.raises(LoadError, match="changed while it was read"):
        list(entries(path, sha256="0" * 64, names=frozenset({"eventList"})))


def test_a_document_is_checked_before_its_first_entry(tmp_path: Path) -> None:
    check_whole(written(tmp_path, DOCUMENT, "d.jsonld"))
    with pytest.raises(LoadError, match="is no JSON"):
        check_whole(written(tmp_path, DOCUMENT[:-1], "d.jsonld"))


def test_a_tree_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="document of nested parts"):
        opened(written(tmp_path, DOCUMENT, "d.jsonld"))
