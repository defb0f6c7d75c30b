"""Suggestions of the staff: filed, answered, carried out (conduct/2.3(5), inspection/3.7)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.governance.access import LEAD, SUGGEST
from heqi.governance.actions.committee import needed
from heqi.governance.events import IdeaAdopted
from heqi.governance.facts import due_after
from heqi.governance.models import Idea
from heqi.governance.states import IDEA_FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.people.models import Staff
from heqi.people.queries import company_of

IDEA = "HL"


@transaction.atomic
def file_idea(*, title: str, text: str, by: Actor, now: datetime) -> Idea:
    """Somebody of the staff suggests an improvement; it is answered in time."""
    staff = Staff.objects.select_related("unit__company").filter(
        pk=by.id if by.kind == "staff" and by.id else 0
    )
    who = staff.first()
    if who is None:
        raise refuse(_("Only staff suggest improvements here."))
    require(by, SUGGEST, who.unit)
    texts = needed(title=title, text=text)
    row: Idea = Idea.objects.create(
        company=company_of(who.unit),
        unit=who.unit,
        number=next_number(IDEA, timezone.localdate(now)),
        staff=who,
        title=texts["title"][:80],
        text=texts["text"][:2000],
        filed_at=now,
        answer_by=due_after("answer_suggestion", who.unit, start=now, now=now),
    )
    audit(row, "governance.file_idea", by=by, now=now)
    return row


@transaction.atomic
def answer_idea(row: Idea, *, adopt: bool, answer: str, by: Actor, now: datetime) -> None:
    """Adopt a suggestion or not, in words; nobody answers his own. Adopted, it may be rewarded."""
    require(by, LEAD, row)
    if by.kind == "staff" and by.id == row.staff_id:
        raise refuse(_("Nobody answers his own suggestion."))
    answer = needed(answer=answer)["answer"]
    move(
        row, IDEA_FLOW, "adopt" if adopt else "decline", code="governance.answer_idea", by=by,
        now=now, reason=answer[:300], answer=answer[:500], answered_at=now, answered_by=by.name,
    )  # fmt: skip
    if adopt:
        announce(
            IdeaAdopted(
                idea_id=row.pk,
                number=row.number,
                title=row.title,
                staff_id=row.staff_id,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )


@transaction.atomic
def carry_out_idea(row: Idea, *, effect: str, by: Actor, now: datetime) -> None:
    """The suggestion is in use; what it brought is told (inspection/3.7)."""
    require(by, LEAD, row)
    effect = needed(effect=effect)["effect"]
    move(
        row, IDEA_FLOW, "carry_out", code="governance.carry_out_idea", by=by, now=now,
        reason=effect[:300], effect=effect[:500],
    )  # fmt: skip
