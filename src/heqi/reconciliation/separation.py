"""Who may not check: whoever took the money, whoever did the work."""

from django.utils.translation import gettext as _

from heqi.counter.models import Payment
from heqi.counter.queries import takes_money_on
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.reconciliation.access import CHECK
from heqi.reconciliation.models import Sheet
from heqi.workorders.bills import KIND, prefix_of


def why_not(actor: Actor, sheet: Sheet) -> str:
    """Why the actor may not check this sheet; empty if he may (data-entry/6.2)."""
    if not may(actor, CHECK, sheet):
        return _("You have no right to check the reconciliation.")
    if actor.kind != "staff" or actor.id is None:
        return "" if actor.kind == "system" else _("Only a member of staff can check.")
    if actor.id in (sheet.operator_id, sheet.explained_by_id):
        return _("Nobody checks his own till, order or explanation.")
    if takes_money_on(actor.id, sheet.unit, sheet.day):
        return _("You took money on that day: somebody else must check.")
    if sheet.order is not None and _took_the_fee(actor.id, sheet):
        return _("You took the fee of this order: somebody else must check.")
    return ""


def _took_the_fee(staff_id: int, sheet: Sheet) -> bool:
    assert sheet.order is not None
    return Payment.objects.filter(
        operator_id=staff_id,
        order__company=sheet.company,
        order__lines__bill_kind=KIND,
        order__lines__bill_ref__startswith=prefix_of(sheet.order),
    ).exists()
