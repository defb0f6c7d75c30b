"""Keeping a complaint, and all that belongs to it, from whom it is about."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from heqi.complaints.models import Complaint
from heqi.ledger.actors import Actor
from heqi.people import actions as people

MOST = 500


def withhold(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """From whom the case is about it is kept with its requests, its duplicates and its group.

    What hangs on these rows (callbacks, extensions and their approvals, appeals, rectifications,
    messages, files) goes with them by itself.
    """
    about = [one for one in (complaint.accused, complaint.responsible) if one is not None]
    matter = _matter(complaint)
    rows: list[models.Model] = [*matter, *(one.request for one in matter)]
    people.withhold(rows, staff=about, because=complaint, by=by, now=now)


def withhold_anew(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """A case has come to others: what they are about, it now is kept for as well."""
    for one in _matter(complaint):
        if one.accused_id or one.responsible_id:
            withhold(one, by=by, now=now)


def _matter(complaint: Complaint) -> list[Complaint]:
    """The case, what was attached to it and to what, the parent of its group, its children."""
    ids = [pk for pk in (complaint.merged_into_id, complaint.parent_id) if pk]
    wanted = Q(merged_into=complaint.pk) | Q(parent=complaint.pk) | Q(pk__in=ids)
    if complaint.merged_into_id:
        wanted |= Q(merged_into=complaint.merged_into_id)
    rows = Complaint.objects.filter(wanted).exclude(pk=complaint.pk).order_by("id")
    return [complaint, *rows.select_related("request", "accused", "responsible")[:MOST]]
