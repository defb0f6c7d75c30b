"""Correcting what was recorded of a callback."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.callbacks.access import CALL, PLAN
from heqi.callbacks.actions.opinions import open_opinion
from heqi.callbacks.events import CallbackAmended
from heqi.callbacks.facts import opened_by, scale_of
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.states import OpinionStatus, Round, Status
from heqi.callbacks.works import source_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState
from heqi.people.access import may, require


@transaction.atomic
def amend_result(
    task: CallbackTask, *, score: int, reason: str, by: Actor, now: datetime
) -> CallbackTask:
    """Correct the score of a recorded callback, by its caller or who plans callbacks.

    The first record stays in the ledger, and the call is always reviewed (callback/quality). What
    was begun because of the first score is not undone; what the right score opens is opened.
    """
    if not (by.kind == "staff" and by.id == task.caller_id and may(by, CALL, task)):
        require(by, PLAN, task)
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if task.status != Status.DONE or task.round == Round.NATIONAL:
        raise ValidationError(_("Only a recorded callback can be corrected."))
    decision = scale_of(score, now=now, company_id=task.company_id)
    result = str((decision.answer or {})["result"])
    before = task.score
    rows = CallbackTask.objects.filter(pk=task.pk, status=Status.DONE, score=before)
    if not rows.update(score=score, result=result, changed_at=now):
        raise StaleState(_("Somebody else has changed it meanwhile."))
    task.score, task.result, task.changed_at = score, result, now
    audit(
        task,
        "callbacks.amend",
        by=by,
        now=now,
        changes={"score": [before, score], "result": result},
        reason=reason.strip(),
        decision=decision.pk,
    )
    announce(
        CallbackAmended(
            task_id=task.pk,
            number=task.number,
            subject=task.subject,
            score=score,
            company_id=task.company_id,
        ),
        now=now,
    )
    opens = opened_by(decision)
    if opens and not _is_heard(task):
        CallbackTask.objects.filter(pk=task.pk).update(opinion=opens)
        task.opinion = opens
        open_opinion(task, kind=opens, text=task.opinion_text or reason.strip(), by=by, now=now)
    return task


def _is_heard(task: CallbackTask) -> bool:
    """Whether somebody sees to what the customer of a recorded callback said already."""
    goes_on = source_of(task.subject)[0].goes_on
    followed = task.follows is not None and task.follows.status != OpinionStatus.CLOSED
    return goes_on or followed or Opinion.objects.filter(task=task).exists()
