"""Adding, removing and freezing evidence."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heqi.evidence.access import require
from heqi.evidence.events import EvidenceAttached, EvidenceFrozen
from heqi.evidence.models import Attachment, Folder, Kind
from heqi.evidence.sniffing import MAX_SIGNATURE, check_signature, sniff
from heqi.evidence.subjects import Subject, subject_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState

MAX_PER_SUBJECT = 200
ORPHAN_AGE = timedelta(days=1)
ROOT = "evidence"
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class Position:
    """Where a photo was taken, in WGS 84 degrees; accuracy in metres."""

    latitude: Decimal
    longitude: Decimal
    accuracy_m: int | None = None


def attach(
    subject: Subject | models.Model,
    *,
    content: bytes,
    name: str,
    kind: str = Kind.FILE,
    key: str = "",
    note: str = "",
    taken_at: datetime | None = None,
    position: Position | None = None,
    by: Actor,
    now: datetime,
) -> Attachment:
    """Keep a file with a subject. The same ``key`` twice keeps it once.

    ValidationError where the content is none that we keep or the key was used for another
    content; StaleState where the subject is frozen.
    """
    subject = subject_of(subject)
    require(by, subject, "attach")
    if kind not in Kind.values:
        raise ValidationError(_("This kind of attachment is not known."))
    _check_position(position)
    found = sniff(content)
    if kind == Kind.SIGNATURE:
        check_signature(content)
    if kind == Kind.PHOTO and not found.media_type.startswith("image/"):
        raise ValidationError(_("A photo is expected here."))
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        folder = _folder(subject)
        if earlier := _earlier(folder, key, digest):
            return earlier
        _open(folder)
        # Another upload with this key may have come in before the lock was ours.
        if earlier := _earlier(folder, key, digest):
            Folder.objects.filter(pk=folder.pk).update(added=F("added") - 1)
            return earlier
        row: Attachment = Attachment.objects.create(
            folder=folder,
            kind=kind,
            name=_clean_name(name, found.ending),
            note=note.strip()[:200],
            size=len(content),
            media_type=found.media_type,
            sha256=digest,
            path=_store(content, digest),
            key=key or uuid4().hex,
            round=folder.round,
            uploaded_by_id=by.id if by.kind == "staff" else None,
            uploader_name=by.name,
            uploaded_at=now,
            taken_at=taken_at,
            latitude=position.latitude if position else None,
            longitude=position.longitude if position else None,
            accuracy_m=position.accuracy_m if position else None,
        )
        changes = {"attachment": row.pk, "kind": kind, "sha256": digest, "size": row.size}
        audit(folder, "evidence.attach", by=by, now=now, changes=changes)
        announce(
            EvidenceAttached(
                attachment_id=row.pk,
                subject_type=subject.type,
                subject_id=subject.id,
                kind=row.kind,
                uploaded_by=row.uploaded_by_id,
            ),
            now=now,
        )
    return row


def attach_signature(
    subject: Subject | models.Model, *, drawn: str, key: str = "", by: Actor, now: datetime
) -> Attachment:
    """Keep what was drawn in the signature field, a ``data:image/png;base64,…`` address."""
    head, _comma, data = drawn.partition(",")
    if head != "data:image/png;base64" or len(data) > MAX_SIGNATURE * 4 // 3 + 4:
        raise ValidationError(_("The signature cannot be read. Please sign again."))
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ValidationError(_("The signature cannot be read. Please sign again.")) from None
    name = f"{by.name}.png"
    return attach(subject, content=content, name=name, kind=Kind.SIGNATURE, key=key, by=by, now=now)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, reason: str, by: Actor, now: datetime) -> None:
    """Take an attachment out before it is frozen; the record that it was there stays."""
    require(by, attachment.folder.subject, "remove")
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    won = Attachment.objects.filter(
        pk=attachment.pk, frozen_at__isnull=True, removed_at__isnull=True
    ).update(removed_at=now)
    if not won:
        raise StaleState(_("This file can no longer be removed."))
    changes = {"attachment": attachment.pk, "sha256": attachment.sha256}
    audit(attachment.folder, "evidence.remove", by=by, now=now, changes=changes, reason=reason)


@transaction.atomic
def freeze(subject: Subject | models.Model, *, by: Actor, now: datetime) -> list[str]:
    """From now on nothing is added or removed; returns the digests that are frozen.

    Called by the owning app's action, which has checked its own right. Freezing again is harmless.
    """
    subject = subject_of(subject)
    folder = _folder(subject)
    won = Folder.objects.filter(pk=folder.pk, frozen_at__isnull=True).update(frozen_at=now)
    rows = Attachment.objects.filter(folder=folder, removed_at__isnull=True)
    if won:
        rows.filter(frozen_at__isnull=True).update(frozen_at=now)
    digests = list(rows.order_by("id").values_list("sha256", flat=True))
    if won:
        changes = {"round": folder.round, "digests": digests}
        audit(folder, "evidence.freeze", by=by, now=now, changes=changes)
        announce(
            EvidenceFrozen(
                subject_type=subject.type,
                subject_id=subject.id,
                round=folder.round,
                digests=digests,
            ),
            now=now,
        )
    return digests


@transaction.atomic
def open_round(subject: Subject | models.Model, *, reason: str, by: Actor, now: datetime) -> int:
    """Let evidence be added again after a return; what was frozen stays frozen. The new round."""
    subject = subject_of(subject)
    folder = _folder(subject)
    won = Folder.objects.filter(pk=folder.pk, frozen_at__isnull=False).update(
        frozen_at=None, round=F("round") + 1
    )
    folder.refresh_from_db()
    if won:
        changes = {"round": folder.round}
        audit(folder, "evidence.open_round", by=by, now=now, changes=changes, reason=reason)
    return folder.round


def clean_orphans(*, now: datetime, limit: int = 500) -> int:
    """Delete stored files to which nothing refers and that are older than a day."""
    cleaned = 0
    for folder in _listed(ROOT)[0]:
        for name in _listed(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if cleaned >= limit:
                return cleaned
            if Attachment.objects.filter(path=path, removed_at__isnull=True).exists():
                continue
            # A file may be older than its row's commit: leave young ones to their upload.
            if default_storage.get_modified_time(path) < now - ORPHAN_AGE:
                default_storage.delete(path)
                cleaned += 1
    return cleaned


def _folder(subject: Subject) -> Folder:
    names = {"subject_type": subject.type, "subject_id": subject.id}
    found = Folder.objects.filter(**names).first()
    if found:
        return found
    try:
        with transaction.atomic():
            made: Folder = Folder.objects.create(**names)
            return made
    except IntegrityError:
        return Folder.objects.get(**names)


def _open(folder: Folder) -> None:
    """Take the folder's row: an upload and a freeze cannot both come first."""
    rows = Folder.objects.filter(pk=folder.pk, frozen_at__isnull=True)
    if not rows.update(added=F("added") + 1):
        raise StaleState(_("The files of this record are frozen; nothing can be added."))
    folder.refresh_from_db()
    if folder.added > MAX_PER_SUBJECT:
        raise ValidationError(
            _("A record holds at most {limit} files.").format(limit=MAX_PER_SUBJECT)
        )


def _earlier(folder: Folder, key: str, digest: str) -> Attachment | None:
    row = Attachment.objects.filter(folder=folder, key=key).first() if key else None
    if row and row.sha256 != digest:
        raise ValidationError(_("This upload key was already used for another file."))
    return row


def _store(content: bytes, digest: str) -> str:
    path = f"{ROOT}/{digest[:2]}/{digest}"
    if default_storage.exists(path):
        if Attachment.objects.filter(path=path, removed_at__isnull=True).exists():
            return path
        default_storage.delete(path)  # written anew, so that the clean-up sees a young file
    stored = default_storage.save(path, ContentFile(content))
    # Somebody stored the same content a moment earlier: both copies are whole.
    return str(stored)


def _clean_name(name: str, ending: str) -> str:
    """A harmless name whose ending tells what the content is."""
    plain = UNSAFE.sub("_", name).strip(" ._") or "file"
    stem, dot, last = plain.rpartition(".")
    same = {"jpeg": "jpg", "heif": "heic"}.get(last.lower(), last.lower()) == ending
    if dot and same:
        return f"{stem[:100]}.{last.lower()}"
    return f"{plain[:100]}.{ending}"


def _check_position(position: Position | None) -> None:
    if position is None:
        return
    inside = abs(position.latitude) <= 90 and abs(position.longitude) <= 180
    accuracy = position.accuracy_m
    if not inside or (accuracy is not None and not 0 <= accuracy <= 1_000_000):
        raise ValidationError(_("The position cannot be right."))


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(path)
    except FileNotFoundError:
        return [], []
    return list(folders), list(files)
