"""What the page of a case reads: its history in words, what belongs to it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from heqi.complaints.models import Complaint
from heqi.ledger.audit import history

# What actions on a complaint look at, read with it.
RELATED = ("unit", "company", "request", "handler", "compound", "accused")

DONE: dict[str, str | Promise] = {
    "complaints.take": pgettext_lazy("history", "Complaint taken up"),
    "complaints.grade": pgettext_lazy("history", "Class and level confirmed"),
    "complaints.name_accused": pgettext_lazy(
        "history", "Person or department complained about noted"
    ),
    "complaints.name_person": pgettext_lazy("history", "Name came up while the case ran"),
    "complaints.hand_over": pgettext_lazy("history", "Given to another handler"),
    "complaints.look_again": pgettext_lazy("history", "To be investigated anew by somebody else"),
    "complaints.platform": pgettext_lazy("history", "Platform's number or date corrected"),
    "complaints.carry_over": pgettext_lazy("history", "Carried over from an attached case"),
    "complaints.raise_level": pgettext_lazy("history", "Level raised"),
    "complaints.attach": pgettext_lazy("history", "Attached to another case as a reminder"),
    "complaints.repeat": pgettext_lazy("history", "Found to be repeated"),
    "complaints.group": pgettext_lazy("history", "Put together as a group"),
    "complaints.respond": pgettext_lazy("history", "Customer contacted"),
    "complaints.report": pgettext_lazy("history", "Reported inside"),
    "complaints.assign": pgettext_lazy("history", "Assigned"),
    "complaints.add_evidence": pgettext_lazy("history", "Evidence added"),
    "complaints.investigate": pgettext_lazy("history", "Investigation reported"),
    "complaints.judge": pgettext_lazy("history", "Verdict recorded"),
    "complaints.rectify": pgettext_lazy("history", "Rectification ordered"),
    "complaints.offer": pgettext_lazy("history", "Solution offered"),
    "complaints.accept": pgettext_lazy("history", "Customer accepted"),
    "complaints.decline": pgettext_lazy("history", "Customer declined"),
    "complaints.reply": pgettext_lazy("history", "Replied"),
    "complaints.call_back": pgettext_lazy("history", "Called back"),
    "complaints.call_attempt": pgettext_lazy("history", "Callback tried"),
    "complaints.dissatisfied": pgettext_lazy("history", "Customer dissatisfied: goes on"),
    "complaints.close": pgettext_lazy("history", "Closed"),
    "complaints.end_service": pgettext_lazy("history", "Service ended"),
    "complaints.reopen": pgettext_lazy("history", "Opened again"),
    "complaints.withdraw": pgettext_lazy("history", "Taken back by the customer"),
    "complaints.convert": pgettext_lazy("history", "Found to be no complaint"),
    "complaints.escalate": pgettext_lazy("history", "Escalated by the customer"),
}


def timeline(complaint: Complaint) -> list[dict[str, Any]]:
    """The history of a case in words, newest first, its reminders among it."""
    lines = [
        {
            "at": entry.at,
            "text": DONE[entry.code],
            "by": entry.actor_name,
            "note": entry.reason,
        }
        for entry in history(complaint, limit=120)
        if entry.code in DONE
    ]
    reminded = pgettext_lazy("history", "Reminded")
    lines += [
        {"at": one.at, "text": reminded, "by": one.by_name, "note": one.note}
        for one in complaint.request.reminders.all()[:50]
    ]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def masked_name(complaint: Complaint) -> str:
    """The complainant as lists and pages show him: the first character."""
    name = complaint.request.contact_name
    if complaint.anonymous or not name:
        return ""
    return name[:1] + "**"
