"""Service plans, and what departments do: improvements, trainings, meetings, suggestions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance import actions, models
from heqi.governance import forms as ours
from heqi.governance.access import IMPROVE, LEAD, SUGGEST
from heqi.governance.views.kinds.kind import Kind, Step, of_company, of_unit, people
from heqi.governance.views.links import inspections_of, source_of


def _there(row: Any) -> str:
    if row.status != "held":
        return ""
    return _("{there} of {all}").format(there=row.there, all=row.there + row.missing)


def _absent(row: Any) -> str:
    return "、".join(one.name for one in row.absent.all()[:60])


KINDS = [
    Kind(
        "plans", pgettext_lazy("menu", "Service plans"), "inspection/5.1", models.ServicePlan,
        pgettext_lazy("service plan", "Write a plan"), ours.PlanForm,
        of_company(actions.write_plan), LEAD, company=True,
        search=("aims", "measures"),
        columns=[
            (pgettext_lazy("service plan", "Period"), str, "starts_on"),
            (pgettext_lazy("service plan", "Aims"), lambda row: row.aims[:60], ""),
            (pgettext_lazy("service plan", "Special inspections"),
             lambda row: row.inspections, ""),
            (_("By"), lambda row: row.made_by, "made_by"),
            (pgettext_lazy("service plan", "Issued on"),
             lambda row: row.issued_at, "issued_at"),
        ],
        terms=[
            (pgettext_lazy("service plan", "Aims"), lambda row: row.aims),
            (pgettext_lazy("service plan", "Measures"), lambda row: row.measures),
            (pgettext_lazy("service plan", "Special inspections"), inspections_of),
            (pgettext_lazy("service plan", "Issued on"), lambda row: row.issued_at),
        ],
        steps=[
            Step("issue", pgettext_lazy("service plan", "Issue the plan"),
                 actions.issue_plan, None, LEAD, ("draft",)),
            Step("change", pgettext_lazy("service plan", "Change the words"),
                 actions.change_plan, ours.PlanTextForm, LEAD, ("draft",)),
        ],
        related=("unit", "company", "inspections__unit"),
    ),
    Kind(
        "improvements", pgettext_lazy("menu", "Improvements"), "conduct/2.3(3)",
        models.Improvement, pgettext_lazy("improvement", "Plan an improvement"),
        ours.ImprovementForm, of_unit(actions.make_improvement), IMPROVE,
        search=("number", "title", "owner"),
        columns=[
            (_("To be finished on"),
             lambda row: row.due_on or row.plan_by, "due_on"),
            (_("Number"), lambda row: row.number, "number"),
            (pgettext_lazy("improvement", "Gap in a few words"),
             lambda row: row.title, "title"),
            (_("Department"), lambda row: row.unit, "unit__path"),
            (_("Person responsible"), lambda row: row.owner, "owner"),
            (pgettext_lazy("improvement", "Progress"),
             lambda row: f"{row.percent}%", "percent"),
        ],
        terms=[
            (pgettext_lazy("improvement", "Gap"), lambda row: row.gap),
            (pgettext_lazy("improvement", "Measures"), lambda row: row.measures),
            (_("Person responsible"), lambda row: row.owner),
            (pgettext_lazy("improvement", "Plan due"),
             lambda row: row.plan_by if row.status == "wanted" else None),
            (_("To be finished on"), lambda row: row.due_on),
            (_("Progress (%)"), lambda row: row.percent),
            (_("Raised by"), source_of),
            (pgettext_lazy("improvement", "Effect"), lambda row: row.effect),
        ],
        steps=[
            Step("plan", pgettext_lazy("improvement", "Plan how it is closed"),
                 actions.plan_improvement, ours.PlannedForm, IMPROVE, ("wanted",)),
            Step("progress", pgettext_lazy("improvement", "Report progress"),
                 actions.report_progress, ours.ProgressForm, IMPROVE, ("open",)),
            Step("finish", pgettext_lazy("improvement", "It is done"),
                 actions.finish_improvement, ours.EffectForm, IMPROVE, ("open",)),
            Step("postpone", pgettext_lazy("improvement", "Allow a later day"),
                 actions.postpone_improvement, ours.PostponedForm, LEAD, ("open",)),
        ],
    ),
    Kind(
        "sessions", pgettext_lazy("menu", "Trainings and meetings"), "conduct/2.3(4)",
        models.Session, pgettext_lazy("session", "Record it"), ours.SessionForm,
        of_unit(actions.record_session), IMPROVE,
        search=("subject", "led_by"),
        columns=[
            (pgettext_lazy("session", "Held on"), lambda row: row.held_on, "held_on"),
            (pgettext_lazy("session", "Kind"), lambda row: row.get_kind_display(), "kind"),
            (_("Subject"), lambda row: row.subject, "subject"),
            (_("Department"), lambda row: row.unit, "unit__path"),
            (_("Led by"), lambda row: row.led_by, "led_by"),
            (_("Who was there"), _there, "there"),
        ],
        terms=[
            (pgettext_lazy("session", "Held on"), lambda row: row.held_on),
            (pgettext_lazy("session", "Kind"), lambda row: row.get_kind_display()),
            (_("Led by"), lambda row: row.led_by),
            (pgettext_lazy("session", "Content"), lambda row: row.content),
            (_("Who was there"), people),
            (pgettext_lazy("session", "Absent"), _absent),
        ],
        steps=[
            Step("attend", pgettext_lazy("session", "Record who was there"),
                 actions.record_attendance, ours.AttendForm, IMPROVE, ("planned",)),
            Step("move", pgettext_lazy("session", "Move it to another day"),
                 actions.move_session, ours.MovedForm, IMPROVE, ("planned",)),
            Step("cancel", pgettext_lazy("session", "Cancel it"),
                 actions.cancel_session, ours.ReasonForm, IMPROVE, ("planned",)),
        ],
    ),
    Kind(
        "ideas", pgettext_lazy("menu", "Suggestions"), "conduct/2.3(5)", models.Idea,
        pgettext_lazy("idea", "Suggest an improvement"), ours.IdeaForm,
        of_unit(actions.file_idea), SUGGEST,
        search=("number", "title", "staff__name"),
        columns=[
            (_("Number"), lambda row: row.number, "number"),
            (_("In a few words"), lambda row: row.title, "title"),
            (pgettext_lazy("idea", "By"), lambda row: row.staff.name, "staff__name"),
            (_("Unit"), lambda row: row.unit, "unit__path"),
            (_("Filed"), lambda row: row.filed_at, "filed_at"),
            (_("Answer due"),
             lambda row: row.answer_by if row.status == "filed" else None, "answer_by"),
        ],
        terms=[
            (pgettext_lazy("idea", "Suggestion"), lambda row: row.text),
            (pgettext_lazy("idea", "By"), lambda row: f"{row.staff.name} {row.unit}"),
            (_("Answer due"), lambda row: row.answer_by),
            (_("Answer"), lambda row: f"{row.answer} {row.answered_by}".strip()),
            (pgettext_lazy("improvement", "Effect"), lambda row: row.effect),
        ],
        steps=[
            Step("answer", pgettext_lazy("idea", "Answer it"),
                 actions.answer_idea, ours.AnswerForm, LEAD, ("filed",)),
            Step("carry_out", pgettext_lazy("idea", "It is in use"),
                 actions.carry_out_idea, ours.EffectForm, LEAD, ("adopted",)),
        ],
        related=("unit", "staff"),
    ),
]  # fmt: skip
