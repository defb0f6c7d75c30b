"""Duties of a company from the year's beginning, and the VIPs they are owed to."""

from datetime import date, datetime

from django.test import Client

from heqi.customers.actions import create_party, set_tier_mark
from heqi.customers.models import Party
from heqi.duties.actions import run
from heqi.duties.models import Duty
from heqi.duties.tests.scenes import at
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from tests.cast import NOW, Cast

BEGUN = date(2026, 1, 1)


def vip(cast: Cast, name: str, phone: str, tier: str = "vip_person", day: date = BEGUN) -> Party:
    """A customer who has been a VIP since that day."""
    kind = "person" if tier == "vip_person" else "organisation"
    phones = [phone] if phone else []
    made = create_party(
        unit=cast.units["gas"], kind=kind, name=name, phones=phones, by=cast.qian, now=NOW
    )
    set_tier_mark(
        made, tier=tier, criterion="media" if tier == "vip_person" else "none",
        basis="tiering/4.1", proof="工作证", by=SYSTEM, now=at(day),
    )  # fmt: skip
    return made


def kept(cast: Cast, code: str, days: list[date]) -> Duty:
    """The company keeps the duty, and the loop has run on these days."""
    row, _made = Duty.objects.get_or_create(
        company=cast.units["gas"], code=code, defaults={"since": BEGUN}
    )
    for day in days:
        run(Duty.objects.select_related("company").get(pk=row.pk), now=at(day))
    return row


def figure(cast: Cast, clause: str, month: date, now: datetime) -> tuple[int, int]:
    """Kept and decided of a clause in a month."""
    take_measures(cast.units["gas"], month, now=now)
    found = measures(cast.units["gas"], month, cast.he).get(clause, [])
    return sum(m.kept for m in found), sum(m.decided for m in found)


def sign_in(cast: Cast, member: str) -> Client:
    """A browser session that begins now: sessions end while months go by."""
    client = Client()
    client.force_login(
        cast.staff[member].account, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def deliver_all(now: datetime) -> None:
    """Every reaction to what was announced."""
    while deliver_open(now=now):
        pass
