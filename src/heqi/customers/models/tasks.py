"""Tasks of master data: what has to be created or updated, by when (data-entry/6.3, 6.4)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models.parties import Party
from heqi.customers.models.premises import PlacedQuerySet
from heqi.customers.models.supply import ServicePoint
from heqi.customers.states import TaskState
from heqi.people.models import Unit


class TaskKind(models.TextChoices):
    """Facts of the question ``data.limits``."""

    CREATE = "master_data", pgettext_lazy("task", "Create master data")
    UPDATE = "update", _("Update customer information")


class MasterDataTask(models.Model):
    """Somebody asks for master data; the limit runs from ``received_at``.

    ``source_type`` and ``source_id`` name the record of a higher app that asks (plain values);
    ``due_at`` and ``clause`` are copies of the governing clock for the list.
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=TaskKind.choices)
    title = models.CharField(_("what is to be done"), max_length=120)
    detail = models.TextField(_("details"), max_length=1000, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="master_tasks"
    )
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, null=True, blank=True, related_name="master_tasks"
    )
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    source_number = models.CharField(_("comes from"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN
    )
    received_at = models.DateTimeField(_("task received"))
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    finished_at = models.DateTimeField(_("done at"), null=True, blank=True)
    finished_by_id = models.BigIntegerField(null=True, editable=False)
    finished_by = models.CharField(_("done by"), max_length=80, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("task of master data")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_type", "source_id"],
                condition=~Q(source_id=""),
                name="master_task_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "due_at"], name="master_task_due"),
            models.Index(fields=["company", "-id"], name="master_task_company"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_late(self, now: datetime) -> bool:
        """Whether the limit was or is broken as of ``now``."""
        return self.due_at is not None and (self.finished_at or now) > self.due_at
