"""Excuses: asked for with a reason, decided by somebody else who may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.access import EXCUSE, require_do
from heqi.duties.events import DutyExcused
from heqi.duties.models import Occurrence
from heqi.duties.specs import words_of
from heqi.duties.states import FLOW, TO_DO, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff
from heqi.people.queries import holders_of_right

EXCUSABLE = (*TO_DO, Status.MISSED)
VERDICTS = {True: {"zh": "通过", "en": "granted"}, False: {"zh": "未通过", "en": "refused"}}


@transaction.atomic
def ask_excuse(row: Occurrence, *, reason: str, by: Actor, now: datetime) -> None:
    """Whoever is to do it says why it could not or cannot be done."""
    require_do(by, row)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why it cannot be done.")})
    if row.status not in EXCUSABLE:
        raise ValidationError(_("Only what is open, overdue or missed can be excused."))
    won = (
        Occurrence.objects.filter(pk=row.pk, status=row.status)
        .exclude(Occurrence.excuse_open)
        .update(
            excuse=reason[:300],
            excuse_asked_at=now,
            excuse_asked_by=by.id if by.kind == "staff" else None,
            excuse_answer="",
            excuse_decided_at=None,
            excuse_decided_by=None,
        )
    )
    if not won:
        raise StaleState(_("An excuse is being decided already."))
    row.refresh_from_db()
    audit(row, "duties.ask_excuse", by=by, now=now, reason=reason)
    for person in holders_of_right(EXCUSE, row.company, on=timezone.localdate(now)):
        if person.pk not in (by.id, row.assignee_id):
            _tell(person, "duties.excuse_asked", row, {"name": by.name, "reason": reason}, by, now)


@transaction.atomic
def decide_excuse(row: Occurrence, *, granted: bool, answer: str, by: Actor, now: datetime) -> None:
    """Grant it or not; nobody decides on his own excuse."""
    require(by, EXCUSE, row)
    if by.kind == "staff" and by.id in (row.excuse_asked_by_id, row.assignee_id):
        raise refuse(_("Nobody decides on his own excuse. Ask another person who may."))
    if not row.waits_for_excuse:
        raise StaleState(_("There is no excuse to be decided. Reload the page."))
    answer = answer.strip()
    if not granted and not answer:
        raise ValidationError({"answer": _("Say why the excuse is refused.")})
    values: dict[str, Any] = {
        "excuse_answer": answer[:300],
        "excuse_decided_at": now,
        "excuse_decided_by_id": by.id if by.kind == "staff" else None,
    }
    if granted:
        move(
            row, FLOW, "excuse", code="duties.excuse", by=by, now=now, reason=row.excuse,
            decision=row.decision_id, changes_on=None, **values,
        )  # fmt: skip
        announce(
            DutyExcused(
                occurrence_id=row.pk,
                duty=row.code,
                clause=row.clause,
                unit_id=row.unit_id,
                company_id=row.company_id,
            ),
            now=now,
        )
    else:
        won = Occurrence.objects.filter(Occurrence.excuse_open, pk=row.pk).update(**values)
        if not won:
            raise StaleState(_("There is no excuse to be decided. Reload the page."))
        audit(row, "duties.refuse_excuse", by=by, now=now, reason=answer)
        row.refresh_from_db()
    asker = Staff.objects.select_related("unit").filter(pk=row.excuse_asked_by_id or 0).first()
    if asker:
        told = {"name": by.name, "verdict": VERDICTS[granted], "answer": answer}
        _tell(asker, "duties.excuse_decided", row, told, by, now)


def _tell(
    to: Staff, code: str, row: Occurrence, values: Mapping[str, object], by: Actor, now: datetime
) -> None:
    words = words_of(row.code)
    told = {
        "duty": {"zh": words.zh, "en": words.en},
        "period": row.period_text,
        "subject": row.subject_label,
        **values,
    }
    stamp = int((row.excuse_asked_at or now).timestamp())
    notify(
        to,
        code,
        context=told,
        about=row,
        unit=row.company,
        url=f"/duties/{row.pk}/",
        key=f"{code}:{row.pk}:{stamp}",
        by=by,
        now=now,
    )
