"""Households of installation projects whose gas was turned on."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from heqi.callbacks.sources.phones import phone_of
from heqi.callbacks.works import Matter, Source, Work
from heqi.people.models import Unit
from heqi.policies.data import read_data
from heqi.projects.models import Household, Stage

# Whoever built or lit a household does not ask how it went.
HANDS = ("construction", "gas_on")


def finished(
    company: Unit, since: datetime, until: datetime, *, pk: int | None = None
) -> Iterator[Work]:
    """Households that were put on gas in the span."""
    rows = Household.objects.filter(company=company)
    rows = rows.filter(pk=pk) if pk else rows.filter(on_gas_at__gte=since, on_gas_at__lt=until)
    found = list(rows.select_related("project", "ticket", "party").order_by("pk"))
    lit = Stage.objects.filter(project__in={row.project_id for row in found}, code="gas_on")
    workers = dict(lit.values_list("project_id", "assignee_id"))
    business = read_data("callbacks", "projects")
    for row in found:
        if row.on_gas_at is None:
            continue
        yield Work(
            pk=row.pk,
            label=f"{row.project.number} {row.label}",
            business=str(business.get(row.project.kind, "")),
            tier=row.party.tier if row.party else row.project.tier,
            unit_id=row.ticket.unit_id if row.ticket else row.project.unit_id,
            worker_id=workers.get(row.project_id),
            party_id=row.party_id,
            finished_at=row.on_gas_at,
        )


def matter(pk: int) -> Matter:
    """The household as the caller sees it."""
    row = Household.objects.select_related(
        "project__unit", "ticket__unit", "party", "service_point__premises"
    ).get(pk=pk)
    stages = {
        stage.code: stage
        for stage in row.project.stages.filter(code__in=HANDS).select_related("assignee")
    }
    point = row.service_point
    return Matter(
        about=f"{row.project.get_kind_display()} {row.project.name}".strip(),
        address=row.service_point.premises.text
        if row.service_point
        else f"{row.project.address} {row.label}",
        contact_name=(row.party.name if row.party else "") or row.name,
        contact_phone=row.phone or phone_of(row.party) or row.project.contact_phone,
        party=row.party,
        service_point=point,
        team=row.ticket.unit if row.ticket else row.project.unit,
        worker=stages["gas_on"].assignee if "gas_on" in stages else None,
        url=reverse("projects:households", args=[row.project.number]),
        completed_at=row.on_gas_at,
        handlers={stage.assignee_id for stage in stages.values()},
    )


SOURCE = Source(
    "household", pgettext_lazy("a source of callbacks", "Installation"), finished, matter
)
