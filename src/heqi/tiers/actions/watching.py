"""What the system sees by itself once a day: volumes that crossed the line, bases that end."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.customers.models import Criterion, Party, Tier
from heqi.customers.states import PartyState
from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify_post
from heqi.people.models import Unit, UnitKind
from heqi.tiers.actions.gaps import check_all_contacts
from heqi.tiers.actions.proposing import note_occasion, propose_tier
from heqi.tiers.facts import TRADE, RawFact, bases_on, collectors_of, figure_on, preview_tier
from heqi.tiers.models import Assessment, DailyCheck, Origin
from heqi.tiers.states import OPEN, Occasion, Status

MOST = 200


def check_companies(*, now: datetime) -> int:
    """Look through every company that was not looked through today; how many were."""
    today = timezone.localdate(now)
    done = DailyCheck.objects.filter(day=today).values("company")
    companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True)
    checked = 0
    for company in companies.exclude(pk__in=done):
        checked += check_company(company, now=now)
    return checked


@transaction.atomic
def check_company(company: Unit, *, now: datetime) -> bool:
    """One company on one day, once; False where another loop did it."""
    today = timezone.localdate(now)
    _row, is_first = DailyCheck.objects.get_or_create(
        company=company, day=today, defaults={"at": now}
    )
    if not is_first:
        return False
    note_crossed(company, now=now)
    remind_of_ends(company, now=now)
    end_bases(company, now=now)
    check_all_contacts(company.pk, now=now)
    return True


def note_crossed(company: Unit, *, now: datetime) -> int:
    """Trade customers whose use on file no longer fits their mark (7.2-50), largest first."""
    today = timezone.localdate(now)
    rows = Party.objects.filter(
        company=company, customer_kind__in=TRADE, daily_m3__isnull=False, state=PartyState.ACTIVE
    ).select_related("company", "unit")
    noted = 0
    for party in rows.filter(tier=Tier.STANDARD).order_by("-daily_m3", "id")[:MOST]:
        if _by_use(party, today) == Tier.STANDARD:
            break  # whoever uses less is below the line too
        noted += _note(party, Occasion.CAPACITY_ADDED, _("Gas use on file reaches the criterion."),
                       now)  # fmt: skip
    for party in rows.filter(tier=Tier.VIP_ORG).order_by("daily_m3", "id")[:MOST]:
        if _by_use(party, today) == Tier.VIP_ORG:
            break
        noted += _note(party, Occasion.BASIS_LOST, _("Gas use on file has fallen below the "
                                                     "criterion."), now)  # fmt: skip
    return noted


def _by_use(party: Party, on: date) -> str:
    return preview_tier(
        party.customer_kind, Criterion.NONE, party.daily_m3, on=on, company_id=party.company_id
    )[0]


def _note(party: Party, occasion: str, reason: str, now: datetime) -> bool:
    today = timezone.localdate(now)
    fact = RawFact(
        figure_on(on=today, company_id=party.company_id),
        today,
        m3=party.daily_m3,
        source=_("customer file"),
    )
    noted = note_occasion(
        party, occasion=occasion, cause=f"use:{party.pk}:{party.daily_m3}", reason=reason,
        facts=[fact], by=SYSTEM, now=now,
    )  # fmt: skip
    return noted is not None


def remind_of_ends(company: Unit, *, now: datetime) -> int:
    """Tell those who collect such customers that a basis is about to end, once."""
    today = timezone.localdate(now)
    until = today + timedelta(days=int(bases_on(today, company_id=company.pk)["remind_days"]))
    rows = _in_force(company).filter(
        valid_until__gt=today, valid_until__lte=until, reminded_on__isnull=True
    )
    for row in rows[:MOST]:
        with override("zh-hans"):
            told = {
                "name": row.party.name, "number": row.number, "until": row.valid_until,
                "criterion": str(row.get_criterion_display())
                if row.criterion != Criterion.NONE
                else str(row.get_tier_display()),
            }  # fmt: skip
        kind = "large_users" if row.criterion == Criterion.NONE else row.criterion
        for post in {
            *collectors_of(kind, on=today, company_id=company.pk)[:1],
            "head_customer_service",
        }:
            notify_post(
                post, row.unit, "tiers.basis_ending", context=told, about=row,
                url=f"/customers/tiers/assessments/{row.pk}/", key=f"tier{row.pk}:ending:{post}",
                by=SYSTEM, now=now,
            )  # fmt: skip
        Assessment.objects.filter(pk=row.pk).update(reminded_on=today)
    return len(rows[:MOST])


def end_bases(company: Unit, *, now: datetime) -> int:
    """A basis that is over is put to review; the mark stays until the leader has decided (7.2-60).

    A person falls back to what his customer kind gives; a large user's present figure is asked for.
    """
    today = timezone.localdate(now)
    rows = _in_force(company).filter(valid_until__lte=today)
    done = 0
    for row in rows.exclude(party__assessments__status__in=OPEN)[:MOST]:
        party, cause = row.party, f"end:{row.pk}"
        if Assessment.objects.filter(company=company, cause=cause).exists():
            continue
        reason = _("The basis of {number} ended on {day}.").format(
            number=row.number, day=row.valid_until
        )
        done += 1
        if row.tier == Tier.VIP_ORG or party.customer_kind in TRADE:
            note_occasion(
                party, occasion=Occasion.BASIS_ENDED, cause=cause, reason=reason, by=SYSTEM,
                now=now,
            )  # fmt: skip
            continue
        propose_tier(
            party, occasion=Occasion.BASIS_ENDED, cause=cause, origin=Origin.SYSTEM,
            reason=reason, proof=_("Term in the ledger: {number}").format(number=row.number),
            by=SYSTEM, now=now,
        )  # fmt: skip
    return done


def _in_force(company: Unit) -> "QuerySet[Assessment]":
    return (
        Assessment.objects.filter(company=company, status=Status.APPROVED)
        .exclude(tier=Tier.STANDARD)
        .select_related("party__company", "party__unit", "unit")
        .order_by("valid_until", "id")
    )
