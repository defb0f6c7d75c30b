"""The platform's own number and date of a case, noted or corrected after it was taken up."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE
from heqi.complaints.actions.telling import needed, refuse_concerned
from heqi.complaints.actions.timing import decide_clocks_anew, note_platform, timelines_of
from heqi.complaints.models import Complaint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.people.access import require


@transaction.atomic
def correct_platform(
    complaint: Complaint,
    *,
    platform_number: str,
    platform_due_at: datetime | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """A platform gives its number and date later, or another date: of its date and ours the earlier
    governs from now on (complaint/limits)."""
    require(by, GRADE, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    if not complaint.is_open:
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))
    note_their_side(
        complaint,
        platform_number=platform_number,
        platform_due_at=platform_due_at,
        reason=reason,
        by=by,
        now=now,
    )
    decide_clocks_anew(complaint, by=by, now=now)


def note_their_side(
    complaint: Complaint,
    *,
    platform_number: str,
    platform_due_at: datetime | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Keep what the platform says, with its audit entry; the promises are read anew after it."""
    if platform_due_at is not None and platform_due_at < complaint.received_at:
        raise ValidationError(
            {"platform_due_at": _("The platform's date lies before the receipt.")}
        )
    after = {"platform_number": platform_number.strip(), "platform_due_at": platform_due_at}
    before = {name: getattr(complaint, name) for name in after}
    if after == before:
        return
    Complaint.objects.filter(pk=complaint.pk).update(**after)
    for name, value in after.items():
        setattr(complaint, name, value)
    for timeline in timelines_of(complaint):
        note_platform(complaint, timeline, by=by, now=now)
    audit(
        complaint,
        "complaints.platform",
        by=by,
        now=now,
        changes={name: [before[name], value] for name, value in after.items()},
        reason=reason,
    )
