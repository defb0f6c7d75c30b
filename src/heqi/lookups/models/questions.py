"""What a viewer is asked on the day itself about looks that nothing explains yet."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit


class DayQuestionQuerySet(models.QuerySet["DayQuestion"]):
    """Reads of questions."""

    def about(self, actor: Actor) -> "models.QuerySet[DayQuestion]":
        """The actor's own."""
        own = self.filter(staff_id=actor.id or 0)
        return own if actor.kind == "staff" else self.none()


class DayQuestion(models.Model):
    """One viewer's looks of a day without business so far; his word goes with a later case.

    It accuses nobody: late orders may still be entered (data-entry/9.3).
    """

    company = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="day_questions")
    day = models.DateField(pgettext_lazy("look-up case", "day"))
    looks = models.PositiveIntegerField()
    customers = models.PositiveIntegerField()
    asked_at = models.DateTimeField(pgettext_lazy("look-up case", "asked"))
    # One line for each time that he was asked and answered.
    answer = models.TextField(pgettext_lazy("look-up case", "answer"), blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = DayQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "staff"]
        verbose_name = pgettext_lazy("look-up case", "question of the day")
        constraints = [models.UniqueConstraint(fields=["staff", "day"], name="day_question_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.day}"
