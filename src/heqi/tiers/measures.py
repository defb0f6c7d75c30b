"""Promised contacts as a measure: a place that stays empty too long breaks 6.1(1) or 6.2(1)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.customers.models import Party, Tier
from heqi.customers.states import PartyState
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span
from heqi.tiers.access import VIEW
from heqi.tiers.facts import days_to_fill, post_names, promised_contacts
from heqi.tiers.models import ContactGap

NAME = "contacts"
PLACE = ("party__unit", "party", "post")
ZH, EN = "专属联络人可联系", "named contacts can be reached"


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Each contact of each VIP is a promise; who is none any more is promised nothing."""
    vips = Party.objects.filter(company=company, state=PartyState.ACTIVE, merged_into=None)
    for tier in (Tier.VIP_PERSON, Tier.VIP_ORG):
        posts, clause = promised_contacts(tier, on=month, company_id=company.pk)
        if not clause:
            continue
        lost = _empty(company, month, clause, now).filter(party__tier=tier)
        gone = Counter(unit for unit, _party, _post in set(lost.values_list(*PLACE)))
        rows = vips.filter(tier=tier).order_by().values_list("unit").annotate(n=Count("pk"))
        for unit, customers in rows:
            kept = max(customers * len(posts) - gone[unit], 0)
            yield Figure(clause, NAME, ZH, EN, unit, kept, gone[unit])


def missed(company: Unit, month: date, clause: str, name: str) -> QuerySet[ContactGap]:
    """The places that stayed empty."""
    until = month_span(month)[1]
    return _empty(company, month, clause, until).select_related("unit", "party")


def tell(rows: Sequence[ContactGap]) -> list[Miss]:
    """Whose contact, in which post, and why nobody was there."""
    names = post_names({row.post for row in rows})
    return [
        Miss(
            label=f"{row.party.name} {names[row.post]}",
            href=reverse("tiers:vip", args=[row.party_id]),
            unit=str(row.unit),
            why=_("{why}, since {day}").format(
                why=row.get_why_display(), day=f"{row.opened_at:%Y-%m-%d}"
            ),
            ended_at=row.closed_at,
        )
        for row in rows
    ]


def _empty(company: Unit, month: date, clause: str, now: datetime) -> QuerySet[ContactGap]:
    """Those whose time to be filled was over in the month, or before it and still not filled."""
    since, until = month_span(month)
    allowed = timedelta(days=days_to_fill(month, company_id=company.pk))
    too_late = Q(closed_at__isnull=True) | Q(closed_at__gt=F("opened_at") + allowed)
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
    return ContactGap.objects.filter(
        too_late, still, company=company, clause=clause, opened_at__lt=min(until, now) - allowed
    ).order_by("-opened_at", "-pk")


measured_by(Source(code="tiers", right=VIEW, count=count, missed=missed, tell=tell))
