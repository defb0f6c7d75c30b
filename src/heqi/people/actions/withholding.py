"""Keeping records from those whom they are about."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.models import Staff, Withheld


@transaction.atomic
def withhold(
    rows: Iterable[models.Model],
    *,
    staff: Iterable[Staff],
    because: models.Model,
    by: Actor,
    now: datetime,
) -> None:
    """From now on these people find the rows by no door, because of one of them.

    Said anew for the same cause it replaces what was said, also of rows that were kept for it
    before; other causes stay as they are.
    """
    cause = {"because_type": because._meta.label_lower, "because_id": because.pk}
    known = list(Withheld.objects.filter(**cause))
    subjects = {(row._meta.label_lower, int(row.pk)) for row in rows}
    subjects |= {(one.subject_type, one.subject_id) for one in known}
    people = {one.pk for one in staff}
    wanted = {(person, *subject) for person in people for subject in subjects}
    there = {(one.staff_id, one.subject_type, one.subject_id): one.pk for one in known}
    if wanted == set(there):
        return
    gone = [pk for key, pk in there.items() if key not in wanted]
    Withheld.objects.filter(pk__in=gone).delete()
    Withheld.objects.bulk_create(
        Withheld(staff_id=person, subject_type=kind, subject_id=pk, **cause)
        for person, kind, pk in sorted(wanted - set(there))
    )
    before = sorted({one.staff_id for one in known})
    audit(
        because,
        "people.withhold",
        by=by,
        now=now,
        changes={"withheld": [before, sorted(people)], "records": len(subjects)},
    )
