"""Customer data taken out of the system beyond a few rows: asked for, approved, fetched."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Staff, Unit
from heqi.rulebook.flow import Flow, Move


class ExportForm(models.TextChoices):
    """What leaves the system."""

    EXCEL = "excel", "Excel"
    PRINT = "print", pgettext_lazy("export", "Print")


class ExportState(models.TextChoices):
    """Where a request stands."""

    PENDING = "pending", pgettext_lazy("export", "Waiting for approval")
    READY = "ready", pgettext_lazy("export", "Approved")
    REFUSED = "refused", pgettext_lazy("export", "Refused")


EXPORT_FLOW = Flow(
    ExportState.PENDING.value,
    moves=[
        Move("grant", [ExportState.PENDING.value], ExportState.READY.value),
        Move("refuse", [ExportState.PENDING.value], ExportState.REFUSED.value),
    ],
)


class Export(models.Model):
    """A request to take out the rows ``ids``, frozen when it was asked; ``until`` ends the link."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=20, default="customers")
    form = models.CharField(max_length=6, choices=ExportForm.choices)
    ids = models.JSONField(default=list)
    rows = models.PositiveIntegerField(pgettext_lazy("export", "rows"))
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(
        _("state"), max_length=8, choices=ExportState.choices, default=ExportState.PENDING
    )
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = pgettext_lazy("export", "export of customers")
        indexes = [models.Index(fields=["staff", "-id"], name="export_staff")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What is taken out, in the user's language."""
        from heqi.customers.sheets import sheet_of

        return str(sheet_of(self.sheet).title)
