"""What this app hands to the customers below: emergency openings, pauses, the door to them."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.customers.access import LOG
from heqi.customers.models import Party
from heqi.customers.pace import register_guard
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import reasons, register_context, register_door
from heqi.ledger.actors import Actor
from heqi.lookups.access import GLASS
from heqi.lookups.models import GlassOpening, Pause
from heqi.lookups.queries import sightings
from heqi.people.access import may

KIND = "glass"


def is_open_glass(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """Whether the actor opened this customer in an emergency some minutes ago."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    return GlassOpening.objects.filter(
        pk=int(pk), staff_id=actor.id or 0, party=party, until__gt=now
    ).exists()


def paused(actor: Actor, now: datetime) -> str:
    """Why the actor may not look now; empty where he may."""
    pause = Pause.objects.filter(
        staff_id=actor.id or 0, until__gt=now, lifted_at__isnull=True
    ).first()
    if pause is None:
        return ""
    return _(
        "Your look-ups of customers are paused until {until}. Somebody will call you; your rights "
        "are not withdrawn."
    ).format(until=f"{timezone.localtime(pause.until):%H:%M}")


def _lookups(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, LOG, party):
        return None
    rows = sightings(actor, party, limit=20).rows
    href = reverse("lookups:seen", args=[party.pk])
    context = {"rows": rows, "reasons": reasons(), "href": href}
    return Shown("lookups/panel.html", context, len(rows))


def register() -> None:
    """Make them known; called when the app is ready."""
    register_context(KIND, reason=KIND, check=is_open_glass, source=KIND)
    register_guard("lookups.pause", paused)
    register_panel(
        "customers.lookups", tab="contacts", label=gettext_lazy("Who looked"), show=_lookups,
        order=910,
    )  # fmt: skip
    register_door(
        "lookups:glass_open", label=gettext_lazy("Open in an emergency"), permission=GLASS
    )
