"""Steps sent by phones, some of them late: done once, and answered in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.safety.actions.checking import finish_check
from heqi.safety.actions.visiting import miss_customer, refuse_check
from heqi.safety.models import Attempt, Check

STEPS: dict[str, Callable[..., Check]] = {
    "finish": finish_check,
    "miss": miss_customer,
    "refuse": refuse_check,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a step: accepted or not, in a sentence; ``repeated`` when known already."""

    accepted: bool
    sentence: str = ""
    repeated: bool = False


def apply_step(
    check: Check,
    step: str,
    *,
    key: str,
    device_at: datetime | None = None,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Answer:
    """Do a step that a phone sent under its own ``key``, once; a repeat gets the same answer.

    What somebody else changed meanwhile is answered in a sentence; a fault of the form
    (``ValidationError``) is raised, so that the inspector can correct it.
    """
    if step not in STEPS or not key or len(key) > 60:
        raise ValidationError(_("The phone sent a step that is not known here."))
    if Attempt.objects.filter(key=key).exists():
        return Answer(True, repeated=True)
    try:
        with transaction.atomic():
            STEPS[step](check, key=key, device_at=device_at, by=by, now=now, **values)
    except IntegrityError:  # the same phone, twice at once
        if Attempt.objects.filter(key=key).exists():
            return Answer(True, repeated=True)
        raise
    except Refused as refusal:
        return Answer(False, refusal.sentence)
    except (IllegalMove, StaleState):
        check.refresh_from_db()
        return Answer(
            False,
            _("Not accepted: the check is {state} meanwhile.").format(
                state=check.get_status_display()
            ),
        )
    return Answer(True)
