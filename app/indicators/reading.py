"""What the key figures are worked out from: loads, rows, drills, tasks, reports and trainings of the ledger.

Promises: everything is read at the size of the reader and nothing is left out unnamed. The ledger is read
once, for the score of its data; `on_progress` hears of it and may end it by raising.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

import orjson

from app.alarms import behind
from app.case.events import awareness_events, extensions, recall_events, report_events
from app.case.reading import read_case
from app.quality.check import OnProgress
from app.quality.run import measured
from app.quality.scorecard import Measured, Scorecard
from app.questions.reading import Recorded
from app.questions.view import NOW, through
from app.regulation import rule_book
from graph_model.units import ONE
from graph_store.monitor import LoadState, begun_loads, rejected_rows
from graph_store.reader import Reader
from graph_store.store import Store
from quality import indicators
from quality.deadlines import CaseEvent, DueReport, State, due
from quality.indicators import DEFINITIONS, Drilled, Figure, Performed, Reports, Rows, Task
from quality.workflow import REPORTED
from quality.workflows import BY_LABEL

Card = Mapping[str, object]


def figures(store: Store, reader: Reader, today: date, on_progress: OnProgress) -> tuple[Figure, ...]:
    """All of them, in the order of their definitions."""
    rows = rows_of(store, reader)
    score = score_of(measured(store, reader, on_progress=on_progress))
    capas, nonconformities = tasks_of(reader, "Capa", "opened"), tasks_of(reader, "Nonconformity", "raised")
    found = (
        *indicators.rows(rows),
        indicators.data_quality(score, rows.unended),
        *indicators.time_to_trace(drills_of(reader), today),
        *indicators.unmeasured(),
        indicators.reports_on_time(reports_of(store, reader, today)),
        *indicators.capas(*capas, today),
        *indicators.nonconformities(*nonconformities, today, unseen=behind(store)),
        indicators.training_cover(*trainings_of(reader), today),
    )
    by_name = {one.name: one for one in found}
    return tuple(by_name[one.name] for one in DEFINITIONS)


def rows_of(store: Store, reader: Reader) -> Rows:
    """The rows of all files, and what became of those that were not accepted."""
    loads = begun_loads(store.connection, reader.known_at)
    rejected = rejected_rows(store.connection, reader.known_at)
    ended = {one.load: one.rows for one in loads if one.rows is not None}
    return Rows(
        accepted=sum(rows["accepted"] for rows in ended.values()),
        rejected=sum(rows["rejected"] for rows in ended.values()),
        dealt_with=sum(row.resolved is not None and row.load in ended for row in rejected),
        still=sum(row.resolved is None for row in rejected),
        ended=len(ended),
        unended=sum(one.state is LoadState.BEGUN for one in loads),
    )


def score_of(card: Scorecard) -> Fraction | None:
    """The score of all sources as if they were one."""
    whole = Measured()
    for one in card.sources:
        whole.tally.add(one.tally)
        for name, count in one.rows.items():
            whole.rows[name] = whole.rows.get(name, 0) + count
    return None if whole.score is None else Fraction(whole.score)


def drills_of(reader: Recorded) -> list[Drilled]:
    """The mock recalls of scopes; those of made-up plants tell nothing of this ledger."""
    found = (card.properties for card in reader.cards(reader.of_label("Drill")).values())
    scored = [(one, orjson.loads(str(one["score"]))) for one in found]
    return [
        Drilled(str(one["performed"]), Fraction(int(str(one["elapsed"])), ONE), score["complete"])
        for one, score in scored
        if score["seed"] is None
    ]


def tasks_of(reader: Recorded, label: str, opened: str) -> tuple[list[Task], int]:
    """The records of a label that have a stage, and how many a source reported and nobody took up."""
    workflow = BY_LABEL[label]
    cards = [card.properties for card in reader.cards(reader.of_label(label)).values()]
    stages = [workflow.stage(one) for one in cards]
    found = [
        Task(stage, _text(one, opened), _text(one, "due"))
        for one, stage in zip(cards, stages, strict=True)
        if stage != REPORTED
    ]
    return found, stages.count(REPORTED)


def reports_of(store: Store, reader: Reader, today: date) -> Reports:
    """What the rules make due for recalls and adverse events, but those decided not to be reportable."""
    begin = indicators.begin_of(today)
    told = due(rule_book(), _events(store, reader), today)
    states = [_state(one) for one in told.due if one.due.last >= begin]
    return Reports(
        on_time=states.count("on_time"),
        late=states.count("late"),
        overdue=states.count("overdue"),
        unsure=states.count("unsure") + len(told.holes),
    )


def trainings_of(reader: Recorded) -> tuple[list[Performed], dict[str, list[tuple[str, str]]]]:
    """Who performed what on which day, and the validities of everybody's trainings."""
    seen, people = through(reader, NOW), reader.of_label("Person")
    done = [edge for edge in seen.context(people, ("PERFORMED_BY",), False) if not edge.void]
    papers = [edge for edge in seen.context(people, ("TRAINED_FOR",), False) if not edge.void]
    cards = seen.cards(sorted({edge.source for edge in (*done, *papers)}))
    performed = [Performed(edge.target, _day_of(cards[edge.source].properties)) for edge in done]
    trained: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for edge in papers:
        card = cards[edge.source].properties
        trained[edge.target].append((_text(card, "trained"), _text(card, "valid_to")))
    return performed, trained


def _events(store: Store, reader: Reader) -> Iterator[CaseEvent]:
    recalls = {key: card.properties for key, card in reader.cards(reader.of_label("Recall")).items()}
    cards = reader.cards(reader.of_label("AdverseEvent"))
    harm = {key: card.properties for key, card in cards.items() if card.properties.get("reportable") != "no"}
    for key, said in sorted(recalls.items()):
        yield from recall_events(key, said)
        if "initiated" in said:
            yield from extensions(store, reader, read_case(reader, key))
    yield from awareness_events(harm)
    yield from report_events(reader, sorted((*recalls, *harm)))


def _state(one: DueReport) -> str:
    if one.state is State.ANSWERED:
        return "on_time"
    if one.state is State.ANSWERED_LATE:
        return "late"
    if one.unknown:
        return "unsure"
    return "overdue" if one.state is State.OVERDUE else "open"


def _day_of(card: Card) -> str:
    """When an inspection was, or a step began; its end, where only that is stated."""
    return next((text for name in ("inspected", "started", "ended") if (text := _text(card, name))), "")


def _text(card: Card, name: str) -> str:
    return str(card.get(name, ""))
