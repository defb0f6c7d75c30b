"""E-mail through Django's mail settings."""

from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import BadHeaderError, EmailMessage

from heqi.notices.drivers.receipts import Receipt, SendFailed
from heqi.notices.masking import mask_text
from heqi.notices.models import Notice


class Mail:
    """Plain text, with the key as message id so that a repetition is recognised."""

    def send(self, notice: Notice, *, now: datetime) -> Receipt:
        """Accepted by the mail server."""
        message_id = f"<{notice.key}@heqi>"
        message = EmailMessage(
            subject=notice.subject,
            body=notice.body,
            to=[notice.address],
            headers={"Message-ID": message_id},
        )
        try:
            message.send()
        except SMTPRecipientsRefused:
            raise SendFailed("the mail server refused the address", final=True) from None
        except BadHeaderError:
            raise SendFailed("the address or subject is not usable", final=True) from None
        except (SMTPException, OSError) as error:
            raise SendFailed(mask_text(f"{type(error).__name__}: {error}")) from None
        return Receipt(provider_id=message_id)
