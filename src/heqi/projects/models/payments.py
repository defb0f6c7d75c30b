"""Money received for a project. Rows are never changed; a reversal is a row of its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Unit
from heqi.projects.models.households import Household
from heqi.projects.models.projects import Project


class Method(models.TextChoices):
    """How it was paid."""

    CASH = "cash", pgettext_lazy("payment", "Cash")
    CARD = "card", pgettext_lazy("payment", "Bank card")
    QR = "qr", pgettext_lazy("payment", "QR code")
    TRANSFER = "transfer", pgettext_lazy("payment", "Bank transfer")
    MIXED = "mixed", pgettext_lazy("payment", "Several ways")


class Payment(models.Model):
    """A receipt, or with a negative amount the reversal of one.

    ``bill_ref`` names what was paid where the money was taken at a till; "" is a bank transfer.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="payments")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="payments")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    method = models.CharField(
        pgettext_lazy("installation", "paid by"), max_length=10, choices=Method
    )
    receipt_no = models.CharField(_("receipt number"), max_length=40)
    bill_ref = models.CharField(_("bill"), max_length=60, blank=True)
    payer = models.CharField(_("payer"), max_length=120, blank=True)
    received_at = models.DateTimeField(_("received"))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = _("payment")
        constraints = [
            # One receipt, one payment: the same one handed in twice is kept once.
            models.UniqueConstraint(
                fields=["company", "receipt_no"],
                condition=Q(reverses__isnull=True),
                name="project_receipt_once",
            ),
            models.UniqueConstraint(
                fields=["company", "bill_ref"],
                condition=Q(reverses__isnull=True) & ~Q(bill_ref=""),
                name="project_bill_once",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
                name="project_payment_sign",
            ),
        ]
        indexes = [models.Index(fields=["company", "received_at"], name="project_payment_day")]

    def __str__(self) -> str:
        return f"{self.receipt_no} {self.amount}"
