"""Evidence registered beside a clause."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.compendium.models.people import CompanyQuerySet
from heqi.people.models import Staff, Unit


class Proof(models.Model):
    """What shows that a clause was kept in a month (framework/5.2.1.6): a sentence, with a file, a
    photo or the address of a record. Files hang on it as evidence. What was withdrawn stays in the
    list with its reason and counts no more."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clause = models.CharField(_("clause"), max_length=80)
    month = models.DateField(_("month"))
    text = models.CharField(_("what it shows"), max_length=200)
    record = models.CharField(_("record"), max_length=200, blank=True)
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_for = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("evidence of a clause")
        indexes = [models.Index(fields=["company", "month", "clause"], name="proof_of_month")]

    def __str__(self) -> str:
        return f"{self.clause} {self.month:%Y-%m}: {self.text}"
