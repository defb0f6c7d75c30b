"""The method and standards confirmed (7.2-10), and who is in charge in a department (3.3.1)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.policies.packs import current_pack
from heqi.tiers.access import STANDARDS, require_in
from heqi.tiers.facts import decide_figure
from heqi.tiers.models import Responsible, Standard


@transaction.atomic
def confirm_standards(company: Unit, *, note: str = "", by: Actor, now: datetime) -> Standard:
    """Confirm the criteria, the figure and the terms as they are in the policies in force."""
    require_in(by, STANDARDS, company)
    figure = decide_figure(on=timezone.localdate(now), company_id=company.pk)
    made: Standard = Standard.objects.create(
        company=company,
        unit=company,
        version=figure.version,
        pack_sha256=current_pack(company.pk).sha256,
        figure=figure,
        note=note.strip()[:300],
        confirmed_by_id=by.id if by.kind == "staff" else None,
        confirmer_name=by.name,
        confirmed_at=now,
    )
    audit(
        made, "tiers.confirm_standards", by=by, now=now, reason=note, decision=figure.pk,
        changes={"version": made.version},
    )  # fmt: skip
    return made


@transaction.atomic
def name_responsible(unit: Unit, *, staff: Staff, by: Actor, now: datetime) -> Responsible:
    """The head of a department names who is concretely in charge of tiering in it."""
    require(by, STANDARDS, unit)
    today = timezone.localdate(now)
    if not staff.is_employed(today) or not staff.unit.path.startswith(unit.path):
        raise ValidationError({"staff": _("Choose somebody of this department.")})
    Responsible.objects.filter(unit=unit, until__isnull=True).update(until=today)
    made: Responsible = Responsible.objects.create(
        unit=unit, staff=staff, since=today, named_by=by.name
    )
    audit(unit, "tiers.name_responsible", by=by, now=now, changes={"staff": staff.pk})
    return made
