"""SMS and WeCom over HTTP: one signed JSON message a request.

``POST {url}`` with ``{"to", "subject", "text", "key", "channel"}``; 200 or 202 answers
``{"id": "…"}``. 4xx other than 408, 409, 425 and 429 is final, everything else is tried again.
"""

import json
from datetime import datetime

import httpx

from heqi.notices.drivers.receipts import Receipt, SendFailed
from heqi.notices.masking import mask_text
from heqi.notices.models import Notice
from heqi.notices.signing import sign

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
TRY_AGAIN = {408, 409, 425, 429}


class Gateway:
    """A gateway at an address that the operator set."""

    def __init__(self, url: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.url = url
        self.timeout = timeout

    def send(self, notice: Notice, *, now: datetime) -> Receipt:
        """Hand over; the idempotency key makes a repetition harmless."""
        body = json.dumps(
            {
                "to": notice.address,
                "subject": notice.subject,
                "text": notice.body,
                "key": notice.key,
                "channel": notice.channel,
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notice.key,
            **sign(body, now=now),
        }
        try:
            answer = httpx.post(self.url, content=body, headers=headers, timeout=self.timeout)
        except httpx.HTTPError as error:
            raise SendFailed(mask_text(f"{type(error).__name__}: {error}")) from None
        if answer.status_code >= 400:
            final = answer.status_code < 500 and answer.status_code not in TRY_AGAIN
            raise SendFailed(f"gateway answered {answer.status_code}", final=final)
        return Receipt(provider_id=_id_of(answer))


def _id_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["id"])[:80]
    except (ValueError, KeyError, TypeError):
        raise SendFailed("the gateway's answer cannot be read") from None
