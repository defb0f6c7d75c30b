"""Writing and sealing audit entries.

Writers only insert. The loop seals what is open into a hash chain, so that no writer ever waits
for another; :func:`verify` recomputes the chain and locates the first entry that does not fit.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from heqi.ledger.actors import Actor
from heqi.ledger.models import Entry, PersonalPart, Seal

BATCH = 500
GENESIS = "0" * 64


def audit(
    row: models.Model,
    code: str,
    *,
    by: Actor,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    reason: str = "",
    decision: int | None = None,
) -> Entry:
    """Record that ``by`` did ``code`` to ``row``; call inside the action's transaction.

    ``changes`` maps a field to ``[before, after]`` or to a plain value and must hold nothing
    personal; what is personal goes to ``personal`` and enters the chain as a salted digest only.
    """
    salt = secrets.token_hex(16) if personal else ""
    plain = _plain(personal or {})
    entry = Entry.objects.create(
        at=now,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name + (f" ({by.standing_in_for})" if by.standing_in_for else ""),
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        post=by.post,
        company_id=by.company_id,
        code=code,
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        changes=_plain(changes or {}),
        reason=reason[:500],
        decision_id=decision,
        personal_digest=_digest_personal(salt, plain) if personal else "",
    )
    if personal:
        PersonalPart.objects.create(entry=entry, salt=salt, values=plain)
    return entry


def history(row: models.Model, *, limit: int = 200) -> models.QuerySet[Entry]:
    """The entries about one row, newest first. The caller has checked that the row may be read."""
    return Entry.objects.filter(
        subject_type=row._meta.label_lower, subject_id=str(row.pk)
    ).order_by("-id")[:limit]


def who_did(row: models.Model, codes: Collection[str]) -> set[int]:
    """The staff who took one of these steps with a row, whenever it was."""
    rows = Entry.objects.filter(
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        code__in=codes,
        actor_kind="staff",
        actor_id__isnull=False,
    )
    return {pk for pk in rows.values_list("actor_id", flat=True).distinct() if pk is not None}


def seal_entries(*, now: datetime, batch: int = BATCH) -> int:
    """Chain up to ``batch`` open entries; returns how many. Safe in any number of loops."""
    with transaction.atomic():
        rows = list(Entry.objects.filter(seal__isnull=True).order_by("id")[:batch])
        if not rows:
            return 0
        last = Seal.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        # The primary key lets only one loop win this number; the other one fails and tries later.
        Seal.objects.bulk_create(
            [
                Seal(
                    number=number,
                    count=len(rows),
                    digest=_chain(last.digest if last else GENESIS, rows),
                    sealed_at=now,
                )
            ]
        )
        for first, last_id, position in _runs([row.pk for row in rows]):
            Entry.objects.filter(pk__gte=first, pk__lte=last_id).update(
                seal=number, position=F("id") - (first - position)
            )
        return len(rows)


def _runs(ids: list[int]) -> list[tuple[int, int, int]]:
    """Ascending ids as runs without a gap: first id, last id, position of the first."""
    starts = [n for n, pk in enumerate(ids) if n == 0 or ids[n - 1] != pk - 1]
    ends = [*starts[1:], len(ids)]
    return [(ids[start], ids[end - 1], start) for start, end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of :func:`verify`; ``first_bad`` is the id of the first entry that does not fit."""

    entries: int
    sealed: int
    first_bad: int | None
    first_bad_seal: int | None = None


def verify() -> Verification:
    """Recompute the whole chain from the rows as they stand."""
    previous, sealed, expected = GENESIS, 0, 1
    total = Entry.objects.count()
    for seal in Seal.objects.order_by("number").iterator():
        rows = list(Entry.objects.filter(seal=seal.number).order_by("position"))
        sealed += len(rows)
        intact = (
            seal.number == expected
            and seal.count == len(rows)
            and _chain(previous, rows) == seal.digest
        )
        if not intact or not _personal_fits(rows):
            return Verification(total, sealed, _locate(seal, rows), seal.number)
        previous, expected = seal.digest, expected + 1
    stray = Entry.objects.filter(seal__gte=expected).order_by("id").first()
    return Verification(total, sealed, stray.pk if stray else None, stray.seal if stray else None)


def entry_digest(entry: Entry) -> str:
    """The digest of one entry's values, seal and position excepted."""
    values = {
        field.attname: getattr(entry, field.attname)
        for field in Entry._meta.concrete_fields
        if field.attname not in ("seal", "position")
    }
    # One zone for the digest: databases hand back instants in different ones.
    values["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_canonical(values)).hexdigest()


def _chain(previous: str, rows: Iterable[Entry]) -> str:
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(entry_digest(row).encode())
    return digest.hexdigest()


def _personal_fits(rows: list[Entry]) -> bool:
    return all(_personal_of(row) for row in rows if row.personal_digest)


def _personal_of(row: Entry) -> bool:
    part = PersonalPart.objects.filter(entry=row).first()
    # Erased by law is no fault; changed is.
    return part is None or _digest_personal(part.salt, part.values) == row.personal_digest


def _locate(seal: Seal, rows: list[Entry]) -> int | None:
    """The first entry of a broken batch that shows the break, else the batch's first."""
    for expected, row in enumerate(rows):
        if row.position != expected or (row.personal_digest and not _personal_of(row)):
            return row.pk
    return rows[0].pk if rows else None


def _digest_personal(salt: str, values: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + _canonical(values)).hexdigest()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, default=_as_text, ensure_ascii=False))
    return plain


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _canonical(values: Mapping[str, Any]) -> bytes:
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text
    ).encode()
