"""What a customer answers by the link that he was sent: once."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.callbacks.actions.calling import finish_answered
from heqi.callbacks.facts import heard_class, scale_of
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.states import move


def customer(task: CallbackTask) -> Actor:
    """The customer as who answers; he holds no right of the staff."""
    return Actor(
        kind="customer",
        id=task.party_id,
        name=task.contact_name or _("customer"),
        unit_id=task.unit_id,
        company_id=task.company_id,
    )


@transaction.atomic
def record_reply(
    task: CallbackTask, *, score: int, text: str = "", opinion: str = "", now: datetime
) -> CallbackTask:
    """The customer's own answer, with the class of his opinion if he chose one.

    Raises ``IllegalMove`` where he has answered already.
    """
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    by = customer(task)
    decision = scale_of(score, now=now, company_id=task.company_id)
    result = str((decision.answer or {})["result"])
    text = text.strip()[:1000]
    opinion = heard_class(opinion, decision, now=now, company_id=task.company_id)
    move(
        task,
        FLOW,
        "reply",
        code="callbacks.reply",
        by=by,
        now=now,
        changes={"score": score, "result": result, "opinion": opinion},
        decision=decision.pk,
        is_open=False,
        done_at=now,
        caller_id=None,
        answers={"overall": str(score)},
        score=score,
        result=result,
        opinion=opinion,
        opinion_text=text,
    )
    finish_answered(task, scale=decision, by=by, now=now)
    return task
