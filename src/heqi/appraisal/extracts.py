"""What of a record counts in a month, for whoever may see the sheet but not open the record.

Whoever is rated reads what was found and when; nothing of the customer.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.appraisal.models import Line
from heqi.callbacks.catalogue import fatal_errors
from heqi.callbacks.models import CallbackTask, Review
from heqi.clocks.models import Clock
from heqi.complaints.models import Complaint
from heqi.duties.models import Occurrence
from heqi.ledger.actors import Actor
from heqi.people.withholding import leave_out

# A label and a value: text, a number, a day or an instant; an empty value is left out.
Row = tuple[str, Any]


def extract_of(line: Line, actor: Actor) -> list[Row]:
    """What the record of a line says to somebody of what is counted, label by label."""
    # What a customer said of a callback is counted under an id of its own.
    pk = line.source_id.partition(":")[0]
    if not pk.isdecimal():
        return []
    if line.source_type == "complaints.complaint":
        rows = _complaint(int(pk), actor)
    else:
        read = READERS.get(line.source_type)
        rows = read(int(pk)) if read else []
    return [row for row in rows if row[1] not in (None, "")]


def _clock(pk: int) -> list[Row]:
    row = Clock.objects.filter(pk=pk).first()
    if row is None:
        return []
    return [
        (pgettext("clock", "Begun"), row.started_at),
        (pgettext("appraisal", "Due"), row.due_at),
        (pgettext("clock", "Ended"), row.stopped_at),
    ]


def _complaint(pk: int, actor: Actor) -> list[Row]:
    """The verdict; its reasons to whom it names, and to who may know of the complaint."""
    row = Complaint.objects.filter(pk=pk).first()
    if row is None:
        return []
    verdict = [
        (pgettext("of a complaint", "Class"), row.category_label),
        (pgettext("of a complaint", "Verdict"), row.get_verdict_display()),
        (_("Responsibility"), row.get_responsibility_display()),
    ]
    named = actor.kind == "staff" and actor.id is not None and actor.id == row.responsible_id
    open_ = leave_out(Complaint.objects.filter(pk=pk, confidential=False), actor)
    if not named and not open_.exists():
        return verdict
    found = row.findings.order_by("-id").first()
    return [*verdict, (_("Reasons"), found.reason if found else "")]


def _callback(pk: int) -> list[Row]:
    row = CallbackTask.objects.filter(pk=pk).first()
    if row is None:
        return []
    return [
        (_("Number of the matter"), row.label),
        (pgettext("appraisal", "Due"), row.due_at),
        (pgettext("appraisal", "Attempts"), row.attempts),
        (pgettext("callback", "Over"), row.done_at),
        (_("State"), row.get_status_display()),
        (pgettext("callback", "Overall, 1 to 5"), row.score),
    ]


def _review(pk: int) -> list[Row]:
    row = Review.objects.filter(pk=pk).select_related("task").first()
    if row is None:
        return []
    faults = {one.code: one.label for one in fatal_errors()}
    return [
        (_("Number of the matter"), row.task.label),
        (_("Fatal error"), faults.get(row.fatal, "")),
        (pgettext("appraisal", "Score"), row.score),
        (_("Remark"), row.remark),
    ]


def _duty(pk: int) -> list[Row]:
    row = Occurrence.objects.filter(pk=pk).first()
    if row is None:
        return []
    return [
        (_("Duty"), row.title),
        (pgettext("appraisal", "Due"), row.due_on),
        (_("can be made up until"), row.grace_until),
        (_("State"), row.get_status_display()),
    ]


READERS: dict[str, Callable[[int], list[Row]]] = {
    "clocks.clock": _clock,
    "callbacks.callbacktask": _callback,
    "callbacks.review": _review,
    "duties.occurrence": _duty,
}
