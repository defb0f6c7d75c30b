"""The stages of a project: who is responsible, planned and actual days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.people.models import Staff, Unit
from heqi.projects.models.projects import Project
from heqi.projects.states import STAGES, Status


class Stage(models.Model):
    """One stage; ``limit_clause`` says where its planned end comes from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stages")
    code = models.CharField(_("stage"), max_length=12, choices=Status)
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    posts = models.JSONField(default=list)
    assignee = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible")
    )
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    finished_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(_("remark"), max_length=1000, blank=True)

    class Meta:
        ordering = ["project", "position"]
        verbose_name = _("stage")
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="stage_once"),
            models.CheckConstraint(condition=models.Q(code__in=STAGES), name="stage_is_no_end"),
        ]
        indexes = [models.Index(fields=["unit", "project"], name="stage_unit")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.code}"
