"""Sheets between departments: business contact (业务联系单) and priority (优先处理单)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.authority.access import VIEW
from heqi.authority.models.due import Due
from heqi.authority.models.uses import Use
from heqi.authority.states import SheetKind, SheetStatus
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def visible_to(self, actor: Actor) -> "models.QuerySet[Sheet]":
        """Those issued by or sent to the units that the actor's right covers."""
        return within(self, actor, VIEW) | within(self, actor, VIEW, unit="receiver")


class Sheet(Due):
    """What one department asks of another, by when, by whom."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(
        pgettext_lazy("authority", "kind"), max_length=10, choices=SheetKind.choices
    )
    use = models.OneToOneField(Use, models.PROTECT, related_name="sheet")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("to"))
    matter = models.TextField(pgettext_lazy("authority", "matter"))
    responsible = models.CharField(_("person responsible"), max_length=60, blank=True)
    finish_on = models.DateField(_("to be finished on"), null=True)
    status = models.CharField(
        _("state"), max_length=14, choices=SheetStatus.choices, default=SheetStatus.ISSUED
    )
    issued_at = models.DateTimeField(_("issued"))
    issuer_name = models.CharField(max_length=80)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    report = models.TextField(pgettext_lazy("authority", "what was done"), blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("sheet between departments")
        verbose_name_plural = _("sheets between departments")
        indexes = [
            models.Index(fields=["company", "-issued_at"], name="authority_sheet_list"),
            models.Index(
                fields=["receiver", "queue_at"],
                condition=Q(is_open=True),
                name="authority_sheet_queue",
            ),
        ]

    def __str__(self) -> str:
        return self.number
