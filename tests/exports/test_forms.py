"""Each form read back by somebody else's reader."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import networkx as nx
import orjson
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from app.columnar.listed import Listed
from app.errors import Refused
from app.exports import workbook
from app.exports.graphml import graphml_parts
from app.exports.lines import head, lines, relationships, row_lines
from app.exports.streams import ANSWER, CERTIFICATE, arrow_parts
from app.exports.workbook import MOST_CHARACTERS, workbook_parts
from app.questions.answer import Told
from app.questions.findings import Note
from app.terminal import CSV_COLUMNS
from quality.words import Words
from tests.exports.conftest import Answers

Writer = Callable[[Told, bytes | None], Iterator[bytes]]


def whole(writer: Writer, answer: Told, certificate: bytes | None = None) -> bytes:
    return b"".join(writer(answer, certificate))


def test_an_arrow_stream_is_the_lines_with_their_certificate(answers: Answers) -> None:
    for answer in answers.all:
        with pa.ipc.open_stream(whole(arrow_parts, answer, answers.certificate)) as stream:
            metadata = stream.schema.metadata
            assert stream.read_all().equals(lines(answer))
        assert metadata == {ANSWER.encode(): head(answer), CERTIFICATE.encode(): answers.certificate}
    with pa.ipc.open_stream(whole(arrow_parts, answers.wide)) as stream:
        assert set(stream.schema.metadata) == {ANSWER.encode()}


def test_what_is_said_of_the_whole_is_the_contract(answers: Answers) -> None:
    for answer in answers.all:
        contract = answer.in_full().to_json()
        assert orjson.loads(head(answer)) == {
            k: v for k, v in contract.items() if k not in ("rows", "sha256")
        }


def sheets(file: bytes) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    read = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: [[str(cell) for cell in row] for row in rows] for name, rows in read.items()}


def cells(table: pa.Table) -> list[list[str]]:
    return [[text or "" for text in line] for line in zip(*table.to_pydict().values(), strict=True)]


@pytest.mark.parametrize("most", [workbook.MOST_LINES, 8])
def test_a_workbook_has_all_lines_as_texts(
    answers: Answers, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_LINES", most)
    told = sheets(whole(workbook_parts, answers.wide, answers.certificate))
    together: dict[str, list[list[str]]] = {}
    for name, (first, *rest) in told.items():
        assert len(rest) < most
        together.setdefault(name.partition(" ")[0], [first]).extend(rest)
    assert together["rows"] == [list(CSV_COLUMNS), *cells(row_lines(answers.wide))]
    assert together["relationships"] == [["from", "type", "to", "key"], *cells(relationships(answers.plain))]
    assert [row[0] for row in together["gaps"]] == ["kind", *(gap.kind for gap in answers.plain.gaps)]
    assert "".join(row[0] for row in together["certificate"][1:]).encode() == answers.certificate


def test_a_long_certificate_is_cut_into_cells(answers: Answers) -> None:
    long = b"0123456789" * 10_000 + b"\n"
    rows = sheets(whole(workbook_parts, answers.plain, long))["certificate"]
    assert "".join(row[0] for row in rows[1:]).encode() == long


def test_a_workbook_has_notes_and_no_certificate_that_nobody_asked_for(answers: Answers) -> None:
    noted = replace(
        answers.plain, notes=(Note("retracted", "k", Words("withdrawn", "已撤回"), "PRODUCED", "a", "b"),)
    )
    told = sheets(whole(workbook_parts, noted))
    assert list(told) == ["rows", "gaps", "notes", "relationships"]
    assert told["notes"][1] == ["retracted", "k", "withdrawn", "PRODUCED", "a", "b"]
    assert whole(workbook_parts, noted) == whole(workbook_parts, noted)


def test_a_text_that_fits_into_no_cell_is_refused(answers: Answers) -> None:
    row = replace(answers.plain.rows[0], name="x" * (MOST_CHARACTERS + 1))
    with pytest.raises(Refused, match="too many for a cell"):
        whole(workbook_parts, replace(answers.plain, rows=(row,)))


def edges_of(graph: nx.MultiDiGraph[str]) -> set[tuple[str, str, str, str]]:
    return {(a, b, key, told["type"]) for a, b, key, told in graph.edges(keys=True, data=True)}


def test_graphml_is_the_answer_as_a_graph(answers: Answers) -> None:
    for answer in answers.all:
        document = io.BytesIO(whole(graphml_parts, answer, answers.certificate))
        read: nx.MultiDiGraph[str] = nx.MultiDiGraph(nx.read_graphml(document, force_multigraph=True))
        wanted: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in answer.in_full().rows:
            told = {k: v for k, v in row.to_json().items() if k not in ("key", "records") and v is not None}
            if told.pop("by_material", None):
                told["by_material"] = orjson.dumps([one.to_json() for one in row.by_material or ()]).decode()
            wanted.add_node(row.key, **told)
        for link in answer.in_full().links:
            wanted.add_edge(link.source, link.target, link.key, type=link.type)
        assert sorted(read.nodes) == sorted(wanted.nodes)
        assert all(read.nodes[key] == wanted.nodes[key] for key in wanted.nodes)
        assert edges_of(read) == edges_of(wanted)
        assert read.graph["certificate"].encode() == answers.certificate
        assert read.graph["answer"].encode() == head(answer)


def test_graphml_refuses_what_xml_can_not_hold_before_it_begins(answers: Answers) -> None:
    for text in ("a\x01b", "\ufffe"):
        row = replace(answers.plain.rows[0], name=text)
        with pytest.raises(Refused, match="XML can't hold"):
            next(graphml_parts(replace(answers.plain, rows=(row,)), None))


def test_pages_of_a_wide_answer_build_what_they_show(answers: Answers) -> None:
    rows, links = answers.wide.rows, answers.wide.links
    assert isinstance(rows, Listed)
    assert isinstance(links, Listed)
    assert (tuple(rows), tuple(links)) == (answers.plain.rows, answers.plain.links)
    for told, wanted in ((rows, answers.plain.rows), (links, answers.plain.links)):
        assert (len(told), told[-1], told[0]) == (len(wanted), wanted[-1], wanted[0])
        for place in (slice(2, 5), slice(5, 2), slice(None), slice(-3, None), slice(0, 9, 4), slice(90, 99)):
            assert list(told[place]) == list(wanted[place])
        with pytest.raises(IndexError):
            told[len(wanted)]
