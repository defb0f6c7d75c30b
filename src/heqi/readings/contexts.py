"""What a round vouches for elsewhere: opening a customer, photos of a dial, a tab on his page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Occupancy, Party
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.evidence import access as evidence
from heqi.ledger.actors import Actor
from heqi.people.access import may, within
from heqi.readings.access import VIEW
from heqi.readings.models import Reading, Round, Stop
from heqi.readings.states import RoundStatus


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An open round explains why its reader opens a customer on its route."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    round_ = Round.objects.filter(pk=int(pk), reader=actor.id, status=RoundStatus.OPEN).first()
    if round_ is None:
        return False
    points = Occupancy.objects.filter(party=party, until__isnull=True).values("service_point")
    return Stop.objects.filter(route=round_.route_id, service_point__in=points).exists()


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Photos of dials: read by who sees the round, added by its reader while it is open."""
    round_ = within(Round.objects.all(), actor, VIEW).get(pk=int(subject_id))
    if verb == "read":
        return True
    mine = round_.reader_id == actor.id and round_.status == RoundStatus.OPEN
    return verb == "attach" and mine


def _readings(actor: Actor, party: Party, now: datetime) -> Shown | None:
    if not may(actor, VIEW):
        return None
    points = Occupancy.objects.filter(party=party, until__isnull=True).values("service_point")
    rows = list(
        within(Reading.objects.filter(service_point__in=points), actor, VIEW)
        .select_related("meter", "taken_by")
        .order_by("-read_on", "-id")[:24]
    )
    return Shown("readings/panel.html", {"rows": rows}, len(rows))


def register() -> None:
    """Make them known; called when the app is ready."""
    register_context("round", reason="work_order", check=vouch)
    register_panel("readings.readings", tab="supply", label=_("Meter readings"), show=_readings)
    evidence.register("readings.round", may_touch_files)
