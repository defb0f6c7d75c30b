"""What the service desk announces."""

from heqi.ledger.events import event


@event
class ContactRang:
    """A call is ringing: the screen pop."""

    contact_id: int
    caller_number: str
    unit_id: int
    company_id: int


@event
class ContactEnded:
    """The talk ended; promises of an emergency run from here."""

    contact_id: int
    ended_at: str
    company_id: int


@event
class ContactWritten:
    """The agent has written the contact up."""

    contact_id: int
    company_id: int


@event
class CallTransferred:
    """A call rings with a colleague alone."""

    contact_id: int
    line: str
    by_id: int | None
    to_id: int
    company_id: int


@event
class RequestOpened:
    """A customer's request was saved and its clocks started."""

    request_id: int
    number: str
    kind: str
    tier: str
    unit_id: int
    company_id: int


@event
class RequestBooked:
    """The customer named a time of his own."""

    request_id: int
    booked_for: str


@event
class RequestKindChanged:
    """A request turned out to be of another kind."""

    request_id: int
    before: str
    after: str


@event
class RequestPassedOn:
    """A unit took charge of a request."""

    request_id: int
    number: str
    kind: str
    unit_id: int
    company_id: int


@event
class RequestSolved:
    """What the customer asked for is done or answered."""

    request_id: int
    number: str
    kind: str
    company_id: int


@event
class RequestClosed:
    """Nothing is left to do on a request."""

    request_id: int
    number: str
    kind: str
    tier: str
    party_id: int | None
    unit_id: int
    company_id: int


@event
class RequestReopened:
    """A solved or closed request goes on."""

    request_id: int
    number: str


@event
class RequestCancelled:
    """The customer or the desk gave the request up."""

    request_id: int
    number: str
    reason: str


@event
class RequestMerged:
    """A request goes on within another one."""

    request_id: int
    into_id: int


@event
class RequestReminded:
    """Somebody asked when a request will be done; ``count`` is the how-manieth time."""

    request_id: int
    number: str
    reminder_id: int
    count: int
    by_customer: bool
    note: str
    by_name: str
    unit_id: int
    company_id: int
