"""The framework plan of a company (framework/5.2.1.1)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.compendium.access import LEAD
from heqi.compendium.models import PlanItem, PolicySort
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit


@transaction.atomic
def plan_policy(
    unit: Unit,
    *,
    sort: str,
    department: Unit,
    planned_on: date | None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> PlanItem:
    """Say who is responsible for a required policy and by when it is to be there."""
    require(by, LEAD, unit)
    if sort not in PolicySort.values or not sort:
        raise ValidationError({"sort": _("Choose one of the required policies.")})
    if not department.path.startswith(unit.path):
        raise ValidationError({"department": _("Choose a department of this company.")})
    row, _made = PlanItem.objects.update_or_create(
        unit=unit,
        sort=sort,
        defaults={
            "department": department,
            "planned_on": planned_on,
            "note": note.strip()[:200],
            "changed_at": now,
        },
    )
    changes = {"sort": sort, "department": department.name, "planned_on": planned_on}
    audit(row, "compendium.plan_policy", by=by, now=now, changes=changes)
    return row
