"""case: a recall that is decided, from opening it to the papers for authorities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.approvals import Outcome
    from app.case.acting import Act
    from app.case.reading import Read
    from app.corrections import Decider
    from app.reports.report import Report
    from app.reports.texts import Language
    from graph_store.store import Store
    from quality.recall import Said

app = typer.Typer(
    no_args_is_help=True,
    help="A decided recall: open it, tell consignees, take their answers, fill papers. See docs/case.md.",
)
Key = Annotated[str, typer.Argument(metavar="RECALL", help="Key of the recall.")]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="Key of the consignee.")]
Reason = Annotated[str, typer.Option(help="Why; recorded with it, for ever.")]
Method = Annotated[str, typer.Option(help="letter, email, telephone, visit or portal.")]
LanguageOption = Annotated[str, typer.Option(help="en or zh-CN.", metavar="LANGUAGE")]
Remark = Annotated[str, typer.Option(help="What else was said.")]


@app.command("open")
def open_case(
    starts: Annotated[list[str], typer.Argument(metavar="KEY...", help="Lots or devices.")],
    name: Annotated[str, typer.Option(help="Its title.")],
    reason: Annotated[str, typer.Option(help="Why they are recalled.")],
    came_of: Annotated[
        list[str] | None,
        typer.Option("--came-of", metavar="KEY", help="Complaint or event; may be given again."),
    ] = None,
    sign_as: AsOption = None,
) -> int:
    """Open a recall from the whole answer of its starts, whose certificate it names from then on.

    Two sign: quality, then regulatory affairs. How it goes on: lotgraph work show RECALL.

    Example: lotgraph case open lot:tryton/RM-1002/0004707/1 --name "Resin 4707" --reason "it cracks" --as qui

    Exit code 0: it holds. 3: proposed, others must sign. 1: refused.
    """
    from app.case.acting import Opening, open_recall

    opening = Opening(name, stated(reason), starts, came_of or ())

    def act(store: Store, by: Decider) -> int:
        done = open_recall(store, opening, by)
        return told(done.outcome, f"Opened {done.key}")

    return _acting(act, reason, sign_as)


@app.command("show")
def show(key: Key, form: FormatOption = "table") -> int:
    """Who must be told, was told, answered; what became of each lot or device; which report is due when.

    Example: lotgraph case show recall:lotgraph/7KQ2MA

    Exit code 0: nobody is left to tell and today's answer is complete. 3: somebody is, or something lacks.
    """
    from app.case.papers import deadlines_of
    from app.case.reading import read_case
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store
    from graph_model.instants import moment_of
    from quality.recall import lines, untold

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        read = read_case(reader, key)
        clocks = deadlines_of(store, reader, read, moment_of(store.time()).date())
    case = read.case
    columns = ("consignee", "name", "standing", "told", "answered", "tried again", "check")
    rows = [
        (
            *(one.consignee.key, one.consignee.name, one.standing, one.notified, one.responded),
            *(str(one.attempts), one.check),
        )
        for one in lines(case)
    ]
    waiting_reports = [
        {
            "report": one.rule.id,
            "authority": one.authority,
            "due": one.due.last.isoformat(),
            "state": str(one.state),
        }
        for one in clocks.due
    ]
    uncovered = [one.text for one in clocks.holes]
    print_listing(
        chosen, columns, rows, {**_as_json(read), "reports_due": waiting_reports, "uncovered": uncovered}
    )
    for report in waiting_reports:
        say(f"{report['due']} {report['authority']} {report['report']}: {report['state']}")
    for gap in (*(one.en for one in case.gaps), *uncovered):
        say(f"Missing: {gap}")
    left = untold(case)
    say(f"{case.key} is {case.stage}; {len(left)} of {len(rows)} consignees are to be told.")
    return 0 if case.complete and not left else 3


@app.command("tell")
def tell(
    key: Key,
    reason: Reason,
    method: Method = "letter",
    language: LanguageOption = "en",
    consignees: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="CUSTOMER", help="Only these; else all that nobody told."),
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option(help="Write the letters into this folder, one PDF for each.", metavar="FOLDER"),
    ] = None,
    sign_as: AsOption = None,
) -> int:
    """Record that consignees are told, with the hash of each letter; those who can't be are named.

    Example: lotgraph case tell recall:lotgraph/7KQ2MA --letters letters/ --reason "first letters" --as reg

    Exit code 0: all were told. 3: others must sign, or somebody could not be told. 1: refused.
    """
    from app.case import acting
    from app.case.papers import letters_of, sha256_of
    from app.terminal import say
    from graph_model.instants import moment_of

    chosen = _language(language)

    def act(store: Store, by: Decider) -> int:
        def written(read: Read, who: Sequence[str], at: str) -> dict[str, str]:
            made = letters_of(store, key, who, chosen, moment_of(at))
            if letters is not None:
                _write(letters, made)
            return {one: sha256_of(letter) for one, letter in made.items()}

        spoken = "zh" if chosen == "zh-CN" else "en"
        how = acting.Manner(method, spoken, written if method == "letter" else acting.no_letters)
        done = acting.tell(store, key, consignees, how, by)
        for why in done.against:
            say(f"Not told: {why}.")
        codes = [told(one, f"{done.consignees} consignees told") for one in done.outcomes]
        return max([*codes, 3 if done.against else 0])

    return _acting(act, reason, sign_as)


@app.command("answers")
def answers(
    key: Key,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV of what consignees say.")],
    reason: Reason,
    sign_as: AsOption = None,
) -> int:
    """Record what consignees say, from a CSV; every row is taken or named with the reason.

    Columns: consignee, about, responded, unit, on_hand, sent_back, corrected, destroyed, remark. The last
    word of a consignee about a lot or device holds.

    Example: lotgraph case answers recall:lotgraph/7KQ2MA replies.csv --reason "reply forms" --as reg

    Exit code 0: all were taken. 3: some were not, or others must sign. 1: refused.
    """
    from app.case import acting
    from app.terminal import say

    rows = _rows(file)

    def act(store: Store, by: Decider) -> int:
        good = [(line, one) for line, one in rows if not isinstance(one, str)]
        outcomes, against = acting.respond(store, key, [one for _, one in good], by)
        bad = {line: one for line, one in rows if isinstance(one, str)}
        bad |= {good[place][0]: why for place, why in against.items()}
        for line, why in sorted(bad.items()):
            say(f"{file.name}:{line}: {why}.")
        say(f"{len(rows)} rows read, {len(rows) - len(bad)} taken, {len(bad)} not.")
        codes = [told(outcome, "Recorded") for outcome in outcomes]
        return max([*codes, 3 if bad else 0])

    return _acting(act, reason, sign_as)


@app.command("attempt")
def attempt(
    key: Key,
    consignee: Customer,
    reason: Reason,
    method: Method = "telephone",
    result: Annotated[str, typer.Option(help="reached or not_reached.")] = "not_reached",
    remark: Remark = "",
    sign_as: AsOption = None,
) -> int:
    """Record one more try to reach a consignee.

    Example: lotgraph case attempt recall:lotgraph/7KQ2MA customer:tryton/12 --reason "no answer" --as reg
    """
    from quality import recall

    return _on_case(
        key,
        lambda case, at: recall.attempt(case, consignee, method, result, at, remark=remark),
        reason,
        sign_as,
    )


@app.command("give-up")
def give_up(key: Key, consignee: Customer, reason: Reason, sign_as: AsOption = None) -> int:
    """Wait no longer for a consignee; refused before it was tried again.

    Example: lotgraph case give-up recall:lotgraph/7KQ2MA customer:tryton/12 --reason "moved away" --as reg
    """
    from quality import recall

    return _on_case(key, lambda case, at: recall.give_up(case, consignee, at), reason, sign_as)


@app.command("check")
def check(
    key: Key,
    consignee: Customer,
    reason: Reason,
    method: Method = "telephone",
    result: Annotated[str, typer.Option(help="effective, ineffective or not_reached.")] = "effective",
    remark: Remark = "",
    sign_as: AsOption = None,
) -> int:
    """Record an effectiveness check: whether a consignee got the notice and acted on it.

    Example: lotgraph case check recall:lotgraph/7KQ2MA customer:tryton/12 --reason "asked" --as qui
    """
    from quality import recall

    return _on_case(
        key,
        lambda case, at: recall.check(case, consignee, method, result, at, remark=remark),
        reason,
        sign_as,
    )


@app.command("paper")
def paper(
    key: Key,
    pack: Annotated[
        str, typer.Argument(metavar="PACK", help="Such as fda-806; `lotgraph case papers` lists them.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="File: .pdf, .xlsx, .csv, .json or .xml.")],
    language: LanguageOption = "en",
) -> int:
    """Fill a paper for an authority from evidence; what is missing is named in it.

    Example: lotgraph case paper recall:lotgraph/7KQ2MA fda-806 -o report.pdf

    Exit code 0: written. 1: refused. 64: usage.
    """
    from app.case.papers import pack_of
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    write = _form_of(output)
    with open_store(Settings(), on_wait=waiting) as store:
        report = pack_of(store, key, pack, _language(language))
    with output.open("wb") as stream:
        for part in write(report):
            stream.write(part)
    say(f"Written to {output}. {report.foot}")
    return 0


@app.command("papers")
def papers(form: FormatOption = "table") -> int:
    """The papers that can be filled, and what each is.

    Example: lotgraph case papers
    """
    from app.terminal import print_listing
    from quality.packs import PACKS

    lines = [(one.id, one.authority, one.title.en, one.source) for one in PACKS.values()]
    columns = ("pack", "authority", "paper", "source")
    print_listing(
        chosen_form(form),
        columns,
        lines,
        {"papers": [dict(zip(columns, line, strict=True)) for line in lines]},
    )
    return 0


@app.command("reported")
def reported(
    about: Annotated[str, typer.Argument(metavar="KEY", help="A recall or an adverse event.")],
    report: Annotated[str, typer.Argument(help="Which report, such as fda_806_report.")],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="What was sent; its hash is kept.")
    ],
    authority: Annotated[str, typer.Option(help="Who got it.")],
    reason: Reason,
    submitted: Annotated[str | None, typer.Option(help="When, a day or an instant; else now.")] = None,
    reference: Annotated[str, typer.Option(help="The number that they gave it.")] = "",
    sign_as: AsOption = None,
) -> int:
    """Record that an authority got a report; its clock stops.

    Example: lotgraph case reported recall:lotgraph/7KQ2MA fda_806_report report.pdf --authority FDA
    --reason "sent" --as reg
    """
    import hashlib

    from app.case import acting
    from app.stated import field_of, value_of
    from graph_model.nodes import BY_LABEL
    from quality.recall import Submission

    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()

    def act(store: Store, by: Decider) -> int:
        when = submitted or store.time()
        value_of(field_of(BY_LABEL["RegulatoryReport"], "submitted"), when)
        sent = Submission(authority, report, when, sha256, reference=reference)
        return told(acting.submit(store, about, sent, by), "Recorded")

    return _acting(act, reason, sign_as)


@app.command("organisation")
def organisation(
    role: Annotated[
        str,
        typer.Argument(help="manufacturer, reporter, authorised_representative or local_agent."),
    ],
    values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE...", help="What holds of it.")],
    reason: Reason,
    sign_as: AsOption = None,
) -> int:
    """Say who answers to the authorities; papers and letters name it.

    Fields: name, address, phone, email, contact (a department), registration, country.

    Example: lotgraph case organisation manufacturer name="Rheintal Medical" registration=1234567
    --reason "register of firms" --as reg
    """
    from app.case.acting import set_organisation

    pairs = [value.partition("=") for value in values]
    if not all(name and equals and value for name, equals, value in pairs):
        raise typer.BadParameter("write NAME=VALUE, neither of them empty", param_hint="NAME=VALUE")
    named = {name: value for name, _, value in pairs}

    def act(store: Store, by: Decider) -> int:
        return told(set_organisation(store, role, named, by), f"Recorded the {role}")

    return _acting(act, reason, sign_as)


def _acting(act: Callable[[Store, Decider], int], reason: str, sign_as: str | None) -> int:
    from app.corrections import Decider
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        return act(store, Decider(settings.who(), stated(reason), signer_of(store, sign_as)))


def _on_case(key: str, act: Act, reason: str, sign_as: str | None) -> int:
    from app.case.acting import act_on

    def carry_out(store: Store, by: Decider) -> int:
        outcome: Outcome = act_on(store, key, by, act)
        return told(outcome, "Recorded")

    return _acting(carry_out, reason, sign_as)


def _language(text: str) -> Language:
    if text not in ("en", "zh-CN"):
        raise typer.BadParameter("give en or zh-CN", param_hint="--language")
    return text  # type: ignore[return-value]  # one of the two


def _form_of(output: Path) -> Callable[[Report], Iterable[bytes]]:
    from app.reports.forms import FORMS, PaperForm

    name = output.suffix.removeprefix(".")
    if name not in PaperForm.__members__:
        raise typer.BadParameter(f"give one of .{', .'.join(PaperForm)}", param_hint="--output")
    return FORMS[PaperForm(name)][1]


def _write(folder: Path, letters: Mapping[str, Report]) -> None:
    from app.reports.forms import FORMS, PaperForm
    from app.terminal import counting
    from graph_model.keys import encode

    folder.mkdir(parents=True, exist_ok=True)
    with counting() as progress:
        for number, (consignee, report) in enumerate(letters.items(), start=1):
            with (folder / f"{encode(consignee)}.pdf").open("wb") as stream:
                stream.writelines(FORMS[PaperForm.pdf][1](report))
            progress("letters", number, len(letters))


def _rows(file: Path) -> list[tuple[int, Said | str]]:
    """Each row of the file by its line: what it says, or what is wrong with it."""
    import csv

    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = {"consignee", "about", "responded", "unit"} - set(reader.fieldnames or ())
        if missing:
            raise typer.BadParameter(f"the file lacks the columns {', '.join(sorted(missing))}")
        return [(reader.line_num, _said(row)) for row in reader]


def _said(row: dict[str, str | None]) -> Said | str:
    from app.errors import Refused
    from app.stated import field_of, value_of
    from graph_model.nodes import BY_LABEL
    from graph_model.units import UnitError, parse_scaled
    from quality.recall import AMOUNTS, Said

    cells = {name: (text or "").strip() for name, text in row.items() if name}
    if None in row:
        return "the row has more cells than the head has columns"
    try:
        value_of(field_of(BY_LABEL["Response"], "responded"), cells["responded"])
        amounts = {name: parse_scaled(cells.get(name) or "0") for name in AMOUNTS}
    except Refused as error:
        return error.message
    except UnitError as error:
        return str(error)
    return Said(
        cells["consignee"],
        cells["about"],
        cells["responded"],
        cells["unit"],
        amounts,
        cells.get("remark", ""),
    )


def _as_json(read: Read) -> dict[str, object]:
    from graph_model.units import from_scaled
    from quality.recall import accounts, lines

    return {
        "key": read.case.key,
        "stage": read.case.stage,
        "complete": read.case.complete,
        "gaps": [gap.en for gap in read.case.gaps],
        "consignees": [
            {
                "key": one.consignee.key,
                "name": one.consignee.name or None,
                "standing": one.standing,
                "notified": one.notified or None,
                "responded": one.responded or None,
                "attempts": one.attempts,
                "check": one.check or None,
            }
            for one in lines(read.case)
        ],
        "accounts": [
            {
                "about": one.about,
                "unit": one.unit,
                "shipped": None if one.shipped is None else from_scaled(one.shipped),
                "on_hand": from_scaled(one.on_hand),
                "sent_back": from_scaled(one.sent_back),
                "corrected": from_scaled(one.corrected),
                "destroyed": from_scaled(one.destroyed),
                "open": None if one.open is None else from_scaled(one.open),
            }
            for one in accounts(read.case)
        ],
        "ledger": {"size": read.known_at, "root": read.root},
    }
