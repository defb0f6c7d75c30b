"""How well the clauses on safety checks are kept in a month; hazards' limits count as clocks do."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from heqi.clocks.measures import month_span
from heqi.customers.models import Occupancy, Party
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.measures import Measure, measured_by
from heqi.safety.facts import FULL, recurring
from heqi.safety.models import Check, FullCheck
from heqi.safety.periods import first_after, span_of
from heqi.safety.selection import BURNING
from heqi.safety.states import C

REGULAR, SENIOR, ORGANISATION = "tiering/5(7)", "tiering/6.1(6)", "tiering/6.2(5)"
Kept = tuple[int, int]


@measured_by
def safety_measures(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Doors entered, VIP persons checked by the right people, organisations checked each month."""
    first = month.replace(day=1)
    before = first_after(first, -1)
    found: dict[str, list[Measure]] = {}
    for clause, title, count, link in (
        (REGULAR, _("Doors called at were entered and checked"), entered, "/safety/checks/"),
        (
            SENIOR,
            _("VIP persons checked by senior inspectors, organised"),
            senior,
            "/safety/plans/",
        ),
        (ORGANISATION, _("VIP organisations checked in the month"), monthly, "/safety/full/"),
        (ORGANISATION, _("Full checks of the half-year reported"), full, "/safety/full/"),
    ):
        kept, decided = count(company, first)
        kept_before, decided_before = count(company, before)
        if decided or decided_before:
            found.setdefault(clause, []).append(
                Measure(
                    title=title,
                    kept=kept,
                    decided=decided,
                    before_kept=kept_before,
                    before_decided=decided_before,
                    missed=link if kept < decided else "",
                )
            )
    return found


def entered(company: Unit, month: date) -> Kept:
    """Checks done of doors whose last call was in the month."""
    since, until = month_span(month)
    rows = Check.objects.filter(
        company=company, scope="routine", tried_at__gte=since, tried_at__lt=until
    )
    return rows.filter(status=C["DONE"]).count(), rows.count()


def senior(company: Unit, month: date) -> Kept:
    """Checks of VIP persons by a post of the rule on an organised route, of all of them."""
    since, until = month_span(month)
    rows = Check.objects.filter(
        company=company, tier="vip_person", status=C["DONE"], scope="routine",
        checked_at__gte=since, checked_at__lt=until,
    )  # fmt: skip
    wanted = recurring("vip_person", "residential", on=month).inspectors
    kept = rows.filter(inspector_post__in=wanted, route__organised_at__isnull=False)
    return kept.count(), rows.count()


def monthly(company: Unit, month: date) -> Kept:
    """Organisations checked in the month, of all VIP organisations with gas."""
    since, until = month_span(month)
    parties = _organisations(company)
    checked = Check.objects.filter(
        party=OuterRef("pk"), status=C["DONE"], checked_at__gte=since, checked_at__lt=until
    )
    return parties.filter(Exists(checked)).count(), parties.count()


def full(company: Unit, month: date) -> Kept:
    """Full checks reported by the end of the month, of the organisations that need one."""
    rule = recurring("vip_org", "industrial", scope=FULL, on=month)
    half, _end = span_of(month, rule.months)
    parties = _organisations(company)
    rows = FullCheck.objects.filter(company=company, half=half, status="reported")
    done = rows.filter(held_on__lt=first_after(month, 1)).count()
    return min(done, parties.count()), parties.count()


def _organisations(company: Unit) -> QuerySet[Party]:
    burning = Occupancy.objects.filter(
        party=OuterRef("pk"), role="user", until__isnull=True, service_point__state__in=BURNING
    )
    return Party.objects.filter(Exists(burning), company=company, tier="vip_org", state="active")
