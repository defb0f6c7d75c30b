"""The governing clock as a row keeps it for lists."""

from datetime import datetime

from django.db import models

from heqi.policies.deciding import spoken_chinese


class Due(models.Model):
    """Columns that are copied from the governing clock."""

    is_open = models.BooleanField(default=True, editable=False)
    due_at = models.DateTimeField(null=True)
    due_title_zh = models.CharField(max_length=80, blank=True)
    due_title_en = models.CharField(max_length=120, blank=True)
    due_clause = models.CharField(max_length=80, blank=True)
    due_mark = models.CharField(max_length=12, blank=True)
    queue_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def due_title(self) -> str:
        """What is due, in the user's language."""
        return self.due_title_zh if spoken_chinese() else self.due_title_en

    def is_late(self, now: datetime) -> bool:
        """Whether the governing limit has passed."""
        return bool(self.is_open and self.due_at and now > self.due_at)
