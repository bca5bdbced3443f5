"""The papers of a case: packs for authorities, letters to consignees, and what is due when.

Promises: filled from the case as it stands at one ledger size; the same case at the same time gives the same
bytes. Refuses a pack that is not declared, and a consignee that the case does not have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from app.case.events import happened
from app.case.filing import case_file
from app.case.reading import Read, read_case
from app.errors import Refused
from app.questions.reading import Reader
from app.questions.standing import Readers
from app.regulation import rule_book
from app.reports.forms import FORMS, PaperForm
from app.reports.pack import letter_report, pack_report
from app.reports.report import Report
from app.reports.texts import Language
from app.stated import there_are
from graph_model.instants import moment_of
from graph_store.store import Store
from quality.case_file import CaseError, CaseFile
from quality.deadlines import Deadlines, due
from quality.letters import RECALL_LETTER, addressed_to
from quality.packs import PACKS
from quality.packs.declare import fill
from quality.words import Words, said


def pack_of(store: Store, key: str, pack: str, language: Language, readers: Readers | None = None) -> Report:
    """A paper for an authority about a recall; `readers` are others than those of the store."""
    if pack not in PACKS:
        raise Refused(
            said("there is no pack {pack}", "没有文件包 {pack}", pack=pack),
            there_are(", ".join(sorted(PACKS))),
        )
    made = moment_of(store.time())
    with (readers or store).reader() as reader:
        case = _file(store, reader, read_case(reader, key), made.date())
    return pack_report(fill(PACKS[pack], case), language, made)


def letters_of(
    store: Store,
    key: str,
    consignees: Sequence[str],
    language: Language,
    made: datetime,
    readers: Readers | None = None,
) -> dict[str, Report]:
    """The letter to each of these consignees."""
    with (readers or store).reader() as reader:
        case = _file(store, reader, read_case(reader, key), made.date())
    try:
        filled = {one: fill(RECALL_LETTER, addressed_to(case, one)) for one in consignees}
    except CaseError as error:
        why = Words(str(error), str(error))
        raise Refused(
            why,
            Words("See who is affected: lotgraph case show KEY.", "查看受影响者：lotgraph case show KEY。"),
        ) from error
    return {one: letter_report(letter, language, made) for one, letter in filled.items()}


def sha256_of(letter: Report) -> str:
    """Hash of a letter as data: what its notice names."""
    _, write = FORMS[PaperForm.json]
    return hashlib.sha256(b"".join(write(letter))).hexdigest()


def deadlines_of(store: Store, reader: Reader, read: Read, on: date) -> Deadlines:
    """Which report is due when, by the rules in force on the day of each event; what no rule covers."""
    return due(rule_book(), happened(store, reader, read).events, on)


def _file(store: Store, reader: Reader, read: Read, on: date) -> CaseFile:
    return case_file(reader, read, happened(store, reader, read), rule_book(), on)
