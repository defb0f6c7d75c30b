"""What happened to evidence."""

from heqi.ledger.events import event


@event
class EvidenceAttached:
    """A file, photo or signature was added to a record."""

    attachment_id: int
    subject_type: str
    subject_id: str
    kind: str
    uploaded_by: int | None


@event
class EvidenceFrozen:
    """From here on nothing of this round changes."""

    subject_type: str
    subject_id: str
    round: int
    digests: list[str]
