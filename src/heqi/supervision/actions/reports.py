"""The yearly report of the network."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.supervision.access import MANAGE
from heqi.supervision.models import YearReport
from heqi.supervision.queries.figures import figures_of

DUTY, UNIT = "supervisor_report", "people.unit"


@transaction.atomic
def make_report(
    company: Unit, *, year: int, achievements: str, problems: str, by: Actor, now: datetime
) -> YearReport:
    """Keep the figures of a year with the office's words; they do not change any more."""
    require(by, MANAGE, company)
    wrong = {}
    for name, text in (("achievements", achievements), ("problems", problems)):
        if not text.strip():
            wrong[name] = _("Please fill this in.")
    if year > timezone.localdate(now).year:
        wrong["year"] = _("This year has not begun yet.")
    if wrong:
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            row: YearReport = YearReport.objects.create(
                company=company,
                unit=company,
                year=year,
                figures=figures_of(company, year, now=now).as_json(),
                achievements=achievements.strip()[:3000],
                problems=problems.strip()[:3000],
                made_at=now,
                made_by=by.name,
            )
    except IntegrityError:
        raise ValidationError({"year": _("This year's report was made already.")}) from None
    audit(row, "supervision.report", by=by, now=now, changes={"year": year})
    url = f"/network/reports/{row.pk}/"
    proof = Proof("report", now, f"network-report:{row.pk}", str(year), str(year), url)
    fulfil(DUTY, UNIT, str(company.pk), proof, by=by, now=now)
    return row
