"""What the pages show of each kind of record: columns, terms, forms and steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from heqi.governance import actions, models
from heqi.governance import forms as ours
from heqi.governance.access import IMPROVE, LEAD, SUGGEST
from heqi.governance.views.links import agenda, papers, source_of
from heqi.people.models import Unit

Act = Callable[..., Any]
Value = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done to a row in one of the states."""

    name: str
    title: Any
    act: Act
    form: type[ours.ActedForm] | None
    right: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: ``company`` says that its new rows belong to the company.

    ``columns`` are heading, value and the field that sorts by it, if any; ``search`` are the fields
    that the text filter looks into, ``day`` the column that is red in what is late.
    """

    name: str
    label: Any
    clause: str
    model: type[models.Owned]
    new: Any
    form: type[ours.ActedForm]
    create: Act
    right: str
    columns: list[tuple[Any, Value, str]]
    terms: list[tuple[Any, Value]]
    steps: list[Step] = field(default_factory=list)
    related: tuple[str, ...] = ("unit",)
    company: bool = False
    search: tuple[str, ...] = ()


def _created(act: Act) -> Act:
    """An action that takes the company first."""

    def create(company: Unit, **given: Any) -> Any:
        return act(company, **given)

    return create


def _plain(act: Act) -> Act:
    """An action that names its unit itself."""

    def create(_company: Unit, **given: Any) -> Any:
        return act(**given)

    return create


def _votes(row: Any) -> str:
    return f"{row.votes_for} : {row.votes_against}" if row.votes_for is not None else ""


def _there(row: Any) -> str:
    return ngettext("{n} person", "{n} people", row.there).format(n=row.there) if row.there else ""


def _people(row: Any) -> str:
    return "、".join(one.name for one in row.present.all()[:60])


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind(
            "matters", pgettext_lazy("committee", "Matters"), "inspection/8.2", models.Matter,
            pgettext_lazy("committee", "Bring a matter"), ours.MatterForm,
            _plain(actions.ask_committee), LEAD,
            search=("number", "title", "source_number"),
            columns=[
                (_("Number"), lambda row: row.number, "number"),
                (pgettext_lazy("committee", "Matter"), lambda row: row.title, "title"),
                (_("Department concerned"), lambda row: row.unit, "unit__path"),
                (_("Raised by"), lambda row: row.source_number or row.asked_by, "source_number"),
                (pgettext_lazy("committee matter", "Decision due"),
                 lambda row: row.decide_by if row.status != "decided" else None, "decide_by"),
                (pgettext_lazy("committee", "Sitting"), lambda row: row.sitting, "sitting__at"),
            ],
            terms=[
                (_("Facts"), lambda row: row.text),
                (_("Raised by"), lambda row: source_of(row) or row.asked_by),
                (pgettext_lazy("committee", "Sitting"), lambda row: row.sitting),
                (pgettext_lazy("committee matter", "Decision due"), lambda row: row.decide_by),
                (_("Decision of the committee"), lambda row: row.outcome),
                (_("In favour : against"), _votes),
            ],
            steps=[
                Step("list", pgettext_lazy("committee", "Put it on an agenda"),
                     actions.list_matter, ours.ListForm, LEAD, ("asked",)),
                Step("decide", pgettext_lazy("committee", "Record the decision"),
                     actions.decide_matter, ours.DecideForm, LEAD, ("listed",)),
                Step("put_off", pgettext_lazy("committee", "Put it off"),
                     actions.put_off, ours.ReasonForm, LEAD, ("listed",)),
            ],
            related=("unit", "sitting"),
        ),
        Kind(
            "sittings", pgettext_lazy("committee", "Sittings"), "inspection/8.2", models.Sitting,
            pgettext_lazy("committee", "Call a sitting"), ours.SittingForm,
            _created(actions.call_sitting), LEAD, company=True,
            search=("number", "place"),
            columns=[
                (_("Number"), lambda row: row.number, "number"),
                (_("Time"), lambda row: row.at, "at"),
                (pgettext_lazy("where", "Place"), lambda row: row.place, "place"),
                (pgettext_lazy("committee", "Matters"), lambda row: row.listed, "listed"),
                (pgettext_lazy("committee", "Minutes due"),
                 lambda row: row.minutes_by if row.status != "closed" else None, "minutes_by"),
            ],
            terms=[
                (_("Time"), lambda row: row.at),
                (pgettext_lazy("where", "Place"), lambda row: row.place),
                (pgettext_lazy("committee", "Agenda"), agenda),
                (pgettext_lazy("committee", "To take note of"), papers),
                (pgettext_lazy("committee", "Members present"), _people),
                (pgettext_lazy("committee", "Minutes due"), lambda row: row.minutes_by),
                (_("Minutes"), lambda row: row.minutes),
            ],
            steps=[
                Step("hold", pgettext_lazy("committee", "Open the sitting"),
                     actions.hold_sitting, ours.HoldForm, LEAD, ("called",)),
                Step("close", pgettext_lazy("committee", "Keep the minutes and close"),
                     actions.close_sitting, ours.MinutesForm, LEAD, ("held",)),
            ],
        ),
        Kind(
            "members", pgettext_lazy("committee", "Members"), "inspection/8.2", models.Seat,
            pgettext_lazy("committee", "Name a member"), ours.SeatForm,
            _created(actions.name_member), LEAD, company=True,
            search=("staff__name", "staff__number"),
            columns=[
                (pgettext_lazy("a person", "Name"), lambda row: row.staff.name, "staff__name"),
                (pgettext_lazy("committee", "Office"),
                 lambda row: row.get_office_display(), "office"),
                (_("Unit"), lambda row: row.staff.unit, "staff__unit__path"),
                (_("From"), lambda row: row.since, "since"),
                (_("Until"), lambda row: row.until, "until"),
            ],
            terms=[
                (pgettext_lazy("committee", "Office"), lambda row: row.get_office_display()),
                (_("Unit"), lambda row: row.staff.unit),
                (_("From"), lambda row: row.since),
                (_("Until"), lambda row: row.until),
            ],
            steps=[
                Step("end", pgettext_lazy("committee", "Leaves the committee"),
                     actions.end_seat, None, LEAD, ("",)),
            ],
            related=("unit", "staff__unit"),
        ),
        Kind(
            "plans", pgettext_lazy("menu", "Service plans"), "inspection/5.1", models.ServicePlan,
            pgettext_lazy("service plan", "Write a plan"), ours.PlanForm,
            _created(actions.write_plan), LEAD, company=True,
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
                (pgettext_lazy("service plan", "Special inspections"), lambda row: row.inspections),
                (pgettext_lazy("service plan", "Issued on"), lambda row: row.issued_at),
            ],
            steps=[
                Step("issue", pgettext_lazy("service plan", "Issue the plan"),
                     actions.issue_plan, None, LEAD, ("draft",)),
            ],
            related=("unit", "company", "inspections__unit"),
        ),
        Kind(
            "improvements", pgettext_lazy("menu", "Improvements"), "conduct/2.3(3)",
            models.Improvement, pgettext_lazy("improvement", "Plan an improvement"),
            ours.ImprovementForm, _plain(actions.make_improvement), IMPROVE,
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
            ],
        ),
        Kind(
            "sessions", pgettext_lazy("menu", "Trainings and meetings"), "conduct/2.3(4)",
            models.Session, pgettext_lazy("session", "Record it"), ours.SessionForm,
            _plain(actions.record_session), IMPROVE,
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
                (_("Who was there"), _people),
            ],
            steps=[
                Step("attend", pgettext_lazy("session", "Record who was there"),
                     actions.record_attendance, ours.AttendForm, IMPROVE, ("planned",)),
            ],
        ),
        Kind(
            "ideas", pgettext_lazy("menu", "Suggestions"), "conduct/2.3(5)", models.Idea,
            pgettext_lazy("idea", "Suggest an improvement"), ours.IdeaForm,
            _plain(actions.file_idea), SUGGEST,
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
    )
}  # fmt: skip
