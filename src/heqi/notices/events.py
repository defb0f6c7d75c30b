"""What becomes of messages."""

from heqi.ledger.events import event


@event
class NoticeFailed:
    """A message was given up after its attempts, or its carrier reported that it did not arrive."""

    notice_id: int
    channel: str
    template: str
    subject_type: str
    subject_id: str
    recipient_id: int | None
    company_id: int | None
    error: str


@event
class NoticeDelivered:
    """The carrier reported that a message outside the system arrived."""

    notice_id: int
    channel: str
    template: str
    subject_type: str
    subject_id: str
