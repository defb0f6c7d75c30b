"""Model cases: recorded, published inside the company, nominated for a reward (5.7)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.inspections.access import CASES
from heqi.inspections.actions.rights import needed
from heqi.inspections.events import ModelCasePublished, RewardNominated
from heqi.inspections.grounds import reward_grounds
from heqi.inspections.models import Inspection, ModelCase
from heqi.inspections.states import CASES as FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of

PREFIX = "DX"


@transaction.atomic
def record_case(
    *,
    unit: Unit,
    kind: str,
    title: str,
    story: str,
    staff: Staff | None = None,
    inspection: Inspection | None = None,
    by: Actor,
    now: datetime,
) -> ModelCase:
    """Note what deserves to be followed; ValidationError by field."""
    require(by, CASES, unit)
    texts = needed(title=title, story=story)
    if kind not in ("innovation", "excellent", "model"):
        raise ValidationError({"kind": _("Choose what kind of case it is.")})
    if staff is not None and not unit.covers(staff.unit):
        raise ValidationError({"staff": _("Choose somebody of this department.")})
    row: ModelCase = ModelCase.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company_of(unit),
        unit=unit,
        inspection=inspection,
        staff=staff,
        kind=kind,
        title=texts["title"][:120],
        story=texts["story"],
        recorded_at=now,
        recorded_by=by.name,
    )
    audit(row, "inspections.record_case", by=by, now=now, changes={"kind": kind})
    return row


@transaction.atomic
def publish_case(row: ModelCase, *, channels: str = "", by: Actor, now: datetime) -> None:
    """All staff of the company read it from now on; whose it is is told."""
    require(by, CASES, row.unit)
    move(
        row,
        FLOW,
        "publish",
        code="inspections.publish_case",
        by=by,
        now=now,
        published_at=now,
        channels=channels.strip()[:200],
    )
    if row.staff is not None:
        notify(
            row.staff,
            "inspections.case_published",
            context={"number": row.number, "title": row.title},
            about=row,
            unit=row.unit,
            url=f"/inspections/cases/{row.pk}/",
            key=f"case{row.pk}:published",
            by=by,
            now=now,
        )
    announce(
        ModelCasePublished(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            staff_id=row.staff_id,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


@transaction.atomic
def nominate_case(row: ModelCase, *, ground: str, by: Actor, now: datetime) -> None:
    """Propose a reward under the conduct policy for whoever did it."""
    require(by, CASES, row.unit)
    if row.staff_id is None:
        raise ValidationError(_("Nobody is named who could be rewarded."))
    if ground not in dict(reward_grounds()):
        raise ValidationError({"ground": _("Choose a ground of the conduct policy.")})
    won = ModelCase.objects.filter(pk=row.pk, nominated_at__isnull=True).exclude(status="withdrawn")
    if not won.update(nominated_at=now, ground=ground):
        raise StaleState(_("It is nominated already."))
    row.nominated_at, row.ground = now, ground
    audit(row, "inspections.nominate_case", by=by, now=now, changes={"ground": ground})
    announce(
        RewardNominated(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            facts=row.story,
            ground=ground,
            staff_id=row.staff_id,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


@transaction.atomic
def withdraw_case(row: ModelCase, *, reason: str, by: Actor, now: datetime) -> None:
    """It is no longer shown; the reason stays."""
    require(by, CASES, row.unit)
    reason = needed(reason=reason)["reason"]
    move(row, FLOW, "withdraw", code="inspections.withdraw_case", by=by, now=now, reason=reason)
