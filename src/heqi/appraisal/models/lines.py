"""One record that costs or earns points: which, why, by which clause."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from heqi.appraisal.models.months import Sheet
from heqi.people.models import Staff
from heqi.policies.deciding import spoken_chinese


class Line(models.Model):
    """A record in a department's month.

    ``source_*`` name what is counted, ``about_*`` the record that it belongs to and opens.
    ``clause`` is what was not kept (or what rewards it), ``points_clause`` what makes it cost
    points, ``mark`` who set the figure. Where the policy leaves a range, ``least`` and ``most``
    bound what the review may set. ``struck_at`` strikes a line; ``freed_at`` leaves it to the
    department and takes it off the person; not ``for_unit`` counts for the person only, because
    a decision costs the department its points already; ``corrects`` names the closed month that
    a line puts right.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    item = models.CharField(max_length=20)
    record = models.CharField(max_length=30)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    least = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    most = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=80)
    points_clause = models.CharField(max_length=80)
    mark = models.CharField(max_length=12, blank=True)
    source_type = models.CharField(max_length=60)
    source_id = models.CharField(max_length=40)
    source_number = models.CharField(max_length=60)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    for_staff = models.BooleanField(default=False)
    for_unit = models.BooleanField(default=True)
    at = models.DateTimeField()
    corrects = models.DateField(null=True)
    set_at = models.DateTimeField(null=True)
    set_reason = models.CharField(max_length=500, blank=True)
    set_by = models.CharField(max_length=80, blank=True)
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.CharField(max_length=500, blank=True)
    struck_by = models.CharField(max_length=80, blank=True)
    freed_at = models.DateTimeField(null=True)
    freed_reason = models.CharField(max_length=500, blank=True)
    freed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["item", "at", "id"]
        verbose_name = pgettext_lazy("appraisal", "line")
        constraints = [
            # Three of them, because SQLite takes no two empty values for the same. A correction
            # takes a record off one person and gives it to another.
            models.UniqueConstraint(
                fields=["sheet", "item", "source_type", "source_id", "corrects", "staff"],
                name="appraisal_correction_once",
            ),
            models.UniqueConstraint(
                fields=["sheet", "item", "source_type", "source_id", "corrects"],
                condition=Q(staff=None),
                name="appraisal_correction_once_unit",
            ),
            models.UniqueConstraint(
                fields=["sheet", "item", "source_type", "source_id"],
                condition=Q(corrects=None),
                name="appraisal_line_once",
            ),
            models.CheckConstraint(condition=~Q(points=0), name="appraisal_line_counts"),
            models.CheckConstraint(
                condition=Q(least__isnull=True)
                | Q(corrects__isnull=False)
                | Q(points__gte=F("least"), points__lte=F("most")),
                name="appraisal_line_in_range",
            ),
        ]
        indexes = [models.Index(fields=["staff", "sheet"], name="appraisal_line_staff")]

    def __str__(self) -> str:
        return f"{self.source_number} {self.points}"

    def get_absolute_url(self) -> str:
        """The page that says what of its record counts."""
        return reverse("appraisal:line", args=[self.pk])

    @property
    def words(self) -> str:
        """What it is about, in the user's language where there are two."""
        return self.title if spoken_chinese() or not self.title_en else self.title_en

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it counts, the same whenever the month is added up."""
        corrects = f"{self.corrects:%Y-%m} {self.staff_id}" if self.corrects else ""
        return self.item, self.source_type, self.source_id, corrects
