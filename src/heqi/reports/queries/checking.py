"""What a check by sample looks at, as the system knows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.measures import BROKEN, KEPT
from heqi.clocks.models import Clock
from heqi.customers.models import Party, Tier
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.packs import current_pack
from heqi.service.models import ServiceRequest
from heqi.tiers.queries.contacts import contacts_of

RULES = "tiering/check"
POINTS = ("tier", "mark", "contacts", "commitments")


@dataclass(frozen=True, slots=True)
class CheckRules:
    """How many are drawn, and between what points may be proposed (tiering/8)."""

    each: int
    least: str
    most: str
    days: int


def check_rules(on: date, *, company_id: int | None) -> CheckRules:
    """The company's figures for the check."""
    found = current_pack(company_id).value(RULES, on).content
    return CheckRules(
        each=int(found["each_stratum"]),
        least=str(found["least_points"]),
        most=str(found["most_points"]),
        days=int(found["days_of_promises"]),
    )


@dataclass(frozen=True, slots=True)
class Look:
    """A point of the sheet: what the system shows, and whether it looks right."""

    code: str
    label: str
    shown: str
    good: bool | None


def department(party: Party) -> Unit:
    """The department that has charge of a customer."""
    return department_of(party.unit)


def looks_of(party: Party, *, now: datetime) -> list[Look]:
    """The four points of the sheet as they stand."""
    return [_tier(party), _mark(party), _contacts(party, now), _promises(party, now)]


def _tier(party: Party) -> Look:
    basis = party.tier_basis or _("no basis")
    good = bool(party.tier_basis) if party.tier != Tier.STANDARD else None
    shown = (
        f"{party.get_tier_display()} · {basis}"
        if party.tier != Tier.STANDARD
        else _("standard, no basis needed")
    )
    return Look("tier", _("The tier is right, with basis"), shown, good)


def _mark(party: Party) -> Look:
    open_ones = ServiceRequest.objects.filter(party=party, is_open=True)
    other = open_ones.exclude(tier=party.tier).count()
    shown = (
        _("{n} open requests bear another mark").format(n=other)
        if other
        else _("every open request bears it")
    )
    return Look("mark", _("The mark is everywhere"), shown, not other)


def _contacts(party: Party, now: datetime) -> Look:
    today = timezone.localdate(now)
    lines = contacts_of(party, on=today).lines
    if not lines:
        return Look("contacts", _("Contacts can be reached"), _("the 24-hour hotline"), None)
    missing = [f"{line.label}: {line.missing_words}" for line in lines if line.missing]
    shown = _("{n} of {m} contacts can be reached").format(
        n=len(lines) - len(missing), m=len(lines)
    )
    return Look(
        "contacts", _("Contacts can be reached"), " · ".join([shown, *missing]), not missing
    )


def _promises(party: Party, now: datetime) -> Look:
    days = check_rules(timezone.localdate(now), company_id=party.company_id).days
    ids = ServiceRequest.objects.filter(party=party, opened_at__gte=now - timedelta(days=days))
    found = (
        Clock.objects.filter(
            timeline__subject_type="service.servicerequest",
            timeline__subject_id__in=ids.values("pk"),
            clause__startswith="tiering/",
        )
        .order_by()
        .aggregate(kept=Count("pk", filter=KEPT), missed=Count("pk", filter=BROKEN))
    )
    kept, decided = found["kept"], found["kept"] + found["missed"]
    shown = _("{kept} / {decided} in {days} days").format(kept=kept, decided=decided, days=days)
    return Look("commitments", _("Commitments are kept"), shown, kept == decided or None)
