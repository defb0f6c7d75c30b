"""What the reconciliation announces."""

from heqi.ledger.events import event


@event
class DifferenceFound:
    """The three sides of a till or an order do not agree; the amount in yuan as text."""

    sheet_id: int
    number: str
    kind: str
    amount: str
    findings: int
    operator_id: int | None
    company_id: int


@event
class SheetApproved:
    """Somebody who took no money approved a sheet; ``differed`` if it had to be explained."""

    sheet_id: int
    number: str
    differed: bool
    company_id: int
