"""A month by tier and segment, and the records behind each number (tiering/3.2.3)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform

from heqi.callbacks.models import CallbackTask
from heqi.clocks.measures import BROKEN, GIVEN_UP, KEPT
from heqi.clocks.models import Clock
from heqi.customers.models import Party
from heqi.ledger.models import Event
from heqi.people.models import Unit
from heqi.policies.measures import month_after, month_span
from heqi.readings.models import Reading
from heqi.service.models import ServiceRequest

SATISFIED = "satisfied"
COMPLAINT = "complaint"
POLICY = "tiering/"
Segment = tuple[str, str]


def customers_of(company: Unit) -> models.QuerySet[Party]:
    """The customers of a company whose file is open."""
    return Party.objects.filter(company=company, state="active", merged_into=None)


def requests_of(company: Unit, month: date) -> models.QuerySet[ServiceRequest]:
    """What was asked for in the month."""
    since, until = month_span(month)
    return ServiceRequest.objects.filter(company=company, opened_at__gte=since, opened_at__lt=until)


def callbacks_of(company: Unit, month: date) -> models.QuerySet[CallbackTask]:
    """Customers who answered in the month how satisfied they are."""
    since, until = month_span(month)
    return CallbackTask.objects.filter(
        company=company, done_at__gte=since, done_at__lt=until, score__isnull=False
    )


def promises_of(company: Unit, month: date) -> models.QuerySet[Any]:
    """Promises of the tiering policy to customers that were decided in the month."""
    since, until = month_span(month)
    request = ServiceRequest.objects.filter(pk=OuterRef("timeline__subject_id"))
    return Clock.objects.filter(
        company=company,
        decided_at__gte=since,
        decided_at__lt=until,
        clause__startswith=POLICY,
        timeline__subject_type="service.servicerequest",
    ).annotate(
        tier=Subquery(request.values("tier")[:1]),
        segment=Subquery(request.values("party__customer_kind")[:1]),
    )


def volumes_of(company: Unit, month: date) -> models.QuerySet[Reading]:
    """Gas read in the month at the customers' meters."""
    first = month.replace(day=1)
    return Reading.objects.filter(
        company=company,
        read_on__gte=first,
        read_on__lt=month_after(first),
        service_point__occupancies__role="user",
        service_point__occupancies__until=None,
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """Customers who came to a tier in the month and who left it."""

    joined: int = 0
    left: int = 0


def changes_of(company: Unit, month: date) -> dict[str, Changes]:
    """Changes of tier in the month, from what was announced."""
    since, until = month_span(month)
    rows = Event.objects.filter(
        name="customers.TierMarkSet",
        at__gte=since,
        at__lt=until,
        data__company_id=company.pk,
    ).annotate(
        old=KeyTextTransform("before", "data"),
        new=KeyTextTransform("tier", "data"),
    )
    counted = rows.exclude(old=F("new")).order_by().values_list("old", "new")
    joined: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    for old, new, n in counted.annotate(n=Count("pk")):
        joined[new] += n
        left[old] += n
    return {tier: Changes(joined[tier], left[tier]) for tier in {*joined, *left}}


def count_month(company: Unit, month: date) -> dict[str, Any]:
    """The body of the report: a row a segment, changes by tier."""
    found: dict[Segment, dict[str, Any]] = {}

    def row(tier: str, kind: str | None) -> dict[str, Any]:
        key = (tier or "standard", kind or "")
        return found.setdefault(
            key,
            {
                "tier": key[0],
                "kind": key[1],
                "customers": 0,
                "requests": {},
                "complaints": 0,
                "kept": 0,
                "decided": 0,
                "excepted": 0,
                "satisfied": 0,
                "answered": 0,
                "needs": {},
                "volume": "0",
            },
        )

    parties = customers_of(company).order_by()
    for tier, kind, n in parties.values_list("tier", "customer_kind").annotate(n=Count("pk")):
        row(tier, kind)["customers"] = n
    asked = requests_of(company, month).order_by()
    for tier, kind, what, n in asked.values_list("tier", "party__customer_kind", "kind").annotate(
        n=Count("pk")
    ):
        one = row(tier, kind)
        one["requests"][what] = one["requests"].get(what, 0) + n
        if what == COMPLAINT:
            one["complaints"] += n
    kept = promises_of(company, month).order_by().values_list("tier", "segment")
    for tier, kind, good, bad, gone in kept.annotate(
        good=Count("pk", filter=KEPT),
        bad=Count("pk", filter=BROKEN),
        gone=Count("pk", filter=GIVEN_UP),
    ):
        one = row(tier, kind)
        one["kept"], one["decided"], one["excepted"] = (
            one["kept"] + good,
            one["decided"] + good + bad,
            one["excepted"] + gone,
        )
    answers = callbacks_of(company, month).order_by()
    for tier, kind, good, n in answers.values_list("tier", "party__customer_kind").annotate(
        good=Count("pk", filter=Q(result=SATISFIED)), n=Count("pk")
    ):
        one = row(tier, kind)
        one["satisfied"], one["answered"] = one["satisfied"] + good, one["answered"] + n
    needs = answers.exclude(opinion="").values_list("tier", "party__customer_kind", "opinion")
    for tier, kind, what, n in needs.annotate(n=Count("pk")):
        one = row(tier, kind)
        one["needs"][what] = one["needs"].get(what, 0) + n
    party = "service_point__occupancies__party__"
    read = volumes_of(company, month).order_by()
    for tier, kind, used in read.values_list(f"{party}tier", f"{party}customer_kind").annotate(
        used=Sum("used_m3")
    ):
        row(tier, kind)["volume"] = str(used or 0)
    changes = changes_of(company, month)
    return {
        "segments": [found[key] for key in sorted(found)],
        "changes": {t: {"joined": c.joined, "left": c.left} for t, c in sorted(changes.items())},
    }
