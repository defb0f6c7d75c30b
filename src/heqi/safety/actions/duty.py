"""Checks of VIP organisations count for the duties that the policy sets (tiering/6.2(5))."""

from collections.abc import Iterable
from datetime import datetime

from heqi.customers.models import Party
from heqi.duties.actions import Present, Proof, fulfil
from heqi.ledger.actors import SYSTEM

MONTHLY, HALF_YEARLY = "vip_org_check", "vip_org_full_check"


def count_for_duty(
    code: str,
    party: Party,
    *,
    kind: str,
    number: str,
    url: str,
    at: datetime,
    present: Iterable[Present] = (),
    now: datetime,
) -> None:
    """Tell the duty of a customer that it was done, and who came; nothing where none is owed."""
    proof = Proof(kind=kind, at=at, key=f"safety:{number}", reference=number, url=url)
    subject = Party._meta.label_lower
    fulfil(code, subject, str(party.pk), proof, present=present, by=SYSTEM, now=now)
