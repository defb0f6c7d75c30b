"""A department appeals against its month; lines are struck or stay."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.appraisal.access import JUDGE, SCORE
from heqi.appraisal.actions.reckoning import add_up, add_up_people
from heqi.appraisal.actions.timing import tell_department
from heqi.appraisal.models import Sheet
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify_holders
from heqi.people.access import require


@transaction.atomic
def appeal_sheet(sheet: Sheet, *, appeal: str, by: Actor, now: datetime) -> None:
    """Once, while the published month may be appealed against."""
    require(by, SCORE, sheet)
    period = sheet.period
    if period.status != Status.PUBLISHED or sheet.appealed_at is not None:
        raise IllegalMove(_("There is nothing to appeal against."))
    if period.appeal_until and now > period.appeal_until:
        raise ValidationError(_("The time to appeal is over."))
    if not appeal.strip():
        raise ValidationError({"appeal": _("Please fill this in.")})
    Sheet.objects.filter(pk=sheet.pk).update(
        appeal=appeal.strip(), appealed_at=now, appealed_by=by.name
    )
    audit(sheet, "appraisal.appeal", by=by, now=now, reason=appeal[:500])
    notify_holders(
        JUDGE, sheet.unit, "appraisal.appealed",
        context={"month": str(period), "unit": sheet.unit.name, "text": appeal.strip()[:200]},
        about=sheet, url=sheet.get_absolute_url(), key=f"appraisal{sheet.pk}:appeal", by=by,
        now=now,
    )  # fmt: skip


@transaction.atomic
def answer_appeal(
    sheet: Sheet, *, answer: str, strike: Iterable[int] = (), by: Actor, now: datetime
) -> None:
    """Strike the lines that do not hold, with reasons; the sheet is added up anew."""
    require(by, JUDGE, sheet)
    if sheet.appealed_at is None or sheet.answered_at is not None:
        raise IllegalMove(_("There is no appeal to decide."))
    if not answer.strip():
        raise ValidationError({"answer": _("Please fill this in.")})
    struck = sheet.lines.filter(pk__in=list(strike), struck_at__isnull=True)
    numbers = list(struck.values_list("source_number", flat=True))
    struck.update(struck_at=now, struck_reason=answer.strip()[:500], struck_by=by.name)
    Sheet.objects.filter(pk=sheet.pk).update(
        answer=answer.strip(), answered_at=now, answered_by=by.name
    )
    audit(
        sheet, "appraisal.answer", by=by, now=now, changes={"struck": numbers}, reason=answer[:500]
    )
    add_up(sheet.period, [sheet])
    add_up_people(sheet.period)
    tell_department(
        sheet, "appraisal.answered", key="answered", by=by, now=now, answer=answer.strip()[:200],
        score=str(sheet.score), grade=sheet.grade,
    )  # fmt: skip
