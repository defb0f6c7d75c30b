"""Reading evidence: always through the owning app's resolver."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from heqi.evidence.access import require
from heqi.evidence.models import Attachment, Folder
from heqi.evidence.subjects import Subject, subject_of
from heqi.ledger.actors import Actor
from heqi.people.access import refuse


@dataclass(frozen=True, slots=True)
class Content:
    """An attachment with its bytes, checked against the digest."""

    attachment: Attachment
    content: bytes


def attachments_of(
    actor: Actor, subject: Subject | models.Model, *, kind: str = ""
) -> list[Attachment]:
    """What belongs to a subject, oldest first; Refused where the actor may not read it."""
    subject = subject_of(subject)
    require(actor, subject, "read")
    rows = Attachment.objects.filter(
        folder__subject_type=subject.type, folder__subject_id=subject.id, removed_at__isnull=True
    ).select_related("folder")
    return list(rows.filter(kind=kind) if kind else rows)


def get_attachment(actor: Actor, pk: int) -> Attachment:
    """One attachment; what does not exist is refused like what may not be read."""
    row = Attachment.objects.select_related("folder").filter(pk=pk, removed_at__isnull=True).first()
    if row is None:
        raise refuse(_("You may not read the files of this record."))
    require(actor, row.folder.subject, "read")
    return row


def read_attachment(actor: Actor, pk: int) -> Content:
    """The bytes of an attachment, exactly those that came; ValidationError where they changed."""
    row = get_attachment(actor, pk)
    try:
        with default_storage.open(row.path) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise ValidationError(_("The stored file is missing or damaged. Tell your administrator."))
    return Content(row, content)


def picture_for(actor: Actor) -> Callable[[str], bytes]:
    """For a sheet of paper: the file at an attachment's address, b"" where he may not read it."""

    def _read(address: str) -> bytes:
        try:
            found = resolve(address)
            if found.view_name != "evidence:download":
                return b""
            return read_attachment(actor, found.kwargs["pk"]).content
        except (PermissionDenied, Resolver404, ValidationError):
            return b""

    return _read


def count_of(subject: Subject | models.Model, *, kind: str = "") -> int:
    """How many attachments a subject has; for the owning app's own conditions."""
    subject = subject_of(subject)
    rows = Attachment.objects.filter(
        folder__subject_type=subject.type, folder__subject_id=subject.id, removed_at__isnull=True
    )
    return (rows.filter(kind=kind) if kind else rows).count()


def is_frozen(subject: Subject | models.Model) -> bool:
    """Whether nothing can be added at present."""
    subject = subject_of(subject)
    return Folder.objects.filter(
        subject_type=subject.type, subject_id=subject.id, frozen_at__isnull=False
    ).exists()
