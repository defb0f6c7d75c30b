"""Asking the viewer, the same day, and his answer. A question is not an accusation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.states import move
from heqi.lookups.access import REVIEW, require_reviewer
from heqi.lookups.models import Case
from heqi.lookups.states import FLOW
from heqi.lookups.thresholds import limits_on
from heqi.notices.actions import notify, notify_holders
from heqi.people.access import refuse
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit


def limit_after(name: str, case: Case, start: datetime) -> datetime:
    """When a limit of the review (``answer``, ``decide``, ``appeal``) is over."""
    limits = limits_on(timezone.localdate(start), case.company_id)
    calendar = calendar_for(case.unit)
    due = due_at(
        parse_limit(str(limits.content[name])), timezone.localtime(start), calendar, facts={}
    )
    return due.at or due.provisional_at or start


@transaction.atomic
def ask_viewer(case: Case, *, by: Actor, now: datetime) -> None:
    """Put the findings to the viewer as a question; by a reviewer, or by the loop at once."""
    if by.kind != "system":
        require_reviewer(by, case.staff, case.unit)
    due = limit_after("answer", case, now)
    move(case, FLOW, "ask", code="lookups.ask", by=by, now=now, asked_at=now, due_at=due)
    sentences = [flag.sentence_zh for flag in case.flags.order_by("-points", "id")[:3]]
    notify(
        case.staff,
        "lookups.question",
        context={
            "number": case.number,
            "sentence": "".join(sentences),
            "due": f"{timezone.localtime(due):%Y-%m-%d %H:%M}",
        },
        about=case,
        unit=case.unit,
        url=f"/lookups/questions/{case.pk}/",
        key=f"case{case.pk}:ask",
        by=SYSTEM,
        now=now,
    )


@transaction.atomic
def answer_question(case: Case, *, text: str, by: Actor, now: datetime) -> None:
    """The viewer says why he looked; the reviewers are told."""
    if by.kind != "staff" or by.id != case.staff_id:
        raise refuse(_("Only the person who was asked can answer."))
    if not text.strip():
        raise ValidationError({"answer": _("Please say what the look-ups were for.")})
    due = limit_after("decide", case, now)
    move(
        case,
        FLOW,
        "answer",
        code="lookups.answer",
        by=by,
        now=now,
        answer=text.strip()[:2000],
        answered_at=now,
        due_at=due,
    )
    notify_holders(
        REVIEW,
        case.unit,
        "lookups.answered",
        context={"number": case.number, "name": case.staff.name},
        about=case,
        url=f"/lookups/cases/{case.pk}/",
        key=f"case{case.pk}:answered",
        but=[case.staff_id],
        by=SYSTEM,
        now=now,
    )
