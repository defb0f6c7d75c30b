"""Reading legal floors."""

from __future__ import annotations

from heqi.rulebook.loader.answers import read_answer
from heqi.rulebook.loader.citing import cited
from heqi.rulebook.loader.conditions import read_conditions
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Floor

FLOOR_KEYS = (
    "id",
    "question",
    "field",
    "clause",
    "since",
    "until",
    "when",
    "at_least",
    "at_most",
    "severity",
    "text",
)


def read_floors(read: Reader, shelf: Shelf, node: Node) -> None:
    """A document of floors/: what a commitment may not fall below.

    A floor of a question that no pack declares is kept for the packs that will declare it.
    """
    found = read.map(node, "floors", ("floors",), ("floors",))
    for item in read.items(found.get("floors") if found else None, "floors"):
        _floor(read, shelf, item)


def _floor(read: Reader, shelf: Shelf, node: Node) -> None:
    found = read.map(
        node, "floor", FLOOR_KEYS, ("id", "question", "field", "clause", "since", "text")
    )
    if found is None:
        return
    floor_id = read.code(found.get("id"), "id")
    clause = cited(read, shelf, found.get("clause"))
    since, until = read.period(found, node.place, "floor")
    question_id = read.text(found.get("question"), "question")
    field_name = read.text(found.get("field"), "field")
    severity = read.choice(found.get("severity"), "severity", ("error", "warning"), "error")
    text = read.words(found.get("text"), "text")
    bounds = [key for key in ("at_least", "at_most") if key in found]
    if len(bounds) != 1:
        read.bad(
            "floor.form",
            node.place,
            "底线应写明 at_least 或 at_most 之一。",
            "A floor states either at_least or at_most.",
        )
        return
    question = shelf.questions.get(question_id or "")
    if question is None and question_id and len(shelf.infos) > 1:
        read.bad(
            "floor.question",
            found["question"].place,
            f"没有问题“{question_id}”，底线“{floor_id}”不起作用。",
            f"There is no question “{question_id}”: the floor “{floor_id}” binds nothing.",
            "warning",
        )
    if question is None or not (floor_id and clause and since and field_name):
        return
    spec = question.answer.get(field_name)
    if spec is None:
        read.unknown(
            "answer.unknown",
            found["field"].place,
            ("答案字段", "answer field"),
            field_name,
            question.answer,
        )
        return
    value = read_answer(read, found[bounds[0]], spec)
    when = read_conditions(read, found.get("when"), question.facts)
    if value is not None:
        shelf.floors[floor_id] = Floor(
            floor_id,
            question.id,
            field_name,
            clause,
            since,
            until,
            bounds[0],
            value,
            severity,
            text,
            when,
            read.pack,
            node.place,
        )
