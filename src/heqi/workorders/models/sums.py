"""Material used and money asked for."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.workorders.models.orders import WorkOrder

CUSTOMER = "customer"


class MaterialLine(models.Model):
    """Material of an order: issued = used + returned."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="materials")
    code = models.CharField(_("code"), max_length=30, blank=True)
    name = models.CharField(_("material"), max_length=80)
    measure = models.CharField(_("unit of measure"), max_length=10, blank=True)
    issued = models.DecimalField(_("issued"), max_digits=10, decimal_places=3)
    used = models.DecimalField(_("used"), max_digits=10, decimal_places=3)
    returned = models.DecimalField(_("returned"), max_digits=10, decimal_places=3)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["id"]
        verbose_name = _("material")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued=models.F("used") + models.F("returned"))
                & Q(used__gte=0)
                & Q(returned__gte=0),
                name="material_balances",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.used}"

    @property
    def amount(self) -> Decimal:
        """What the used material costs."""
        return (self.used * self.price).quantize(Decimal("0.01"))


class FeeLine(models.Model):
    """Money asked for, of whom; ``waived`` is the part not taken, with the clause that allows it
    and the number of the use of authority that it is.

    What somebody else than the customer bears says by which clause (the company) or on which
    ground (the maker's warranty, a third party that is liable).
    """

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="fees")
    kind = models.CharField(_("fee"), max_length=12)
    name = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    waived = models.DecimalField(_("waived"), max_digits=12, decimal_places=2, default=Decimal(0))
    clause = models.CharField(max_length=80, blank=True)
    use_number = models.CharField(_("use of authority"), max_length=20, blank=True)
    payer = models.CharField(_("borne by"), max_length=12, default="customer")
    payer_clause = models.CharField(max_length=80, blank=True)
    payer_note = models.CharField(_("ground"), max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("fee")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(waived__gte=0) & Q(waived__lte=models.F("amount")),
                name="fee_waived_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def due(self) -> Decimal:
        """What its payer pays."""
        return self.amount - self.waived

    @property
    def payable(self) -> Decimal:
        """What the customer pays."""
        return self.due if self.payer == CUSTOMER else Decimal(0)
