"""What emergencies and outages tell elsewhere: the search, the customer's page."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.customers.palette import Mark, Option, register_group, register_mark
from heqi.customers.panels import Shown, register_panel
from heqi.ledger.actors import Actor
from heqi.outages.access import VIEW
from heqi.outages.kinds import is_emergency
from heqi.outages.models import Outage
from heqi.outages.queries.area import LONGEST
from heqi.outages.queries.callers import outages_of_points
from heqi.outages.states import OPEN_STATES
from heqi.people.access import may
from heqi.workorders.extras import Link, add_link
from heqi.workorders.models import WorkOrder


def find(actor: Actor, text: str, now: datetime) -> Sequence[Option]:
    """Open outages by number, works or the compound they take; the newest first."""
    if not may(actor, VIEW) or len(text.strip()) < 2:
        return []
    text = text.strip()[:LONGEST]
    rows = (
        Outage.objects.visible_to(actor)
        .filter(status__in=OPEN_STATES)
        .filter(
            Q(number__startswith=text.upper())
            | Q(title__contains=text)
            | Q(areas__compound__name__contains=text)
        )
        .distinct()
        .order_by("-id")[:8]
    )
    return [
        Option(
            title=row.title,
            href=f"/outages/{row.number}/",
            sub=row.number,
            tag=str(row.get_status_display()),
            tone="over" if row.status in ("off", "suspected") else "soon",
        )
        for row in rows
    ]


def _panel(actor: Actor, party: Party, now: datetime) -> Shown | None:
    points = party.occupancies.filter(until__isnull=True).values_list("service_point", flat=True)
    found = outages_of_points(points)
    if not found:
        return None
    rows = list({row.pk: row for row in found.values()}.values())
    return Shown("outages/panel.html", {"rows": rows, "now": now}, len(rows))


def _marks(points: Sequence[int]) -> dict[int, Mark]:
    """Whose gas is off, or will be."""
    return {
        pk: Mark(str(row.get_status_display()), "over" if row.status != "announced" else "soon")
        for pk, row in outages_of_points(points).items()
    }


def _emergency_link(actor: Actor, order: WorkOrder) -> Link | None:
    if not is_emergency(order.kind) or not may(actor, VIEW):
        return None
    return Link(f"/emergencies/{order.number}/", str(_("Emergency chain")), "urgent")


def register() -> None:
    """Make them known; called when the app is ready."""
    add_link(_emergency_link)
    register_group("outages", label=_("Outages"), icon="ban", find=find)
    register_mark(_marks)
    register_panel("outages.now", tab="overview", label=_("Gas off"), show=_panel, order=1)
