"""What the loop does here."""

from datetime import datetime

from heqi.ledger.loop import task
from heqi.notices.actions import send_due


@task("notices.send_due")
def send_messages(*, now: datetime) -> int:
    """Hand queued messages to their carriers."""
    return send_due(now=now)
