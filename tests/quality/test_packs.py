"""Each pack against the list of what its regulation asks; nothing missing is ever blank."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from app.regulation import rule_book
from graph_model.units import ONE
from quality.calendars import Calendar, HolidayList
from quality.case_file import Amount, CaseFile, CaseLot, Consignee, Delivery, LedgerLine, Organisation
from quality.deadlines import AUTHORITIES, CaseEvent, Hole, due
from quality.letters import addressed_to
from quality.packs import PACKS
from quality.packs.declare import NOT_IN_EVIDENCE, Filled, FilledPack, Grid, fill
from quality.packs.tables import runs
from quality.words import Words
from tests.support.cases import EVENTS, FULL, LEDGER, LOTS

CASE = replace(FULL, deadlines=due(rule_book(), EVENTS, date(2026, 3, 6)).due)
Said = str | list[list[str]] | None


def said(value: object) -> Said:
    match value:
        case Words():
            return value.en
        case Grid():
            return [[str(said(cell)) for cell in line] for line in value.lines]
        case _:
            return value if isinstance(value, str) else None


def by_id(filled: FilledPack) -> dict[str, Filled]:
    return {one.id: one for _, some in filled.sections for one in some}


# What REGULATION.md names, item by item: the fields that answer it, and a text that these tell of CASE.
ASKED: dict[str, list[tuple[str, tuple[str, ...], str]]] = {
    "fda-806": [
        ("(c)(1) registration no., date, sequence, C or R", ("806.10(c)(1)",), "1234567-3/6/26-001-R"),
        ("(c)(2) reporter", ("806.10(c)(2)-firm",), "1 Main St, Boston"),
        ("(c)(2) contact", ("806.10(c)(2)-contact",), "Head of regulatory affairs"),
        ("(c)(3) brand name", ("806.10(c)(3)",), "Stent A"),
        ("(c)(3) common name", ("806.10(c)(3)",), "coronary stent"),
        ("(c)(3) intended use", ("806.10(c)(3)",), "keeps a vessel open"),
        ("(c)(4) marketing status", ("806.10(c)(4)",), "PMA P000001"),
        ("(c)(5) UDI", ("806.10(c)(5)-model",), "09506000134352"),
        ("(c)(5) model", ("806.10(c)(5)-model",), "A-1"),
        ("(c)(5) catalogue number", ("806.10(c)(5)-model",), "C-100"),
        ("(c)(5) lot", ("806.10(c)(5)-lot",), "L2"),
        ("(c)(5) serial", ("806.10(c)(5)-lot",), "S0001 .. S0010 (10)"),
        ("(c)(6) manufacturer if different", ("806.10(c)(6)",), "The same as the reporter."),
        ("(c)(7) event", ("806.10(c)(7)-event",), "did not deflate"),
        ("(c)(7) action", ("806.10(c)(7)-action",), "taken back"),
        ("(c)(8) injuries", ("806.10(c)(8)",), "serious injury"),
        ("(c)(9) total manufactured", ("806.10(c)(9)-produced",), "1.5 kg; 12 u"),
        ("(c)(9) total distributed", ("806.10(c)(9)-distributed",), "1 kg; 10 u"),
        ("(c)(9) number in the same lot", ("806.10(c)(9)-lot",), "12 u"),
        ("(c)(10) manufacture dates", ("806.10(c)(10)",), "2025-12-30; 2026-01-02"),
        ("(c)(10) distribution dates", ("806.10(c)(11)",), "2026-01-10"),
        ("(c)(10) expiry", ("806.10(c)(10)",), "2028-02-29"),
        ("(c)(10) expected life", ("806.10(c)(10)",), "5 years"),
        ("(c)(11) consignee name", ("806.10(c)(11)",), "北京医院"),
        ("(c)(11) address", ("806.10(c)(11)",), "2 Oak Rd, Austin"),
        ("(c)(11) phone", ("806.10(c)(11)",), "+86 10 3"),
        ("(c)(11) dates shipped", ("806.10(c)(11)",), "2026-01-12"),
        ("(c)(11) number shipped to each", ("806.10(c)(11)",), "4 u"),
        ("(c)(11) domestic and foreign", ("806.10(c)(11)",), "CN"),
        ("(c)(12) copies of communications", ("806.10(c)(12)",), "cd" * 32),
        ("(c)(13) missing information and when", ("806.10(c)(13)",), "Nothing is missing."),
    ],
    "fda-7-53": [
        ("7.46(a)(4) amount produced, time span", ("7.46(a)(4)",), "2026-01-05"),
        ("7.46(a)(5) amount in distribution", ("7.46(a)(5)",), "1 kg; 10 u"),
        ("7.46(a)(6) direct accounts", ("7.46(a)(6)",), "2"),
        ("consignees notified", ("7.53(b)(1)",), "2 / 2"),
        ("date of notice", ("7.53(b)(1)-lines",), "2026-03-03"),
        ("method of notice", ("7.53(b)(1)-lines",), "e-mail"),
        ("consignees responding", ("7.53(b)(2)",), "1 / 2"),
        ("quantity on hand when received", ("7.53(b)(2)-on-hand",), "4 u"),
        ("number of non-responders", ("7.53(b)(3)",), "1 / 2"),
        ("identity of non-responders", ("7.53(b)(3)-who",), "北京医院"),
        ("returned by each consignee", ("7.53(b)(4)",), "3 u"),
        ("corrected by each consignee", ("7.53(b)(4)",), "2 u"),
        ("quantity accounted for", ("7.53(b)(4)-accounted",), "0.5 kg; 6 u"),
        ("effectiveness checks and results", ("7.53(b)(5)",), "effective"),
        ("level of the checks", ("7.42(b)(3)",), "A: all consignees"),
        ("estimated completion", ("7.53(b)(6)",), "2026-04-30"),
        ("depth", ("7.42(b)(1)",), "user level"),
        ("strategy", ("7.42-strategy",), "To all users."),
        ("dates", ("7.53-events",), "2026-03-02 08:00:00 UTC"),
    ],
    "fda-803": [
        ("30 calendar days", ("803.50(a)",), "2026-03-29"),
        ("5 work days", ("803.53",), "none"),
        ("821: 3 working days", ("821.25(a)(1)",), "none"),
        ("821: 10 working days", ("821.25(a)(2)",), "none"),
    ],
    "eu-fsca": [
        ("NCA", ("FSCA-1.1",), "BfArM"),
        ("report type", ("FSCA-1.2",), "Initial"),
        ("date", ("FSCA-1.3",), "2026-03-06"),
        ("manufacturer's reference", ("FSCA-1.4",), "FSCA-7"),
        ("NCA's reference", ("FSCA-1.5",), "BfArM-1"),
        ("submitter", ("FSCA-2.1",), "Acme Cardio"),
        ("manufacturer", ("FSCA-2.2",), "Acme Cardio"),
        ("authorised representative", ("FSCA-2.3",), "Acme EU"),
        ("contact", ("FSCA-2.4",), "ra@acme.test"),
        ("NB id", ("FSCA-2.5",), "0123"),
        ("class", ("FSCA-3.1",), "III"),
        ("nomenclature code", ("FSCA-3.1",), "CND C0104"),
        ("trade name", ("FSCA-3.2",), "Stent A"),
        ("model", ("FSCA-3.2",), "B-1"),
        ("catalogue no.", ("FSCA-3.2",), "C-200"),
        ("serials", ("FSCA-3.3",), "S0001 .. S0010 (10)"),
        ("lots", ("FSCA-3.3",), "L1"),
        ("manufacture date", ("FSCA-3.4",), "2026-01-05"),
        ("expiry", ("FSCA-3.4",), "2028-02-29"),
        ("software version", ("FSCA-3.5",), "2.1"),
        ("accessories", ("FSCA-3.5",), "sheath; wire"),
        ("background and reason", ("FSCA-4.1",), "may not deflate"),
        ("justification of action", ("FSCA-4.2",), "No correction in the field"),
        ("action", ("FSCA-4.2-action",), "taken back"),
        ("advice to distributors and users", ("FSCA-4.3",), "Stop using"),
        ("progress with reconciliation data", ("FSCA-4.4", "FSCA-4.5"), "0.5 kg; 6 u"),
        ("FSN draft or final", ("FSCA-4.6",), "final"),
        ("schedule", ("FSCA-4.7",), "All back by"),
        ("affected countries", ("FSCA-4.8",), "US; CN"),
    ],
    "eu-fsn": [
        ("UDI-DI", ("FSN-1.2",), "09506000134369"),
        ("lots and serials", ("FSN-1.3",), "S0001 .. S0010 (10)"),
        ("problem", ("FSN-2.1",), "did not deflate"),
        ("hazard", ("FSN-2.2",), "blocked"),
        ("probability and risk", ("FSN-2.3",), "1 in 1,000"),
        ("action by the customer", ("FSN-3.1",), "Stop using"),
        ("customer reply form", ("FSN-3.5",), "With every letter."),
        ("distributor reply form", ("FSN-3.6",), "delivered to"),
    ],
    "eu-art-87": [
        ("serious incident: 15 days", ("MDR-87(3)",), "2026-03-14"),
        ("public health threat: 2 days", ("MDR-87(4)",), "2026-03-01"),
        ("death: 10 days", ("MDR-87(5)",), "2026-03-09"),
        ("FSCA: without undue delay", ("MDR-87(8)",), "2026-03-02"),
    ],
    "nmpa-notice": [
        ("名称", ("15-1-name",), "支架 B"),
        ("型号规格", ("15-1-name",), "B-1"),
        ("批次", ("15-1-lot",), "L2"),
        ("原因", ("15-2",), "may not deflate"),
        ("要求：暂停销售/使用", ("15-3-stop",), "Stop using"),
        ("要求：转发", ("15-3-pass-on",), "Pass this notice on"),
        ("处理方式", ("15-4",), "Destroyed under witness"),
    ],
    "nmpa-table": [
        ("产品名称", ("16-product",), "支架 B"),
        ("注册证号", ("16-product",), "国械注准20173460001"),
        ("识别信息：批号", ("16-identified",), "L1"),
        ("识别信息：UDI", ("16-identified",), "09506000134352"),
        ("生产企业", ("16-maker",), "Acme Cardio"),
        ("境内负责单位", ("16-agent",), "艾克美"),
        ("联系人", ("16-contact",), "Ann Lee"),
        ("适用范围", ("16-use",), "keeps a vessel open"),
        ("地区和国家", ("16-where",), "CN"),
        ("型号、规格", ("16-model",), "A-1"),
        ("生产数量", ("16-produced",), "1.5 kg; 12 u"),
        ("在中国的销售数量", ("16-sold",), "1 kg; 4 u"),
        ("召回原因", ("16-reason",), "may not deflate"),
        ("纠正行动", ("16-action",), "taken back"),
        ("召回级别", ("16-class",), "Class II"),
        ("报告单位", ("16-reporter",), "Acme Cardio"),
        ("报告日期", ("16-date",), "2026-03-06"),
    ],
    "nmpa-plan": [
        ("具体情况含批次", ("17-report-1",), "L1"),
        ("原因", ("17-report-2",), "may not deflate"),
        ("评估结果", ("17-report-3",), "too thick"),
        ("分级", ("17-report-4",), "Class II"),
        ("生产销售情况", ("17-plan-1-produced",), "1.5 kg"),
        ("拟召回数量", ("17-plan-1-quantity",), "1 kg; 10 u"),
        ("组织", ("17-plan-2-who",), "Regulatory affairs leads"),
        ("范围", ("17-plan-2-reach",), "user level"),
        ("时限", ("17-plan-2-time",), "All back by"),
        ("公布途径", ("17-plan-3",), "web page"),
        ("预期效果", ("17-plan-4",), "accounted for"),
        ("处理措施", ("17-plan-5",), "Destroyed under witness"),
        ("1/3/7 日", ("15-clock",), "2026-03-05"),
        ("报告表、计划、总结的时限", ("16-clock",), "2026-03-09"),
    ],
    "nmpa-summary": [
        ("progress per plan: notices", ("summary-notified",), "2026-03-03"),
        ("effectiveness", ("summary-checks",), "effective"),
        ("planned", ("summary-planned",), "1 kg; 10 u"),
        ("done", ("summary-done",), "0.5 kg; 6 u"),
        ("by consignee", ("summary-lines",), "北京医院"),
        ("处理", ("summary-disposition",), "Destroyed under witness"),
        ("伤害", ("summary-injuries",), "serious injury"),
        ("总结评估", ("summary-conclusion",), "Open."),
    ],
}
# Of the marks of REGULATION.md: what is [V] there, by field; all other fields of these packs are [K].
VERIFIED = {
    "fda-806": {"(c)(1)", "(c)(5)-model", "(c)(5)-lot", "(c)(9)-produced", "(c)(9)-distributed", "(c)(9)-lot"}
    | {"(c)(10)", "(c)(11)"},
}


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_answers_every_item_of_its_regulation(pack: str) -> None:
    found = by_id(fill(PACKS[pack], CASE))
    lacks = [
        (item, ids)
        for item, ids, text in ASKED[pack]
        if not set(ids) <= set(found) or not any(text in str(said(found[one].value)) for one in ids)
    ]
    assert lacks == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_full_case_lacks_only_what_nobody_answered(pack: str) -> None:
    answered = {"eu-fsca": ["FSCA-4.4"], "nmpa-summary": ["summary-notified"]}
    assert [name for name, _, _ in fill(PACKS[pack], CASE).missing] == answered.get(pack, [])


def test_marks_are_those_of_the_regulation() -> None:
    found = by_id(fill(PACKS["fda-806"], CASE))
    verified = {one.id.removeprefix("806.10") for one in found.values() if one.mark == "V"}
    assert verified == VERIFIED["fda-806"]


def test_the_report_of_a_removal_as_a_whole() -> None:
    lines = said(by_id(fill(PACKS["fda-806"], CASE))["806.10(c)(11)"].value)
    assert lines == [
        ["C1", "L1", "St. Mary", "2 Oak Rd, Austin", "US", "+1 512 2", "2026-01-10", "6 u"],
        ["C2", "L1", "北京医院", "北京市东城区 1 号", "CN", "+86 10 3", "2026-01-11", "4 u"],
        ["C2", "L2", "北京医院", "北京市东城区 1 号", "CN", "+86 10 3", "2026-01-12", "1 kg"],
    ]


# --- what is missing --------------------------------------------------------------------------------

CONSTANT = {"15-3-pass-on", "FSN-3.5", "FSN-3.6"}
"""What we say ourselves, whatever the case."""


@pytest.mark.parametrize("pack", PACKS)
def test_of_an_empty_case_everything_is_missing_by_name(pack: str) -> None:
    filled = fill(PACKS[pack], CaseFile())
    named = [name for name, _, _ in filled.missing]
    expected = [one.id for one in PACKS[pack].fields if one.id not in CONSTANT]
    expected += [follows[0]] if (follows := PACKS[pack].follows) else []
    assert sorted(set(named)) == sorted({*expected, pack})
    assert [
        name for name, title, one in filled.missing if not (title.zh and one.reason.zh and one.owner.zh)
    ] == []
    assert {one.id for one in by_id(filled).values() if one.value is not None} == {
        one for one in CONSTANT if one in by_id(filled)
    }


def test_an_empty_text_is_no_answer() -> None:
    texts = {one.name: " " for one in fields(CaseFile) if one.type == "str | None"}
    empty = replace(CASE, **texts)  # type: ignore[arg-type]
    found = by_id(fill(PACKS["fda-806"], empty))
    assert found["806.10(c)(7)-event"].value is None
    assert found["806.10(c)(7)-event"].missing[0].reason == NOT_IN_EVIDENCE
    nameless = replace(CASE, reporter=Organisation(name="", registration=""))
    filled = fill(PACKS["fda-806"], nameless)
    assert [
        (name, one.reason.en)
        for name, _, one in filled.missing
        if name in ("806.10(c)(1)", "806.10(c)(2)-firm")
    ] == [
        ("806.10(c)(1)", "It lacks: registration number."),
        ("806.10(c)(2)-firm", "Name: all of 1 lines"),
        ("806.10(c)(2)-firm", "Address: all of 1 lines"),
        ("806.10(c)(2)-firm", "Country: all of 1 lines"),
        ("806.10(c)(2)-firm", "Phone: all of 1 lines"),
        ("806.10(c)(2)-firm", "Registration number: all of 1 lines"),
    ]


def test_none_of_them_is_an_answer() -> None:
    found = by_id(fill(PACKS["fda-806"], replace(CASE, injuries=(), communications=())))
    assert (said(found["806.10(c)(8)"].value), found["806.10(c)(8)"].missing) == ("none", ())


def test_a_consignee_without_address_is_named() -> None:
    (one, two) = CASE.consignees or ()
    filled = fill(PACKS["fda-806"], replace(CASE, consignees=(one, replace(two, address=None))))
    assert [(name, one.reason.en, one.owner.en) for name, _, one in filled.missing] == [
        ("806.10(c)(11)", "Address: 2 of 3 lines: 2. C2 / L1, 3. C2 / L2", "sales")
    ]
    assert said(by_id(filled)["806.10(c)(13)"].value) == "Missing items: 1. They follow by 2026-03-20."
    late = fill(PACKS["fda-806"], replace(CASE, gaps=(Words("no origin", "没有来源"),), missing_follows=None))
    assert [(name, one.reason.en) for name, _, one in late.missing] == [
        ("806.10(c)(13)", "When the missing items follow is not in evidence."),
        ("fda-806", "The answer that the scope is has a gap: no origin"),
    ]


def test_many_that_lack_something_are_all_named() -> None:
    many = tuple(Consignee(key=f"customer:{n:05d}", name="x" if n else None) for n in range(500))
    filled = fill(PACKS["fda-806"], CaseFile(consignees=many))
    told = " ".join(one.reason.en for _, _, one in filled.missing)
    assert "Name: 1 of 500 lines: 1. customer:00000 / ?" in told
    some = tuple(Consignee(key=f"customer:{n:05d}", name=None if n else "x") for n in range(500))
    told = " ".join(one.reason.en for _, _, one in fill(PACKS["fda-806"], CaseFile(consignees=some)).missing)
    assert [n for n in range(1, 500) if f"customer:{n:05d}" not in told] == []


def test_a_scope_without_proof_is_named() -> None:
    filled = fill(PACKS["eu-fsn"], replace(CASE, certificate_sha256=None, ledger_size=None))
    assert [one.reason.en for _, _, one in filled.missing] == [
        "No certificate of the scope.",
        "No root and size of the ledger.",
    ]


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_a_day_that_no_rule_covers_is_missing_of_the_packs_of_its_authority(pack: str) -> None:
    day = date(2026, 3, 6)
    holes = tuple(Hole(one, f"rule-{one}", day, day) for one in AUTHORITIES)
    reasons = [one.reason for _, _, one in fill(PACKS[pack], replace(CASE, uncovered=holes)).missing]
    authority = PACKS[pack].authority
    assert [said.en for said in reasons if "covers" in said.en] == [
        f"no version of the rule rule-{authority} covers 2026-03-06"
    ]
    assert [said.zh for said in reasons if "适用于" in said.zh] == [
        f"规则 rule-{authority} 没有任何版本适用于 2026-03-06"
    ]
    assert not any("covers" in one.reason.en for _, _, one in fill(PACKS[pack], CASE).missing)


def test_what_is_due_and_what_no_rule_covers_is_no_matter_of_a_letter() -> None:
    day = date(2026, 3, 6)
    holes = (Hole("FDA", "rule", day, day),)
    assert CASE.consignees is not None
    for who in CASE.consignees:
        assert addressed_to(replace(CASE, uncovered=holes), who.key).uncovered == ()


# --- totals -----------------------------------------------------------------------------------------


def test_totals_are_exact_and_never_across_units() -> None:
    lots = tuple(
        CaseLot(key=str(n), product="P1", distributed=Amount(unit, scaled))
        for n, (unit, scaled) in enumerate([("kg", 1), ("u", 10**30), ("kg", 2), ("g", ONE), ("u", 1)])
    )
    found = by_id(
        fill(PACKS["fda-806"], replace(CASE, lots=lots, consignees=(), ledger=(), attempts=(), checks=()))
    )
    assert found["806.10(c)(9)-distributed"].value == f"1 g; 0.000000003 kg; {10**21}.000000001 u"


def test_a_total_of_a_part_says_so() -> None:
    lots = (replace(LOTS[0], produced=None), LOTS[1])
    field = by_id(fill(PACKS["fda-806"], replace(CASE, lots=lots)))["806.10(c)(9)-produced"]
    assert (field.value, [one.reason.en for one in field.missing]) == (
        "1.5 kg",
        ["1 of 2 amounts are not in evidence."],
    )


def test_what_left_the_scope_is_told_only_where_somebody_was_told() -> None:
    lots = (LOTS[0], replace(LOTS[1], in_scope=False))
    found = by_id(fill(PACKS["fda-7-53"], replace(CASE, lots=lots)))
    assert said(found["7.53-in-vain"].value) == [["北京医院", "L2", "2026-03-03", "e-mail"]]
    assert found["7.46(a)(5)"].value == "10 u"
    assert found["7.53(b)(4)-accounted"].value == "6 u"
    only_kg = replace(CASE, lots=(replace(LOTS[0], in_scope=False), LOTS[1]))
    lines = said(by_id(fill(PACKS["fda-806"], only_kg))["806.10(c)(11)"].value)
    assert isinstance(lines, list)
    assert [line[0:2] + line[6:] for line in lines] == [
        ["C1", "none", "none", "none"],
        ["C2", "L2", "2026-01-12", "1 kg"],
    ]


def test_a_consignee_of_unknown_country_is_missing_of_what_was_sold_there() -> None:
    (one, two) = CASE.consignees or ()
    case = replace(CASE, consignees=(replace(one, country=None), two))
    field = by_id(fill(PACKS["nmpa-table"], case))["16-sold"]
    assert (field.value, len(field.missing)) == ("1 kg; 4 u", 1)


def test_a_clock_says_how_it_was_counted() -> None:
    zone = rule_book().zones["FDA"]
    holidays = HolidayList(date(2026, 1, 1), date(2026, 12, 31), frozenset({date(2026, 3, 4)}))
    happened = CaseEvent("need_awareness", date(2026, 3, 2), "AE-1")
    found = due(rule_book(), [happened], date(2026, 3, 3), {"FDA": Calendar(zone, holidays)})
    lines = said(by_id(fill(PACKS["fda-803"], replace(CASE, deadlines=found.due)))["803.53"].value)
    assert lines == [
        [
            "fda-803-5-day",
            "need_awareness AE-1",
            "Medical device report, 5 days",
            "21 CFR 803.53",
            "2026-03-02",
            "2026-03-10",
            "open",
            "holiday 2026-03-04; only the day of the event is known",
            "[K] to be verified",
        ]
    ]


# --- tables -----------------------------------------------------------------------------------------


def test_runs_lose_no_serial_number() -> None:
    serials = ["A9", "A10", "A11", "A013", "B", "A011", "A012", "7", "A10", "é1", "A1B"]
    assert [*runs(serials)] == ["7", "A9", "A10 .. A11 (2)", "A011 .. A013 (3)", "A1B", "B", "é1"]


def test_all_ids_are_one_word_and_there_once() -> None:
    for pack in PACKS.values():
        ids = [one.id for one in pack.fields]
        assert len(ids) == len(set(ids))
        assert [one for one in ids if " " in one] == []


def test_every_pack_is_in_the_list() -> None:
    assert set(ASKED) == set(PACKS)


def test_a_line_of_the_ledger_of_which_nothing_is_known_is_missing_of_the_total() -> None:
    lines = (*LEDGER[:2], LedgerLine(consignee="C2", lot="lot:2"))
    field = by_id(fill(PACKS["fda-7-53"], replace(CASE, ledger=lines)))["7.53(b)(4)-accounted"]
    assert (field.value, [one.reason.en for one in field.missing]) == (
        "6 u",
        ["1 of 3 amounts are not in evidence."],
    )


def test_a_consignee_of_whom_the_ledger_says_nothing_is_counted_and_named() -> None:
    filled = fill(PACKS["fda-7-53"], replace(CASE, ledger=LEDGER[:1]))
    found = by_id(filled)
    assert [said(found[one].value) for one in ("7.53(b)(1)", "7.53(b)(2)", "7.53(b)(3)")] == [
        "1 / 2",
        "1 / 2",
        "0 / 2",
    ]
    assert [one.reason.en for one in found["7.53(b)(1)-lines"].missing] == [
        "Notified: 2 of 3 lines: 2. 北京医院 / L1, 3. 北京医院 / L2",
        "Method: 2 of 3 lines: 2. 北京医院 / L1, 3. 北京医院 / L2",
    ]
    assert found["7.53(b)(4)-returned"].missing != ()


def test_a_delivery_of_unknown_quantity_is_named() -> None:
    case = CaseFile(
        lots=(CaseLot(key="l", product="p", number="L"),),
        products=(replace(FULL.products[0], key="p"),) if FULL.products else (),
        consignees=(Consignee(key="c", deliveries=(Delivery(lot="l"),)),),
    )
    missing = by_id(fill(PACKS["fda-806"], case))["806.10(c)(11)"].missing
    assert "Quantity: all of 1 lines" in [one.reason.en for one in missing]
