"""How well the clauses on safety checks are kept; the limits of hazards count as clocks do."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.customers.models import Occupancy, Party
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_after, month_span
from heqi.safety.access import VIEW
from heqi.safety.facts import FULL, recurring
from heqi.safety.models import Check, FullCheck
from heqi.safety.selection import BURNING
from heqi.safety.states import C

REGULAR, SENIOR, ORGANISATION = "tiering/5(7)", "tiering/6.1(6)", "tiering/6.2(5)"
# name: clause, title in both languages.
PROMISES = {
    "entered": (REGULAR, "上门户数中已入户安检", "doors called at were entered and checked"),
    "senior": (
        SENIOR,
        "资深安检员安检、分管副总组织",
        "checked by senior inspectors, organised by the deputy general manager",
    ),
    "monthly": (ORGANISATION, "当月已安检", "checked in the month"),
    "full": (ORGANISATION, "本半年全套设施检查", "full check of the half-year"),
}


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Each promise by the team that checks, or the unit whose customer it is."""
    for name, (clause, zh, en) in PROMISES.items():
        rows = decided(company, month, name)
        counted = (
            rows.order_by()
            .values_list("unit")
            .annotate(n=Count("pk"), kept=Count("pk", filter=kept(company, month, name)))
        )
        waits = name == "full" and month_after(month) <= _half(month, company_id=company.pk)[1]
        for unit, whole, done in counted:
            left = whole - done
            # A half-year that is not over yet has broken nothing.
            yield Figure(
                clause, name, zh, en, unit, done, 0 if waits else left, open=left if waits else 0
            )


def decided(company: Unit, month: date, name: str) -> QuerySet[Any]:
    """What counts for a promise in a month."""
    since, until = month_span(month)
    rows = Check.objects.filter(company=company, scope="routine")
    if name == "entered":
        return rows.filter(tried_at__gte=since, tried_at__lt=until)
    if name == "senior":
        return rows.filter(
            tier="vip_person", status=C["DONE"], checked_at__gte=since, checked_at__lt=until
        )
    burning = Occupancy.objects.filter(
        party=OuterRef("pk"), role="user", until__isnull=True, service_point__state__in=BURNING
    )
    return Party.objects.filter(Exists(burning), company=company, tier="vip_org", state="active")


def kept(company: Unit, month: date, name: str) -> Q:
    """Which of them kept it."""
    since, until = month_span(month)
    if name == "entered":
        return Q(status=C["DONE"])
    if name == "senior":
        wanted = recurring("vip_person", "residential", on=month, company_id=company.pk).inspectors
        return Q(inspector_post__in=wanted, route__organised_at__isnull=False)
    if name == "monthly":
        checked = Check.objects.filter(
            status=C["DONE"], checked_at__gte=since, checked_at__lt=until, company=company
        )
        return Q(pk__in=checked.values("party"))
    reported = FullCheck.objects.filter(
        company=company,
        half=_half(month, company_id=company.pk)[0],
        status="reported",
        held_on__lt=month_after(month),
    )
    return Q(pk__in=reported.values("party"))


def missed(company: Unit, month: date, clause: str, name: str) -> QuerySet[Any]:
    """The doors, or the customers, behind a figure."""
    rows = decided(company, month, name).exclude(kept(company, month, name))
    return rows.select_related("unit").order_by("-pk")


def tell(rows: Sequence[Any]) -> list[Miss]:
    """A door says what became of it; a customer is named."""
    return [_door(row) if isinstance(row, Check) else _customer(row) for row in rows]


def _door(row: Check) -> Miss:
    why = str(row.get_status_display())
    if row.status == C["DONE"]:
        why = _("not checked by whom the clause names, or not organised")
    return Miss(
        label=f"{row.number} {row.address}",
        href=reverse("safety:check", args=[row.number]),
        unit=str(row.unit),
        why=why,
        ended_at=row.tried_at,
    )


def _customer(row: Party) -> Miss:
    return Miss(label=row.name, href=reverse("safety:full"), unit=str(row.unit), why=_("no check"))


def _half(month: date, *, company_id: int | None) -> tuple[date, date]:
    return recurring("vip_org", "industrial", scope=FULL, on=month, company_id=company_id).span(
        month
    )


measured_by(Source(code="safety", right=VIEW, count=count, missed=missed, tell=tell))
