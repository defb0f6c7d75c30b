"""Emergency openings and pauses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.people.models import Staff, Unit


class GlassOpening(models.Model):
    """Break-glass: one customer, a few minutes, the supervisor is told at once."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=200)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("emergency opening")
        indexes = [models.Index(fields=["company", "-opened_at"], name="glass_company")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.party_id}"


class Pause(models.Model):
    """Somebody's look-ups rest for a time after a burst; the right itself stays."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    company = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=8)
    since = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("pause of look-ups")
        indexes = [models.Index(fields=["staff", "-until"], name="pause_staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.until:%m-%d %H:%M}"
