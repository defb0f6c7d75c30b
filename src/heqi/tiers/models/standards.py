"""The method and standards as customer service confirmed them, and who is in charge where."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.models import Staff, Unit
from heqi.policies.models import Decision


class Standard(models.Model):
    """The standards in force on a day, confirmed for a company (tiering/7.2-10)."""

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    version = models.CharField(_("version of the policies"), max_length=80)
    pack_sha256 = models.CharField(max_length=64)
    figure = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    confirmer_name = models.CharField(_("confirmed by"), max_length=80)
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        ordering = ["-confirmed_at", "-id"]
        verbose_name = _("standards of tiering")
        indexes = [models.Index(fields=["company", "-confirmed_at"], name="tier_standard_last")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.version}"


class Responsible(models.Model):
    """Who is concretely in charge of tiering in a department (tiering/3.3.1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tier_keepers")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    named_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["unit", "-since", "-id"]
        verbose_name = _("person in charge of tiering")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="tier_keeper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.staff_id}"


class DailyCheck(models.Model):
    """That the customers of a company were looked through on a day: once, whoever runs the loop."""

    company = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(pgettext_lazy("a check", "time"))

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["company", "day"], name="tier_daily_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.day}"
