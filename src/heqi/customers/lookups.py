"""Logging every read of personal data, in the transaction of the read.

A read that cannot be logged does not happen: :class:`NotLogged` (503).
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from heqi.customers.models import Lookup, LookupAction, LookupSubject
from heqi.customers.purposes import NO_PURPOSE, Purpose
from heqi.ledger.actors import Actor


class NotLogged(Exception):  # noqa: N818 - it reads as the refusal it is
    """The read could not be logged and is refused (503)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The look-up could not be logged, so nothing is shown. "
                "Please tell the administrator."
            )
        )


# About one customer, who stands in the row itself.
ABOUT_ONE = (LookupAction.VIEW, LookupAction.UNMASK, LookupAction.DENIED)


def digest_of(text: str) -> str:
    """The keyed digest under which a search text is kept; equal texts can be recognised."""
    key = b"customers.lookups" + settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() if text else ""


def log_lookup(
    action: LookupAction,
    *,
    by: Actor,
    now: datetime,
    subjects: Iterable[int] = (),
    count: int | None = None,
    masked: bool = True,
    field: str = "",
    purpose: Purpose | None = None,
    query: str = "",
    query_kind: str = "",
    channel: str = "ui",
) -> Lookup:
    """Write one row; ``subjects`` are ids of parties. Call inside the transaction of the read."""
    ids = [pk for pk in subjects if pk]
    purpose = purpose or NO_PURPOSE
    row = Lookup(
        at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        unit_id=by.unit_id,
        company_id=by.company_id,
        action=action,
        party_id=ids[0] if len(ids) == 1 else None,
        subject_ids=ids,
        result_count=len(ids) if count is None else count,
        masked=masked,
        field=field,
        purpose_code=purpose.code,
        purpose_type=purpose.type,
        purpose_id=purpose.id[:40],
        purpose_source=purpose.source,
        query_kind=query_kind,
        query_hmac=digest_of(query),
        query_length=min(len(query), 1000),
        channel=channel,
    )
    try:
        row.save(force_insert=True)
        if ids and action not in ABOUT_ONE:
            seen = (LookupSubject(lookup=row, party_id=pk) for pk in dict.fromkeys(ids))
            LookupSubject.objects.bulk_create(seen)
    except DatabaseError as error:
        raise NotLogged from error
    return row
