"""The workflows of what comes back and what is done about it: part of the table `quality.workflows`."""

from __future__ import annotations

from typing import Final

from quality import gates
from quality.near import path
from quality.workflow import ABSENT, REPORTED, Step, Tie, Workflow

_NEW: Final = (ABSENT,)


RETURN = Workflow(
    "Return",
    "Return of a customer",
    (
        Step(
            "announce",
            _NEW,
            "announced",
            "a customer sends something back",
            needs=("document", "reason"),
            ties=(Tie("RETURNED_IN", forward=False, required=True), Tie("RETURNED_BY", required=True)),
        ),
        Step("receive", ("announced", REPORTED), "received", "it came back", now=("returned",)),
        Step("settle", ("received",), "settled", "say what becomes of it", needs=("disposition",)),
    ),
    times_are_the_sources=True,
)

SERVICE = Workflow(
    "ServiceEvent",
    "Service of a device in the field",
    (
        Step(
            "open",
            _NEW,
            "open",
            "a device needs service",
            needs=("name",),
            ties=(Tie("SERVICED", required=True),),
        ),
        Step(
            "perform",
            ("open", REPORTED),
            "performed",
            "say what was found and done",
            needs=("finding", "repair"),
            now=("serviced",),
        ),
        Step("close", ("performed",), "closed", "close it"),
    ),
    times_are_the_sources=True,
)

COMPLAINT = Workflow(
    "Complaint",
    "Complaint: investigated, and reported where it must be",
    (
        Step(
            "open",
            _NEW,
            "open",
            "somebody reports a deficiency",
            needs=("name", "received"),
            may=("outcome",),
            ties=(Tie("COMPLAINS_OF", required=True),),
        ),
        Step(
            "investigate",
            ("open", REPORTED),
            "investigated",
            "say what was found, and whether an authority must be told",
            needs=("investigation", "reportable", "outcome"),
        ),
        Step(
            "close",
            ("investigated",),
            "closed",
            "close it; what is reportable led to an adverse event",
            gates=(gates.reported_where_it_must_be,),
        ),
    ),
    looks=(path(">LED_TO"),),
)

ADVERSE_EVENT = Workflow(
    "AdverseEvent",
    "Adverse event: its clock runs from the day of awareness",
    (
        Step(
            "open",
            _NEW,
            "open",
            "an event that may have harmed; no patient data",
            needs=("name", "aware", "outcome"),
            may=("occurred", "country"),
            ties=(Tie("COMPLAINS_OF", required=True), Tie("LED_TO", forward=False)),
        ),
        Step(
            "assess",
            ("open", REPORTED),
            "assessed",
            "say what it means, and whether an authority must be told",
            needs=("assessment", "reportable", "outcome", "aware"),
            may=("country",),
            gates=(gates.severe_is_reportable,),
        ),
        Step(
            "report", ("assessed",), "submitted", "an authority was told", gates=(gates.authority_was_told,)
        ),
        Step(
            "close",
            ("assessed", "submitted"),
            "closed",
            "close it; what is reportable was reported",
            needs=("assessment", "reportable"),
            gates=(gates.severe_is_reportable, gates.may_close_unreported),
        ),
    ),
    looks=(path("<BELONGS_TO"),),
)

NONCONFORMITY = Workflow(
    "Nonconformity",
    "Nonconformity: raised by a rule or a person, reviewed, acted on, closed",
    (
        Step(
            "open",
            _NEW,
            "open",
            "say what was found, and by when it is to be settled",
            needs=("name", "description", "due"),
            now=("raised",),
            ties=(Tie("RAISED_ON", required=True),),
        ),
        Step("take", ("detected", REPORTED), "open", "take up what a rule found", needs=("due",)),
        Step("dismiss", ("detected",), "dismissed", "say why it is none", needs=("root_cause",)),
        Step(
            "review",
            ("open",),
            "reviewed",
            "material review",
            needs=("review_outcome", "root_cause"),
            may=("due",),
        ),
        Step(
            "close",
            ("reviewed",),
            "closed",
            "close it; the actions that it led to are closed",
            gates=(gates.actions_are_closed,),
        ),
    ),
    looks=(path(">LED_TO"),),
)

CAPA = Workflow(
    "Capa",
    "Corrective and preventive action, with a check whether it helped",
    (
        Step(
            "open",
            _NEW,
            "open",
            "say what is to be prevented, and by when",
            needs=("name", "due"),
            now=("opened",),
            ties=(Tie("RAISED_ON", required=True), Tie("LED_TO", forward=False)),
        ),
        Step(
            "plan",
            ("open", REPORTED),
            "planned",
            "why it happened, what is to be done",
            needs=("root_cause", "plan"),
        ),
        Step("implement", ("planned",), "implemented", "what was done", needs=("done",)),
        Step(
            "verify",
            ("implemented",),
            "verified",
            "whether it helped, and how that was checked",
            needs=("effective", "verification"),
        ),
        Step("replan", ("verified",), "open", "it did not help enough; plan it anew", may=("due",)),
        Step("close", ("verified",), "closed", "close it", now=("closed",), gates=(gates.it_helped,)),
    ),
)

RECALL = Workflow(
    "Recall",
    "Recall: correction or removal of devices; every step is signed by quality and regulatory affairs",
    (
        Step(
            "open",
            _NEW,
            "open",
            "from a whole answer, whose certificate it names",
            needs=("name", "reason", "starts", "certificate", "scope_size"),
            now=("decided",),
            ties=(Tie("RECALLS", required=True), Tie("LED_TO", forward=False)),
            prepared_by="lotgraph case open KEY…",
        ),
        Step(
            "evaluate",
            ("open",),
            "evaluated",
            "health hazard evaluation and class",
            needs=("hazard_evaluation", "recall_class"),
        ),
        Step(
            "plan",
            ("evaluated",),
            "planned",
            "strategy, depth, and how many answers are checked",
            needs=("strategy", "advice", "depth", "effectiveness_level", "action", "due"),
        ),
        Step(
            "notify",
            ("planned",),
            "notifying",
            "begin to tell the consignees; what is recalled is held",
            now=("initiated",),
            gates=(gates.recall_holds,),
        ),
        Step(
            "complete",
            ("notifying",),
            "completed",
            "everybody was told, has answered or was given up, and is checked as planned",
            now=("completed",),
            may=("accepted_gaps",),
            gates=(gates.case_is_done,),
            asks_the_answer=True,
        ),
        Step("resume", ("completed",), "notifying", "late records reach somebody else; tell them, too"),
        Step(
            "close",
            ("completed",),
            "closed",
            "say what became of the devices; nothing has come since that is open",
            needs=("accounting",),
            may=("accepted_gaps",),
            gates=(gates.case_is_done,),
            asks_the_answer=True,
        ),
        Step("drop", ("open", "evaluated"), "dropped", "no recall is needed", needs=("reason",)),
    ),
    looks=(path("<BELONGS_TO"), path(">RECALLS")),
    looks_at_holds=(path(">RECALLS"),),
)
