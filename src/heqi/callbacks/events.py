"""What callbacks announce."""

from heqi.ledger.events import event


@event
class CallbackPlanned:
    """A customer is to be called."""

    task_id: int
    number: str
    subject: str
    order_id: int | None
    company_id: int


@event
class CallbackDone:
    """The customer was reached and answered; ``result`` is satisfied, follow_up or opinion."""

    task_id: int
    number: str
    subject: str
    order_id: int | None
    result: str
    score: int
    company_id: int


@event
class CallbackAmended:
    """The score of a recorded callback was corrected."""

    task_id: int
    number: str
    subject: str
    score: int
    company_id: int


@event
class OpinionGiven:
    """The customer said something that somebody has to follow up."""

    task_id: int
    order_id: int | None
    request_id: int | None
    opinion: str
    text: str
    company_id: int


@event
class CallbackGivenUp:
    """Nobody could be reached, or the time is over; ``why`` is unreachable or expired."""

    task_id: int
    subject: str
    order_id: int | None
    why: str
    company_id: int


@event
class OpinionEnded:
    """An opinion came to its end: ``outcome`` is closed, handed or unasked."""

    opinion_id: int
    number: str
    kind: str
    outcome: str
    text: str
    order_id: int | None
    company_id: int


@event
class OpinionUnresolved:
    """A complaint, or dissatisfied again after the second callback: the request is it."""

    opinion_id: int
    number: str
    task_id: int
    order_id: int | None
    request_id: int
    text: str
    company_id: int


@event
class NationalResultHandedBack:
    """The national centre is told what was done about what it had heard from a customer."""

    result_id: int
    reference: str
    number: str
    handling: str
    state: str
    company_id: int


@event
class CallbackFaulted:
    """A fault of a callback as the policy names it (callbacks.faults).

    ``late``: called after its limit, ``missing``: not called at all, then nobody did it and
    ``staff_id`` is empty; ``leading`` and ``false_record``: heard in a review.
    """

    review_id: int | None
    task_id: int
    staff_id: int | None
    fault: str
    company_id: int
