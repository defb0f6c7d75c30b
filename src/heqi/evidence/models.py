"""A folder per subject, attachments in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.evidence.subjects import Subject
from heqi.people.models import Staff


class Kind(models.TextChoices):
    """What an attachment is meant as."""

    FILE = "file", _("File")
    PHOTO = "photo", _("Photo")
    SIGNATURE = "signature", _("Signature")


class Folder(models.Model):
    """The attachments of one subject. One row, so that adding and freezing meet at one lock."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    added = models.PositiveIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["subject_type", "subject_id"]
        verbose_name = _("folder")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="folder_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"

    @property
    def subject(self) -> Subject:
        """What the folder belongs to."""
        return Subject(self.subject_type, self.subject_id)


class Attachment(models.Model):
    """One file as it came: name, size, digest; the content lies under its digest."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size"))
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    round = models.PositiveSmallIntegerField(default=1)
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    uploader_name = models.CharField(_("uploaded by"), max_length=80)
    uploaded_at = models.DateTimeField(_("time"))
    taken_at = models.DateTimeField(_("taken at"), null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    frozen_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        verbose_name = _("attachment")
        constraints = [
            models.UniqueConstraint(fields=["folder", "key"], name="attachment_once"),
        ]
        indexes = [
            models.Index(fields=["path"], condition=Q(removed_at__isnull=True), name="kept_path"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_frozen(self) -> bool:
        """Whether it can no longer be removed."""
        return self.frozen_at is not None

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it in place."""
        return self.media_type in ("image/jpeg", "image/png", "image/webp", "image/gif")
