"""Instalments and fees of installation contracts as bills that are paid at the counter.

So the money is in the till, on its slip and in the three sides of the reconciliation
(data-entry/6.2), and the project knows of it at once.
"""

from datetime import datetime

from heqi.counter.bills import OpenBill, Receipt, register_bills
from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.projects.actions import Taken, receive_at_till, return_at_till
from heqi.projects.dues import Due, due_of, dues_of_number, dues_of_party

KIND = "installation"
# No formality of an account waits for an instalment of a contract.
NO_ACCOUNT = 0


def _bill(due: Due) -> OpenBill:
    point = due.household.service_point_id if due.household else None
    return OpenBill(KIND, due.ref, due.title, due.amount, point=point or NO_ACCOUNT)


def find(party: Party) -> list[OpenBill]:
    """What a customer on file owes for installation."""
    return [_bill(due) for due in dues_of_party(party)]


def seek(number: str, company_id: int) -> list[OpenBill]:
    """By the number of the contract or project, or by the reference of one bill."""
    one = due_of(number, company_id)
    dues = [one] if one is not None else dues_of_number(number, company_id)
    return [_bill(due) for due in dues]


def book(receipt: Receipt, by: Actor, now: datetime) -> None:
    """Write the money down with the project, or take it back."""
    if receipt.amount > 0:
        taken = Taken(receipt.ref, receipt.amount, receipt.method, receipt.slip)
        receive_at_till(taken, company_id=receipt.company_id, by=by, now=now)
    else:
        return_at_till(
            receipt.ref, company_id=receipt.company_id, reason=receipt.reason, by=by, now=now
        )


def register() -> None:
    """Let them be paid; called when the app is ready."""
    register_bills(KIND, find, seek=seek, book=book)
