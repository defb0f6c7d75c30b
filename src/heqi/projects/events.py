"""What installation projects announce; plain values, so that any app above may react."""

from heqi.ledger.events import event


@event
class ProjectOpened:
    """An application was taken; ``reference`` is the number of the request it came from."""

    project_id: int
    number: str
    kind: str
    reference: str
    party_id: int | None
    company_id: int


@event
class StageFinished:
    """A stage was finished; ``stage`` is its code, ``following`` what comes next."""

    project_id: int
    number: str
    stage: str
    following: str
    company_id: int


@event
class ContractSigned:
    """A contract was signed; days as ISO text, the sum as decimal text."""

    project_id: int
    contract_id: int
    number: str
    amount: str
    ready_on: str
    expires_on: str
    company_id: int


@event
class ContractExtended:
    """The term was agreed anew."""

    project_id: int
    contract_id: int
    ready_on: str
    expires_on: str
    company_id: int


@event
class PaymentRecorded:
    """Money came in; ``amount`` as decimal text."""

    project_id: int
    payment_id: int
    household_id: int | None
    amount: str
    method: str
    receipt_no: str
    company_id: int


@event
class PaymentReversed:
    """A receipt was reversed; ``amount`` is what was taken back, as decimal text."""

    project_id: int
    payment_id: int
    household_id: int | None
    amount: str
    receipt_no: str
    company_id: int


@event
class HouseholdsInstalled:
    """Facilities of households were installed."""

    project_id: int
    household_ids: list[int]
    company_id: int


@event
class GasOnTicketIssued:
    """The market department's ticket: customer service turns on the gas of these households."""

    project_id: int
    ticket_id: int
    number: str
    household_ids: list[int]
    unit_id: int
    company_id: int


@event
class HouseholdOnGas:
    """Gas burns at a household."""

    project_id: int
    household_id: int
    service_point_id: int
    party_id: int | None
    company_id: int


@event
class ProjectHeld:
    """A project stands still."""

    project_id: int
    number: str
    reason: str
    until: str
    company_id: int


@event
class ProjectResumed:
    """A project goes on."""

    project_id: int
    number: str
    company_id: int


@event
class ProjectCompleted:
    """Every household is on gas."""

    project_id: int
    number: str
    kind: str
    party_id: int | None
    company_id: int


@event
class ProjectCancelled:
    """Given up."""

    project_id: int
    number: str
    reason: str
    company_id: int
