"""What the loop does here."""

from datetime import datetime

from heqi.ledger.loop import task
from heqi.notices.actions import send_campaigns, send_due


@task("notices.send_due")
def send_messages(*, now: datetime) -> int:
    """Hand queued messages to their carriers."""
    return send_due(now=now)


@task("notices.send_campaigns")
def write_messages(*, now: datetime) -> int:
    """Write the messages of bulk messages that were released."""
    return send_campaigns(now=now)
