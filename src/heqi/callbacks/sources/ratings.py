"""Poor ratings by SMS: each is a matter of its own, about the work that was rated."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.models import Rating
from heqi.callbacks.works import Matter, Source, Work, matter_of
from heqi.people.models import Unit


def work_of(row: Rating) -> Work:
    """A poor rating as the draw sees it: the work, the worker and the tier of what was rated."""
    draw = row.draw
    return Work(
        pk=row.pk,
        label=draw.label,
        business="poor_rating",
        tier=draw.tier,
        unit_id=draw.unit_id,
        worker_id=draw.worker_id,
        party_id=draw.party_id,
        finished_at=row.answered_at or row.asked_at,
    )


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Poor ratings given in the span."""
    rows = Rating.objects.filter(
        company=company, poor=True, answered_at__gte=since, answered_at__lt=until
    )
    for row in rows.select_related("draw").order_by("pk"):
        yield work_of(row)


def matter(pk: int) -> Matter:
    """The rated work as the caller sees it, with what the customer said of it.

    The time to call runs from the rating, not from the work.
    """
    row = Rating.objects.select_related("draw").get(pk=pk)
    found = matter_of(row.draw.subject)
    said = _("rated {score} by SMS").format(score=row.score)
    if row.text:
        said = f"{said}: {row.text}"
    return replace(found, about=f"{found.about} ({said})", completed_at=row.answered_at)


SOURCE = Source("rating", pgettext_lazy("a source of callbacks", "Poor rating"), finished, matter)
