"""A department or a person appeals against the month; lines are struck or stay."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.appraisal.access import JUDGE, SCORE
from heqi.appraisal.actions.lines import in_department
from heqi.appraisal.actions.reckoning import add_up, add_up_people
from heqi.appraisal.actions.timing import tell_department
from heqi.appraisal.models import Line, Sheet, StaffSheet
from heqi.appraisal.queries.months import lines_of_person
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify, notify_holders
from heqi.people.access import refuse, require


@transaction.atomic
def appeal_sheet(sheet: Sheet, *, appeal: str, by: Actor, now: datetime) -> None:
    """A department appeals once, while the published month may be appealed against."""
    require(by, SCORE, sheet)
    _appeal(sheet, sheet.name, appeal, by=by, now=now)


def require_own(row: StaffSheet, by: Actor) -> None:
    """Refuse whoever is not the person of the sheet."""
    if by.kind != "staff" or by.id != row.staff_id:
        raise refuse(_("Only the person concerned appeals against this sheet."))


@transaction.atomic
def appeal_own(row: StaffSheet, *, appeal: str, by: Actor, now: datetime) -> None:
    """A person appeals against the own sheet, in the same time as the department."""
    require_own(row, by)
    _appeal(row, row.staff.name, appeal, by=by, now=now)


def _appeal(row: Sheet | StaffSheet, name: str, appeal: str, *, by: Actor, now: datetime) -> None:
    period = row.period
    if period.status != Status.PUBLISHED or row.appealed_at is not None:
        raise IllegalMove(_("There is nothing to appeal against."))
    if period.appeal_until and now > period.appeal_until:
        raise ValidationError(_("The time to appeal is over."))
    if not appeal.strip():
        raise ValidationError({"appeal": _("Please fill this in.")})
    _put(row, appeal=appeal.strip(), appealed_at=now, appealed_by=by.name)
    audit(row, "appraisal.appeal", by=by, now=now, reason=appeal[:500])
    notify_holders(
        JUDGE, row.unit, "appraisal.appealed",
        context={"month": str(period), "unit": name, "text": appeal.strip()[:200]},
        about=row, url=row.get_absolute_url(),
        key=f"appraisal{row._meta.model_name}{row.pk}:appeal", by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def answer_appeal(
    sheet: Sheet, *, answer: str, strike: Iterable[int] = (), by: Actor, now: datetime
) -> None:
    """Strike the lines that do not hold, with reasons; the sheet is added up anew."""
    require(by, JUDGE, sheet)
    if in_department(by, sheet.unit):
        raise refuse(_("Nobody decides the appeal of his own department."))
    text = _answerable(sheet, answer)
    struck = _strike(sheet.lines.filter(pk__in=list(strike)), text, by=by, now=now)
    _answer(sheet, text, {"struck": [line.source_number for line in struck]}, by=by, now=now)
    add_up(sheet.period, [sheet])
    add_up_people(sheet.period, only=_people(struck))
    tell_department(
        sheet, "appraisal.answered", key="answered", by=by, now=now, answer=text[:200],
        score=str(sheet.score), grade=sheet.grade,
    )  # fmt: skip


@transaction.atomic
def answer_own(
    row: StaffSheet, *, answer: str, strike: Iterable[int] = (), free: Iterable[int] = (),
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Decide a person's appeal; nobody decides his own.

    ``strike`` names records that do not hold: they count for nobody. ``free`` names those that hold
    but are not the person's: they stay with the department.
    """
    require(by, JUDGE, row)
    if by.kind == "staff" and by.id == row.staff_id:
        raise refuse(_("Nobody decides his own appeal."))
    text = _answerable(row, answer)
    lines = lines_of_person(row)
    struck = _strike(lines.filter(pk__in=list(strike)), text, by=by, now=now)
    freed = list(lines.filter(pk__in=list(free), struck_at__isnull=True, freed_at__isnull=True))
    Line.objects.filter(pk__in=[line.pk for line in freed]).update(
        freed_at=now, freed_reason=text[:500], freed_by=by.name
    )
    changes = {
        "struck": [line.source_number for line in struck],
        "freed": [line.source_number for line in freed],
    }
    _answer(row, text, changes, by=by, now=now)
    sheets = Sheet.objects.filter(pk__in={line.sheet_id for line in struck})
    add_up(row.period, sheets.select_related("unit"))
    add_up_people(row.period, only={row.staff_id, *_people(struck)})
    row.refresh_from_db(fields=["score", "grade"])
    notify(
        row.staff, "appraisal.answered",
        context={
            "month": str(row.period), "unit": row.staff.name, "answer": text[:200],
            "score": str(row.score), "grade": row.grade,
        },
        about=row, unit=row.unit, url=row.get_absolute_url(), key=f"appraisal:own:{row.pk}:answer",
        by=by, now=now,
    )  # fmt: skip


def _answerable(row: Sheet | StaffSheet, answer: str) -> str:
    if not row.undecided:
        raise IllegalMove(_("There is no appeal to decide."))
    if not answer.strip():
        raise ValidationError({"answer": _("Please fill this in.")})
    return answer.strip()


def _strike(lines: "Iterable[Line]", reason: str, *, by: Actor, now: datetime) -> list[Line]:
    """Strike what is not struck yet; the lines that were."""
    struck = [line for line in lines if line.struck_at is None]
    Line.objects.filter(pk__in=[line.pk for line in struck]).update(
        struck_at=now, struck_reason=reason[:500], struck_by=by.name
    )
    return struck


def _answer(
    row: Sheet | StaffSheet, text: str, changes: dict[str, list[str]], *, by: Actor, now: datetime
) -> None:
    _put(row, answer=text, answered_at=now, answered_by=by.name)
    audit(row, "appraisal.answer", by=by, now=now, changes=changes, reason=text[:500])


def _put(row: Sheet | StaffSheet, **values: object) -> None:
    """Store values, and keep them on the row that the caller holds."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def _people(lines: Iterable[Line]) -> set[int]:
    return {line.staff_id for line in lines if line.for_staff and line.staff_id is not None}
