"""The workflows of what comes back and what is done about it: part of the table `quality.workflows`."""

from __future__ import annotations

from typing import Final

from quality import field_gates as gates
from quality.near import path
from quality.words import Words
from quality.workflow import ABSENT, REPORTED, Step, Tie, Workflow

_NEW: Final = (ABSENT,)


RETURN = Workflow(
    "Return",
    Words("Return of a customer", "客户退货"),
    (
        Step(
            "announce",
            _NEW,
            "announced",
            Words("a customer sends something back", "客户将物品退回"),
            needs=("document", "reason"),
            ties=(Tie("RETURNED_IN", forward=False, required=True), Tie("RETURNED_BY", required=True)),
        ),
        Step(
            "receive",
            ("announced", REPORTED),
            "received",
            Words("it came back", "已收到退货"),
            now=("returned",),
        ),
        Step(
            "settle",
            ("received",),
            "settled",
            Words("say what becomes of it", "说明如何处置"),
            needs=("disposition",),
        ),
    ),
    times_are_the_sources=True,
)

SERVICE = Workflow(
    "ServiceEvent",
    Words("Service of a device in the field", "在用器械的维修服务"),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("a device needs service", "器械需要服务"),
            needs=("name",),
            ties=(Tie("SERVICED", required=True),),
        ),
        Step(
            "perform",
            ("open", REPORTED),
            "performed",
            Words("say what was found and done", "说明发现的情况和所做的处理"),
            needs=("finding", "repair"),
            now=("serviced",),
        ),
        Step("close", ("performed",), "closed", Words("close it", "关闭")),
    ),
    times_are_the_sources=True,
)

COMPLAINT = Workflow(
    "Complaint",
    Words("Complaint: investigated, and reported where it must be", "投诉：须调查，须上报的予以上报"),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("somebody reports a deficiency", "有人报告缺陷"),
            needs=("name", "received"),
            may=("outcome",),
            ties=(Tie("COMPLAINS_OF", required=True),),
        ),
        Step(
            "investigate",
            ("open", REPORTED),
            "investigated",
            Words(
                "say what was found, and whether an authority must be told",
                "说明调查结果，以及是否须上报监管机构",
            ),
            needs=("investigation", "reportable", "outcome"),
        ),
        Step(
            "close",
            ("investigated",),
            "closed",
            Words("close it; what is reportable led to an adverse event", "关闭；须上报的已开立不良事件"),
            gates=(gates.reported_where_it_must_be,),
        ),
    ),
    looks=(path(">LED_TO"),),
)

ADVERSE_EVENT = Workflow(
    "AdverseEvent",
    Words("Adverse event: its clock runs from the day of awareness", "不良事件：时限自获知之日起算"),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("an event that may have harmed; no patient data", "可能造成伤害的事件；不得填写患者数据"),
            needs=("name", "aware", "outcome"),
            may=("occurred", "country"),
            ties=(Tie("COMPLAINS_OF", required=True), Tie("LED_TO", forward=False)),
        ),
        Step(
            "assess",
            ("open", REPORTED),
            "assessed",
            Words(
                "say what it means, and whether an authority must be told",
                "说明其影响，以及是否须上报监管机构",
            ),
            needs=("assessment", "reportable", "outcome", "aware"),
            may=("country",),
            gates=(gates.severe_is_reportable,),
        ),
        Step(
            "report",
            ("assessed",),
            "submitted",
            Words("an authority was told", "已上报监管机构"),
            gates=(gates.authority_was_told,),
        ),
        Step(
            "close",
            ("assessed", "submitted"),
            "closed",
            Words("close it; what is reportable was reported", "关闭；须上报的已上报"),
            needs=("assessment", "reportable"),
            gates=(gates.severe_is_reportable, gates.may_close_unreported),
        ),
    ),
    looks=(path("<BELONGS_TO"),),
)

NONCONFORMITY = Workflow(
    "Nonconformity",
    Words(
        "Nonconformity: raised by a rule or a person, reviewed, acted on, closed",
        "不合格：由规则或人员提出，经评审、处理后关闭",
    ),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("say what was found, and by when it is to be settled", "说明发现的情况和处理期限"),
            needs=("name", "description", "due"),
            now=("raised",),
            ties=(Tie("RAISED_ON", required=True),),
        ),
        Step(
            "take",
            ("detected", REPORTED),
            "open",
            Words("take up what a rule found", "受理规则发现的问题"),
            needs=("due",),
        ),
        Step(
            "dismiss",
            ("detected",),
            "dismissed",
            Words("say why it is none", "说明为何不构成不合格"),
            needs=("root_cause",),
        ),
        Step(
            "review",
            ("open",),
            "reviewed",
            Words("material review", "物料评审"),
            needs=("review_outcome", "root_cause"),
            may=("due",),
        ),
        Step(
            "close",
            ("reviewed",),
            "closed",
            Words("close it; the actions that it led to are closed", "关闭；由其引起的措施均已关闭"),
            gates=(gates.actions_are_closed,),
        ),
    ),
    looks=(path(">LED_TO"),),
)

CAPA = Workflow(
    "Capa",
    Words(
        "Corrective and preventive action, with a check whether it helped", "纠正和预防措施，并检查是否有效"
    ),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("say what is to be prevented, and by when", "说明要预防什么，以及期限"),
            needs=("name", "due"),
            now=("opened",),
            ties=(Tie("RAISED_ON", required=True), Tie("LED_TO", forward=False)),
        ),
        Step(
            "plan",
            ("open", REPORTED),
            "planned",
            Words("why it happened, what is to be done", "发生的原因和拟采取的措施"),
            needs=("root_cause", "plan"),
        ),
        Step(
            "implement", ("planned",), "implemented", Words("what was done", "已采取的措施"), needs=("done",)
        ),
        Step(
            "verify",
            ("implemented",),
            "verified",
            Words("whether it helped, and how that was checked", "是否有效，以及如何检查"),
            needs=("effective", "verification"),
        ),
        Step(
            "replan",
            ("verified",),
            "open",
            Words("it did not help enough; plan it anew", "效果不足；重新计划"),
            may=("due",),
        ),
        Step(
            "close",
            ("verified",),
            "closed",
            Words("close it", "关闭"),
            now=("closed",),
            gates=(gates.it_helped,),
        ),
    ),
)

RECALL = Workflow(
    "Recall",
    Words(
        "Recall: correction or removal of devices; every step is signed by quality and regulatory affairs",
        "召回：对器械的纠正或撤回；每一步均由质量和法规事务签名",
    ),
    (
        Step(
            "open",
            _NEW,
            "open",
            Words("from a whole answer, whose certificate it names", "依据完整的追溯结果，并注明其证书"),
            needs=("name", "reason", "starts", "certificate", "scope_size"),
            now=("decided",),
            ties=(Tie("RECALLS", required=True), Tie("LED_TO", forward=False)),
            prepared_by="lotgraph case open KEY…",
        ),
        Step(
            "evaluate",
            ("open",),
            "evaluated",
            Words("health hazard evaluation and class", "健康危害评价和召回级别"),
            needs=("hazard_evaluation", "recall_class"),
        ),
        Step(
            "plan",
            ("evaluated",),
            "planned",
            Words("strategy, depth, and how many answers are checked", "策略、深度，以及检查多少答复"),
            needs=("strategy", "advice", "depth", "effectiveness_level", "action", "due"),
        ),
        Step(
            "notify",
            ("planned",),
            "notifying",
            Words(
                "begin to tell the consignees; what is recalled is held", "开始通知收货方；召回之物已被冻结"
            ),
            now=("initiated",),
            gates=(gates.recall_holds,),
        ),
        Step(
            "complete",
            ("notifying",),
            "completed",
            Words(
                "everybody was told, has answered or was given up, and is checked as planned",
                "所有收货方均已通知，已答复或已放弃等待，并已按计划检查",
            ),
            now=("completed",),
            may=("accepted_gaps",),
            gates=(gates.case_is_done,),
            asks_the_answer=True,
        ),
        Step(
            "resume",
            ("completed",),
            "notifying",
            Words("late records reach somebody else; tell them, too", "迟到的记录涉及其他收货方；一并通知"),
        ),
        Step(
            "close",
            ("completed",),
            "closed",
            Words(
                "say what became of the devices; nothing has come since that is open",
                "说明器械去向；此后没有新的未决事项",
            ),
            needs=("accounting",),
            may=("accepted_gaps",),
            gates=(gates.case_is_done,),
            asks_the_answer=True,
        ),
        Step(
            "drop",
            ("open", "evaluated"),
            "dropped",
            Words("no recall is needed", "无须召回"),
            needs=("reason",),
        ),
    ),
    looks=(path("<BELONGS_TO"), path(">RECALLS")),
    looks_at_holds=(path(">RECALLS"),),
)
