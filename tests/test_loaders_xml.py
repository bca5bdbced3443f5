"""XML: entries with their lines, and every way to make a parser do more than read."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from loaders import LoadError
from loaders.trees import Element, Entry, Holder, check_whole, entries
from tests.support.files import opened, written

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<d:Document xmlns:d="urn:d" xmlns:x="urn:x" version="1">
  <Lots x:count="2">
    <d:Lot
      id="1" x:k="&lt;ä&#x20;">
      <ID>0004707 </ID><Note>a<!-- c -->b <b>c</b> d</Note><Lot id="inner"/>
    </d:Lot>
    <Lot xmlns="urn:y"><![CDATA[<&>]]></Lot>
  </Lots>
</d:Document>
"""
LOT = Element(
    name="Lot",
    namespace="urn:d",
    attributes={"id": "1", "{urn:x}k": "<ä "},
    children=(
        Element("ID", text="0004707 "),
        Element("Note", text="ab  d", children=(Element("b", text="c"),)),
        Element("Lot", attributes={"id": "inner"}),
    ),
)


def found(path: Path, *names: str) -> list[Entry]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    read = list(entries(path, sha256=sha256, names=frozenset(names)))
    return [entry for entry in read if isinstance(entry, Entry)]


@pytest.mark.parametrize("name", ["d.xml", "d.xml.gz"])
def test_the_outermost_wanted_elements_are_the_entries(tmp_path: Path, name: str) -> None:
    data = DOCUMENT.encode()
    first, second = found(
        written(tmp_path, gzip.compress(data) if name.endswith("gz") else data, name), "Lot"
    )
    assert (first.line, first.value) == (5, LOT)
    assert (second.line, second.value) == (9, Element("Lot", "urn:y", text="<&>"))
    ancestors = (Holder("Document", {"version": "1"}), Holder("Lots", {"{urn:x}count": "2"}))
    assert first.ancestors == second.ancestors == ancestors


def test_an_entry_as_text(tmp_path: Path) -> None:
    first, second = found(written(tmp_path, DOCUMENT, "d.xml"), "Lot")
    assert first.raw == (
        '<Lot xmlns="urn:d" id="1" {urn:x}k="&lt;ä "><ID xmlns="">0004707 </ID>'
        '<Note xmlns="">ab  d<b>c</b></Note><Lot xmlns="" id="inner"/></Lot>'
    )
    assert second.raw == '<Lot xmlns="urn:y">&lt;&amp;&gt;</Lot>'


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-16", "utf-16"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("windows-1250", "cp1250"),
        ("GB18030", "gb18030"),
        ("gb2312", "gb2312"),
        ("Shift_JIS", "shift_jis"),
        ("EUC-JP", "euc_jp"),
        ("Big5", "big5"),
    ],
)
def test_declared_encodings(tmp_path: Path, declared: str, encoding: str) -> None:
    text = {"latin-1": "ä", "cp1252": "€", "cp1250": "š"}.get(encoding, "日本")
    document = f'<?xml version="1.0" encoding="{declared}"?>\n<a><Lot>{text}</Lot></a>'
    (entry,) = found(written(tmp_path, document.encode(encoding), "d.xml"), "Lot")
    assert (entry.line, entry.value) == (2, Element("Lot", text=text))


def test_entries_that_are_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    texts = ["x" * 100_000, "y", "ä" * 300_000]
    lots = "\n".join(f"<Lot>{text}</Lot>" for text in texts)
    read = found(written(tmp_path, f"<a>{lots}</a>", "d.xml"), "Lot")
    assert [(e.line, e.value) for e in read] == [(n, Element("Lot", text=t)) for n, t in enumerate(texts, 1)]


SECRET = "of this file nothing may be seen"
ATTACKS = {
    "a document type": '<!DOCTYPE a SYSTEM "a.dtd"><a><Lot/></a>',
    "an entity": '<!DOCTYPE a [<!ENTITY x "boom">]><a><Lot>&x;</Lot></a>',
    "many laughs": "<!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 if n else str()};' * 10}'>" for n in range(10))
    + "]><a><Lot>&a9;</Lot></a>",
    "an external entity": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file://{secret}'>]><a><Lot>&x;</Lot></a>",
    "a parameter entity": "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file://{secret}'> %x;]><a><Lot/></a>",
    "an external subset": "<!DOCTYPE a PUBLIC 'x' 'file://{secret}'><a><Lot/></a>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_document_types_are_refused(tmp_path: Path, name: str) -> None:
    secret = written(tmp_path, SECRET, "secret.txt")
    path = written(tmp_path, ATTACKS[name].replace("{secret}", str(secret)), "d.xml")
    with pytest.raises(LoadError, match="declares a document type") as caught:
        found(path, "Lot")
    assert SECRET not in str(caught.value)


def test_what_would_be_fetched_is_text(tmp_path: Path) -> None:
    secret = written(tmp_path, SECRET, "secret.txt")
    text = (
        '<?xml-stylesheet href="http://example.org/x.xsl"?>'
        '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a http://example.org/a.xsd">'
        f'<Lot><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/></Lot></a>'
    )
    (entry,) = found(written(tmp_path, text, "d.xml"), "Lot")
    include = Element("include", "http://www.w3.org/2001/XInclude", {"href": str(secret), "parse": "text"})
    assert entry.value == Element("Lot", children=(include,))


REFUSED = {
    "empty": ("", "no element found"),
    "no XML": ("a,b\n", "is no well-formed XML"),
    "cut off": ("<a><Lot>", "no element found"),
    "crossed tags": ("<a>\n<Lot>\n</a></Lot>", "mismatched tag"),
    "two roots": ("<a/><a/>", "junk after document element"),
    "an unknown entity": ("<a>&nbsp;</a>", "undefined entity"),
    "an unbound prefix": ("<x:a/>", "unbound prefix"),
    "an attribute twice": ('<a b="1" b="2"/>', "duplicate attribute"),
    "a NUL": ("<a>\0</a>", "not well-formed"),
    "bytes of another encoding": ("<a>\udcff</a>", "not well-formed"),
    "a wrong declaration": ('<?xml version="1.0" encoding="GB18030"?><a>\udcff</a>', "can't decode"),
    "an unknown encoding": ('<?xml version="1.0" encoding="x-none"?><a/>', "unknown encoding"),
    "deep": ("<a>" * 65 + "</a>" * 65, "nested more than 64 levels"),
    "deep in an entry": ("<a><Lot>" + "<b>" * 63, "nested more than 64 levels"),
    "a long tag": ('<a b="' + "x" * (5 << 20) + '"/>', "a tag or comment over 4 MiB"),
    "a long comment": ("<a><!--" + "x" * (5 << 20) + "--></a>", "a tag or comment over 4 MiB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_well_formed_is_refused(tmp_path: Path, name: str) -> None:
    text, problem = REFUSED[name]
    path = written(tmp_path, text.encode(errors="surrogateescape"), "d.xml")
    with pytest.raises(LoadError) as caught:
        found(path, "Lot")
    assert problem in caught.value.problem
    assert caught.value.line is not None


def test_a_refusal_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"d\.xml:3: is no well-formed XML \(mismatched tag\)"):
        found(written(tmp_path, "<a>\n<Lot>\n</a></Lot>", "d.xml"), "Lot")


def test_the_deepest_that_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "<a>" * 63 + "<Lot/>" + "</a>" * 63, "d.xml")
    assert len(found(path, "Lot")) == 1


def test_an_entry_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.xml_walk.MAX_ENTRY", 1 << 20)
    text = "<a>\n<Lot>" + "<b/>" * 20_000 + "</Lot></a>"
    with pytest.raises(LoadError, match="has an entry over 1 MiB, from line 2 on"):
        found(written(tmp_path, text, "d.xml"), "Lot")
    assert found(written(tmp_path, text, "d.xml"), "Other") == []


def test_a_document_that_changes_while_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, DOCUMENT, "d.xml")
    with pytest.raises(LoadError, match="changed while it was read"):
        list(entries(path, sha256="0" * 64, names=frozenset({"Lot"})))


def test_a_document_is_checked_before_its_first_entry(tmp_path: Path) -> None:
    check_whole(written(tmp_path, DOCUMENT, "d.xml"))
    with pytest.raises(LoadError, match="no element found"):
        check_whole(written(tmp_path, DOCUMENT.replace("</d:Document>", ""), "d.xml"))


def test_a_tree_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="document of nested parts"):
        opened(written(tmp_path, DOCUMENT, "lot.xml"))
