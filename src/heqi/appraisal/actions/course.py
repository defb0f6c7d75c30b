"""The course of a month: self-score, review, publication, closing."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.appraisal.access import REVIEW, SCORE
from heqi.appraisal.actions.reckoning import reckon
from heqi.appraisal.actions.timing import record, tell_department
from heqi.appraisal.facts import appeal_until, items
from heqi.appraisal.models import Period, Sheet, StaffSheet
from heqi.appraisal.queries.course import self_score_until, undecided, unscored
from heqi.appraisal.states import FLOW, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import require
from heqi.policies.measures import month_span


@transaction.atomic
def score_self(
    sheet: Sheet, *, scores: Mapping[str, Decimal], note: str = "", by: Actor, now: datetime
) -> None:
    """The department scores its own month item by item once it is over, before it is reviewed."""
    require(by, SCORE, sheet)
    if sheet.leaders:
        raise IllegalMove(_("The company's leaders have no self-score."))
    if sheet.period.status != Status.OPEN:
        raise IllegalMove(_("This month is reviewed: the self-score is over."))
    _need_over(sheet.period, now)
    weights = {
        item.code: item.weight
        for item in items(sheet.period.month, company_id=sheet.period.company_id)
        if item.weight
    }
    wrong = {
        code: _("From 0 to {most}.").format(most=f"{weight.normalize():f}")
        for code, weight in weights.items()
        if not 0 <= scores.get(code, Decimal(-1)) <= weight
    }
    if wrong:
        raise ValidationError(wrong)
    given = {code: str(scores[code]) for code in weights}
    score = sum((scores[code] for code in weights), Decimal(0))
    values = {
        "self_items": given, "self_score": score, "self_note": note.strip(),
        "self_scored_at": now, "self_scored_by": by.name,
    }  # fmt: skip
    Sheet.objects.filter(pk=sheet.pk).update(**values)
    changes = {"score": score, **given}
    audit(sheet, "appraisal.score_self", by=by, now=now, changes=changes, reason=note)
    if not unscored(sheet.period):
        record(sheet.period, "self_scored", by=by, now=now)


def _need_over(period: Period, now: datetime) -> None:
    _since, until = month_span(period.month)
    if now < until:
        raise ValidationError(_("The month is not over yet."))


@transaction.atomic
def review_month(period: Period, *, by: Actor, now: datetime) -> None:
    """The office has gone through the lines; from here on the sheets stand.

    Departments that have not scored themselves are waited for until their time is over.
    """
    require(by, REVIEW, period)
    _need_over(period, now)
    missing, until = unscored(period), self_score_until(period)
    if missing and until and now <= until:
        raise ValidationError(
            _("Not scored yet: {units}. They may do so until {until}.").format(
                units="、".join(missing), until=f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
            )
        )
    reckon(period, now=now)
    move(period, FLOW, "review", code="appraisal.review", by=by, now=now, reviewed_at=now)
    record(period, "month_reviewed", by=by, now=now)


@transaction.atomic
def publish_month(period: Period, *, by: Actor, now: datetime) -> None:
    """Everybody concerned may read it and appeal, inside the policy's time."""
    require(by, REVIEW, period)
    until = appeal_until(period.company, period.month, now=now)
    move(
        period, FLOW, "publish", code="appraisal.publish", by=by, now=now, published_at=now,
        appeal_until=until,
    )  # fmt: skip
    record(period, "published", by=by, now=now)
    for sheet in period.sheets.select_related("unit"):
        sheet.period = period
        tell_department(
            sheet, "appraisal.published", key="published", by=by, now=now, score=str(sheet.score),
            grade=sheet.grade, until=until,
        )  # fmt: skip
    _tell_people(period, by=by, now=now)


def _tell_people(period: Period, *, by: Actor, now: datetime) -> None:
    """Whoever lost points is told; everybody may read his own sheet."""
    rows = StaffSheet.objects.filter(period=period, points__lt=0)
    for row in rows.select_related("staff__unit"):
        notify(
            row.staff,
            "appraisal.own_sheet",
            context={"month": str(period), "score": str(row.score), "grade": row.grade},
            about=row,
            unit=row.staff.unit,
            url=row.get_absolute_url(),
            key=f"appraisal:own:{row.pk}",
            by=by,
            now=now,
        )


@transaction.atomic
def close_month(period: Period, *, by: Actor, now: datetime) -> None:
    """Final: it never changes again. Not before the time to appeal is over."""
    require(by, REVIEW, period)
    if period.appeal_until and now <= period.appeal_until:
        raise ValidationError(_("The time to appeal is not over yet."))
    if undecided(period):
        raise ValidationError(_("An appeal is not decided yet."))
    move(period, FLOW, "close", code="appraisal.close", by=by, now=now, closed_at=now)
    record(period, "month_closed", by=by, now=now)
