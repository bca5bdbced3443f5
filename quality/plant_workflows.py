"""The workflows of the plant, from receipt to shipment: part of the table `quality.workflows`."""

from __future__ import annotations

from typing import Final

from quality import gates
from quality.near import Properties, path
from quality.words import Words
from quality.workflow import ABSENT, REPORTED, Step, Tie, Workflow

_NEW: Final = (ABSENT,)


def _hold_stage(card: Properties) -> str:
    return "lifted" if card.get("lifted") else "placed"


def _release_stage(card: Properties) -> str:
    return "decided" if card.get("decision") else "draft"


RECEIPT = Workflow(
    "Receipt",
    Words("Material receipt: quarantine, inspection, release, putaway", "收货：隔离、检验、放行、上架"),
    (
        Step(
            "quarantine",
            (REPORTED,),
            "quarantined",
            Words(
                "take it in; the supplier must be qualified on the day of receipt",
                "收货；供应商在收货当日须有合格资格",
            ),
            needs=("document", "received", "supplier_lot"),
            gates=(gates.supplier_is_qualified,),
        ),
        Step(
            "refuse",
            (REPORTED, "quarantined"),
            "refused",
            Words("send it back", "退回供应商"),
            needs=("refused_because",),
        ),
        Step(
            "accept",
            ("quarantined",),
            "accepted",
            Words("its incoming inspection has passed", "进货检验已合格"),
            gates=(gates.receipt_is_inspected,),
        ),
        Step(
            "put_away",
            ("accepted",),
            "put_away",
            Words("store it; its lots must be released and not held", "入库存放；其批次须已放行且未被冻结"),
            needs=("put_away_to",),
            gates=(gates.place_exists, gates.receipt_is_released, gates.receipt_is_not_held),
        ),
    ),
    looks=tuple(
        path(text)
        for text in (
            "<SUPPLIED <QUALIFIES",
            ">INSPECTED_BY",
            ">RECEIVED_AS >INSPECTED_BY",
            *(f">RECEIVED_AS {rest}" for rest in gates.RELEASES),
        )
    ),
    looks_at_holds=gates.RECEIVED,
)

QUALIFICATION = Workflow(
    "SupplierQualification",
    Words("Supplier qualification: checked on the date of receipt", "供应商资格：在收货当日核对"),
    (
        Step(
            "draft",
            _NEW,
            "draft",
            Words("propose a supplier for a scope", "提议某一范围的供应商"),
            needs=("name", "valid_from"),
            may=("valid_to",),
            ties=(Tie("QUALIFIES", required=True),),
        ),
        Step(
            "approve",
            ("draft", REPORTED),
            "approved",
            Words("approve the supplier", "批准供应商"),
            may=("valid_from", "valid_to"),
        ),
        Step(
            "suspend",
            ("approved", REPORTED),
            "suspended",
            Words("stop receipts until it is approved again", "在再次批准之前停止收货"),
        ),
        Step(
            "reinstate", ("suspended",), "approved", Words("approve it again", "再次批准"), may=("valid_to",)
        ),
        Step(
            "end",
            ("draft", "approved", "suspended", REPORTED),
            "ended",
            Words("end it", "终止资格"),
            may=("valid_to",),
        ),
    ),
)

INSPECTION = Workflow(
    "Inspection",
    Words("Incoming inspection, in-process and final inspection", "进货检验、过程检验和成品检验"),
    (
        Step(
            "plan",
            _NEW,
            "planned",
            Words("say what is to be inspected", "说明检验内容"),
            needs=("name",),
            may=("sample_size",),
            ties=(Tie("INSPECTED_BY", forward=False, required=True),),
        ),
        Step(
            "perform",
            ("planned",),
            "performed",
            Words(
                "say what was found; the inspector must be trained on the day",
                "说明检验结果；检验员当日须具备有效培训",
            ),
            needs=("result", "characteristics"),
            may=("sample_size",),
            now=("inspected",),
            ties=(Tie("PERFORMED_BY", required=True),),
            gates=(gates.inspector_is_competent,),
        ),
        Step(
            "review",
            ("performed", REPORTED),
            "reviewed",
            Words(
                "confirm the result; what failed has a nonconformity", "确认结果；不合格的须已开立不合格记录"
            ),
            needs=("result",),
            gates=(gates.failure_has_nonconformity,),
        ),
    ),
    looks=(path(">PERFORMED_BY <TRAINED_FOR"), path("<RAISED_ON")),
    times_are_the_sources=True,
)

MEASUREMENT = Workflow(
    "Measurement",
    Words(
        "Process parameters of a step, and critical quality characteristics, against their limits",
        "工序参数和关键质量特性，与其限值对照",
    ),
    (
        Step(
            "accept",
            (REPORTED,),
            "accepted",
            Words(
                "it is within its limits, and the step followed a specification that was in force",
                "在限值之内，且工序执行的是当时有效的规格",
            ),
            gates=(gates.value_is_within, gates.specification_was_in_force),
        ),
        Step(
            "deviate",
            (REPORTED,),
            "deviating",
            Words("it is out of its limits, or cannot be accepted", "超出限值，或不能接受"),
        ),
        Step(
            "assess",
            ("deviating",),
            "assessed",
            Words("say what it means", "说明其影响"),
            needs=("assessment",),
        ),
    ),
    looks=(path(">MEASURED_ON >FOLLOWED"), path(">MEASURED_ON >PART_OF >FOLLOWED")),
)

READING = Workflow(
    "EnvironmentalReading",
    Words("Environmental conditions against their limits", "环境条件与其限值对照"),
    (
        Step(
            "accept",
            (REPORTED,),
            "accepted",
            Words("it is within its limits", "在限值之内"),
            gates=(gates.reading_is_within,),
        ),
        Step(
            "excursion",
            (REPORTED,),
            "excursion",
            Words("it is out of its limits, or cannot be accepted", "超出限值，或不能接受"),
        ),
        Step(
            "assess",
            ("excursion",),
            "assessed",
            Words("say what it means", "说明其影响"),
            needs=("assessment",),
        ),
    ),
)


def _item(label: str) -> Workflow:
    own, name = (("lot_number",), "批次") if label == "Lot" else (("serial_number",), "器械")
    return Workflow(
        label,
        Words(f"{label}: number, UDI and label", f"{name}：编号、UDI 和标签"),
        (
            Step(
                "identify",
                (REPORTED,),
                "identified",
                Words(
                    "its UDI says its own lot, serial and day of expiry",
                    "其 UDI 所载批号、序列号和失效日期与本记录一致",
                ),
                needs=(*own, "udi"),
                gates=(gates.udi_is_its_own,),
            ),
            Step(
                "label",
                ("identified",),
                "labelled",
                Words("the label was read and is its own", "已读取标签，且与本记录一致"),
            ),
        ),
    )


RELEASE = Workflow(
    "Release",
    Words("Release: what is not released is neither used nor shipped", "放行：未放行的不得使用，也不得发运"),
    (
        Step(
            "draft",
            _NEW,
            "draft",
            Words("prepare a decision", "准备决定"),
            ties=(Tie("DECIDED_ON", required=True),),
        ),
        Step(
            "release",
            ("draft", *_NEW),
            "decided",
            Words(
                "let it go: inspected, within limits or assessed, no open nonconformity, not held",
                "放行：已检验，在限值内或已评估，无未关闭的不合格，未被冻结",
            ),
            may=("reason",),
            now=("decided",),
            sets=(("decision", "released"),),
            ties=(Tie("DECIDED_ON"),),
            gates=(gates.decides_on_something, gates.decided_is_not_held, gates.decided_is_sound),
        ),
        Step(
            "reject",
            ("draft", *_NEW),
            "decided",
            Words("it may not be used", "不得使用"),
            needs=("reason",),
            now=("decided",),
            sets=(("decision", "rejected"),),
            ties=(Tie("DECIDED_ON"),),
            gates=(gates.decides_on_something,),
        ),
        Step(
            "withdraw",
            ("decided",),
            "withdrawn",
            Words("take the decision back", "撤回该决定"),
            needs=("reason",),
        ),
    ),
    looks=tuple(path(f"{way} {rest}") for way, rest in gates.PAPERS),
    stage_of=_release_stage,
    looks_at_holds=gates.DECIDED,
)

HOLD = Workflow(
    "Hold",
    Words(
        "Hold: what it reaches waits, with all that was made of it", "冻结：所及之物及由其制成的一切均须等待"
    ),
    (
        Step(
            "place",
            _NEW,
            "placed",
            Words("make it wait", "予以冻结"),
            needs=("reason",),
            now=("decided",),
            ties=(Tie("DECIDED_ON", required=True), Tie("BELONGS_TO")),
        ),
        Step(
            "lift",
            ("placed",),
            "lifted",
            Words("let it go on", "解除冻结"),
            now=("lifted",),
            gates=(gates.lifted_by_now,),
        ),
    ),
    stage_of=_hold_stage,
)

_CLEARED: Final = (
    gates.shipment_is_released,
    gates.shipment_is_not_held,
    gates.shipment_is_not_expired,
    gates.consignee_has_address,
)
SHIPMENT = Workflow(
    "Shipment",
    Words("Shipment: cleared before it leaves", "发运：出库前须核准"),
    (
        Step(
            "plan",
            _NEW,
            "planned",
            Words("say what goes to whom", "说明何物发往何处"),
            needs=("document",),
            may=("sales_order",),
            ties=(Tie("SHIPPED_IN", forward=False, required=True), Tie("DELIVERED_TO", required=True)),
        ),
        Step(
            "clear",
            ("planned", REPORTED),
            "cleared",
            Words(
                "all of it is released, not held and not expired; the consignee has an address",
                "全部已放行、未被冻结且未过期；收货方有地址",
            ),
            gates=_CLEARED,
        ),
        Step(
            "ship",
            ("cleared",),
            "shipped",
            Words(
                "it left; what stopped it from being cleared still stops it",
                "已出库；阻碍核准的事项同样阻碍发运",
            ),
            now=("shipped",),
            gates=_CLEARED,
        ),
        Step("deliver", ("shipped",), "delivered", Words("it arrived", "已送达")),
    ),
    looks=tuple(
        path(text)
        for text in (
            ">DELIVERED_TO",
            *(f"<SHIPPED_IN <PACKED_IN* {rest}" for rest in gates.RELEASES),
            *(f"<SHIPPED_IN {rest}" for rest in gates.RELEASES),
        )
    ),
    looks_at_holds=gates.SHIPPED,
    times_are_the_sources=True,
)


LOT, DEVICE = _item("Lot"), _item("Device")
