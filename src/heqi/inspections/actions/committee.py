"""Who does not rectify or does not execute the policy goes before the committee (8.2)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.inspections.access import REFER
from heqi.inspections.actions.rights import needed
from heqi.inspections.events import CommitteeAsked, ReferralDecided
from heqi.inspections.models import Referral
from heqi.inspections.states import REFERRALS
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.rectifications.models import Rectification

PREFIX = "WH"
CLAUSE = "inspection/8.2"


@transaction.atomic
def refer_to_committee(
    *,
    unit: Unit,
    title: str,
    reason: str,
    rectification: Rectification | None = None,
    staff: Staff | None = None,
    by: Actor,
    now: datetime,
) -> Referral:
    """Ask the committee to decide. ValidationError for a notice that is put right or referred."""
    require(by, REFER, unit)
    texts = needed(title=title, reason=reason)
    if rectification is not None and not rectification.is_open:
        raise ValidationError(_("This notice is put right already."))
    if rectification is not None and rectification.unit_id != unit.pk:
        raise ValidationError(_("This notice went to another department."))
    if staff is not None and not unit.covers(staff.unit):
        raise ValidationError({"staff": _("Choose somebody of this department.")})
    try:
        with transaction.atomic():
            row: Referral = Referral.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                company=company_of(unit),
                unit=unit,
                staff=staff,
                rectification=rectification,
                title=texts["title"][:120],
                reason=texts["reason"],
                asked_at=now,
                asked_by=by.name,
            )
    except IntegrityError:
        raise ValidationError(_("This notice is before the committee already.")) from None
    audit(row, "inspections.refer", by=by, now=now, changes={"unit": unit.pk})
    announce(
        CommitteeAsked(
            referral_id=row.pk,
            number=row.number,
            title=row.title,
            reason=row.reason,
            clause=CLAUSE,
            rectification_id=rectification.pk if rectification else None,
            staff_id=staff.pk if staff else None,
            unit_id=unit.pk,
            company_id=row.company_id,
            asker_id=by.id if by.kind == "staff" else None,
        ),
        now=now,
    )
    return row


@transaction.atomic
def settle_referral(row: Referral, *, outcome: str, upheld: bool, by: Actor, now: datetime) -> None:
    """What the committee decided; its own app calls this, or the office enters the minutes.

    ``upheld``: it found that the policy was not executed or the notice not put right.
    """
    require(by, REFER, row.unit)
    outcome = needed(outcome=outcome)["outcome"]
    move(
        row,
        REFERRALS,
        "settle",
        code="inspections.settle_referral",
        by=by,
        now=now,
        reason=outcome,
        outcome=outcome,
        upheld=upheld,
        decided_at=now,
    )
    announce(
        ReferralDecided(
            referral_id=row.pk,
            number=row.number,
            title=row.title,
            upheld=upheld,
            outcome=outcome,
            clause=CLAUSE,
            rectification_id=row.rectification_id,
            staff_id=row.staff_id,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )
