"""What checks vouch for elsewhere: opening a customer, photos, a tab on his page."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.clocks.pages import register_page
from heqi.customers.facts import Needs
from heqi.customers.guards import register_guard
from heqi.customers.models import Party, ServicePoint
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.evidence import access as evidence
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.safety.access import CHECK, FOLLOW, PLAN, VIEW
from heqi.safety.models import Check, FullCheck, Hazard

PANEL_ROWS = 20
NAMED = 5


def is_concerned(actor: Actor, check: Check) -> bool:
    """Whether the actor makes this check, or steers it."""
    if may(actor, PLAN, check) or may(actor, FOLLOW, check):
        return True
    if check.full is not None:
        members = check.full.members.values_list("staff", flat=True)
        return actor.id is not None and actor.id in {check.full.lead_id, *members}
    return bool(check.route and actor.id and check.route.inspector_id == actor.id)


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Photos and signatures: read by who sees the check, added by who makes it while it is open."""
    related = ("unit", "route", "full")
    check = Check.objects.select_related(*related).get(pk=int(subject_id))
    if verb == "read":
        return may(actor, VIEW, check) or (may(actor, CHECK) and is_concerned(actor, check))
    return verb == "attach" and check.is_open and is_concerned(actor, check)


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """A check in hand, or an open hazard, explains why somebody opens its customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    related = ("unit", "route", "full")
    check = Check.objects.select_related(*related).filter(pk=int(pk), party=party).first()
    if check is None or not is_concerned(actor, check):
        return False
    return check.is_open or Hazard.objects.filter(check_row=check, is_open=True).exists()


def _panel(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    hazards = list(
        Hazard.objects.visible_to(actor)
        .filter(party=party)
        .order_by("-is_open", "-found_at")[:PANEL_ROWS]
    )
    checks = list(
        Check.objects.visible_to(actor)
        .filter(Q(is_open=False) | ~Q(plan__status="draft"), party=party)
        .select_related("inspector", "plan")
        .order_by("-is_open", "-checked_at", "-id")[:PANEL_ROWS]
    )
    full = list(
        FullCheck.objects.visible_to(actor)
        .filter(party=party)
        .select_related("lead")
        .order_by("-half")[:4]
    )
    shown = {"hazards": hazards, "checks": checks, "full_checks": full, "now": now}
    return Shown("safety/panel.html", shown, sum(1 for one in hazards if one.is_open))


def not_removed(point: ServicePoint, needs: Needs) -> str | None:
    """Hazards of a level that a formality wants removed first."""
    rows = Hazard.objects.filter(service_point=point, is_open=True, level__in=needs.hazards)
    found = list(rows.order_by("level", "id")[:NAMED]) if needs.hazards else []
    if not found:
        return None
    return _(
        "Hazards are not removed: {hazards}. Have them put right and re-checked first."
    ).format(hazards=_(", ").join(f"{row.number} {row.kind_label}" for row in found))


def register() -> None:
    """Make them known; called when the app is ready."""
    evidence.register("safety.check", may_touch_files)
    register_page("safety.check", "safety:check", "number")
    register_page("safety.hazard", "safety:hazard", "number")
    register_guard("safety.hazards", not_removed)
    register_context("safety", reason="safety", check=vouch)
    register_panel(
        "safety.checks", tab="safety", label=gettext_lazy("Safety checks"), show=_panel, order=10
    )
