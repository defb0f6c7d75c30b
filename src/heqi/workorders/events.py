"""What happens to work orders."""

from heqi.ledger.events import event


@event
class OrderCreated:
    """There is work to do."""

    order_id: int
    number: str
    kind: str
    request_id: int | None
    unit_id: int
    company_id: int


@event
class OrderDispatched:
    """Somebody got the order."""

    order_id: int
    number: str
    assignee_id: int
    unit_id: int
    company_id: int


@event
class OrderReturned:
    """The crew gave the order back; ``entry_error`` where its entry was at fault."""

    order_id: int
    number: str
    reason: str
    company_id: int
    entry_error: str = ""


@event
class OrderArrived:
    """Somebody is at the door; ``late`` when a promise was broken by then."""

    order_id: int
    number: str
    staff_id: int
    arrived_at: str
    late: bool
    company_id: int


@event
class OrderAttended:
    """Somebody in a post that the policy wants on the spot is there."""

    order_id: int
    number: str
    post: str
    staff_id: int
    arrived_at: str
    company_id: int


@event
class OrderSuspended:
    """Work waits for a reason that the policy allows."""

    order_id: int
    number: str
    reason: str
    until: str
    company_id: int


@event
class OrderHoldAsked:
    """Somebody asks to put the order on hold; holders of ``posts`` decide."""

    order_id: int
    number: str
    reason: str
    posts: list[str]
    company_id: int


@event
class OrderHoldRefused:
    """The hold that was asked for was not approved."""

    order_id: int
    number: str
    reason: str
    company_id: int


@event
class OrderResumed:
    """Work goes on."""

    order_id: int
    number: str
    company_id: int


@event
class OrderFinished:
    """The crew says that the work is done."""

    order_id: int
    number: str
    kind: str
    request_id: int | None
    assignee_id: int | None
    company_id: int


@event
class OrderClosed:
    """The work was reviewed and is closed."""

    order_id: int
    number: str
    kind: str
    tier: str
    request_id: int | None
    party_id: int | None
    assignee_id: int | None
    unit_id: int
    company_id: int


@event
class OrderReworked:
    """The work was not good enough and is done again; ``entry_error`` where the entry of the sheet
    was at fault."""

    order_id: int
    number: str
    reason: str
    company_id: int
    entry_error: str = ""


@event
class OrderCancelled:
    """The order was given up."""

    order_id: int
    number: str
    reason: str
    company_id: int


@event
class OrderMerged:
    """The order goes on within another one."""

    order_id: int
    into_id: int
    company_id: int


@event
class OrderReminded:
    """Somebody asked when the order will be done, for the ``count``-th time."""

    order_id: int
    number: str
    count: int
    company_id: int
