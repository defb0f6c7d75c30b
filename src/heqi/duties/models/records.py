"""What was done about an occurrence: evidence, who took part, what follows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.duties.models.duties import Occurrence
from heqi.duties.specs import post_name, word_of
from heqi.people.models import Staff


class Evidence(models.Model):
    """One piece of evidence; ``key`` lets the same thing be told twice and kept once."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="records")
    kind = models.CharField(_("kind of evidence"), max_length=30)
    text = models.TextField(_("what was done"), blank=True)
    reference = models.CharField(_("number"), max_length=80, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    done_at = models.DateTimeField(_("done"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("recorded by"), max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["done_at", "id"]
        verbose_name = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "key"], name="duty_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}".strip()

    @property
    def word(self) -> str:
        """The kind in the user's language."""
        return word_of("evidence", self.kind)


class Participant(models.Model):
    """Who was to take part, and whether he came himself."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="participants")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=40)
    came = models.BooleanField(_("in person"), null=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("participant")
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "post", "name"], name="duty_participant_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def post_text(self) -> str:
        """The post as the policies call it."""
        return post_name(self.post)


class FollowUp(models.Model):
    """Something that a visit or check left to be done."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="follow_ups")
    text = models.CharField(_("what is to be done"), max_length=300)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by whom"))
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("follow-up")
        indexes = [
            models.Index(
                fields=["staff", "due_on"],
                condition=models.Q(done_at__isnull=True),
                name="duty_follow_up_open",
            )
        ]

    def __str__(self) -> str:
        return self.text
