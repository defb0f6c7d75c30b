"""The log: for development, and for channels without a gateway."""

import logging
from datetime import datetime

from heqi.notices.drivers.receipts import Receipt
from heqi.notices.masking import mask_text
from heqi.notices.models import Notice

log = logging.getLogger("heqi.notices")


class Console:
    """Writes the message to the log, numbers masked."""

    def send(self, notice: Notice, *, now: datetime) -> Receipt:
        """Always accepted; never said to be delivered."""
        log.info("%s to %s: %s", notice.channel, notice.masked_address, mask_text(notice.subject))
        return Receipt(provider_id=f"log-{notice.key[:12]}")
