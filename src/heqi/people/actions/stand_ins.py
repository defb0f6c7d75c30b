"""Who acts for whom."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Staff, StandIn


@transaction.atomic
def appoint_stand_in(
    *, absent: Staff, deputy: Staff, since: date, until: date, reason: str, by: Actor, now: datetime
) -> StandIn:
    """Let ``deputy`` act for ``absent``; whoever leaves may arrange it himself."""
    if not (by.kind == "staff" and by.id == absent.pk):
        require(by, "people.manage", absent.unit)
    if absent.pk == deputy.pk:
        raise ValidationError({"deputy": _("A stand-in must be somebody else.")})
    if until <= since:
        raise ValidationError({"until": _("The last day must come after the first day.")})
    stand_in: StandIn = StandIn.objects.create(
        absent=absent, deputy=deputy, since=since, until=until, reason=reason
    )
    audit(
        absent,
        "people.appoint_stand_in",
        by=by,
        now=now,
        changes={"deputy": deputy.pk, "since": since, "until": until},
        reason=reason,
    )
    return stand_in


@transaction.atomic
def end_stand_in(stand_in: StandIn, *, by: Actor, now: datetime) -> None:
    """End a stand-in before its time."""
    if not (by.kind == "staff" and by.id == stand_in.absent_id):
        require(by, "people.manage", stand_in.absent.unit)
    StandIn.objects.filter(pk=stand_in.pk).update(ended_at=now)
    audit(stand_in.absent, "people.end_stand_in", by=by, now=now)
