"""The steps of a case: which are possible now for whom, with their forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from heqi.complaints import actions
from heqi.complaints import forms as f
from heqi.complaints.access import (
    ASSIGN,
    CALL_BACK,
    CLOSE,
    GRADE,
    HANDLE,
    LEAD,
    NATIONAL,
    REPLY,
)
from heqi.complaints.actions import national
from heqi.complaints.actions.answering import reply_posts, report_posts
from heqi.complaints.actions.appealing import file_until, may_appeal
from heqi.complaints.actions.calling import is_unreachable
from heqi.complaints.models import Complaint, NationalCase
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.posts import is_among
from heqi.complaints.states import FLOW, HandOver
from heqi.people.access import may
from heqi.people.requests import Request
from heqi.rectifications.access import ISSUE
from heqi.rectifications.queries import of_source
from heqi.service.actions import remind_request

Title = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it does, its form, when it is possible, how it is called.

    ``first`` steps stand on top of the page, in the order of the table.
    """

    act: Callable[..., Any]
    form: Callable[["View"], Callable[..., forms.Form]] | None
    when: Callable[["View"], bool]
    title: Title
    button: Title
    clause: str = ""
    first: bool = False


class View:
    """A case as its reader sees it: rights and facts read once."""

    def __init__(self, request: Request, case: Complaint) -> None:
        self.request, self.case = request, case
        self.actor, self.now = request.actor, request.now
        self.moves = set(FLOW.moves_from(case.status))
        self.handles = self.actor.id == case.handler_id or may(self.actor, HANDLE, case)
        self.grades = may(self.actor, GRADE, case)
        self.leads = may(self.actor, LEAD, case)
        self.national = NationalCase.objects.filter(complaint=case).first()
        self.posts, self.reply_clause = reply_posts(case)
        self.judged = case.judged_at is not None

    def may_reply(self) -> bool:
        """To the post that must reply, to the handler, to who may in their stead."""
        day = timezone.localdate(self.now)
        if self.posts and is_among(self.actor, self.posts, self.case.unit, on=day):
            return True
        return self.actor.id == self.case.handler_id or may(self.actor, REPLY, self.case)

    def may_call(self) -> bool:
        """Who did not handle or investigate it."""
        looked = self.case.investigations.filter(investigator_id=self.actor.id or 0).exists()
        return (
            self.case.status == "replied"
            and may(self.actor, CALL_BACK, self.case.company)
            and self.actor.id != self.case.handler_id
            and not looked
        )

    def appellants(self) -> list[str]:
        """For whom the reader may appeal now."""
        return [
            one
            for one in (Appellant.DEPARTMENT, Appellant.CUSTOMER)
            if may_appeal(self.actor, self.case, one)
            and (until := file_until(self.case, one, now=self.now))
            and self.now <= until
            and not self.case.appeals.filter(appellant=one, status="filed").exists()
        ]

    def hand_over(self, *states: str) -> bool:
        """Whether the national centre's case is in one of these states, and the reader answers."""
        case = self.national
        return case is not None and case.state in states and may(self.actor, NATIONAL, case)


def _plain(form: type[forms.Form]) -> Callable[[View], Callable[..., forms.Form]]:
    return lambda _view: form


def _grade(view: View) -> Callable[..., forms.Form]:
    case = view.case
    initial = {
        "category": case.category,
        "signs": case.signs,
        "households": case.households,
        "claim_yuan": case.claim_yuan or None,
        "accused_unit": case.accused_unit_id,
        "accused": case.accused.number if case.accused else "",
    }

    def make(data: Any = None) -> forms.Form:
        return f.GradeForm(data, company=case.company, complaint=case, initial=initial)

    return make


def _about(form: type[forms.Form], **more: Any) -> Callable[[View], Callable[..., forms.Form]]:
    # Each of these forms takes the complaint as well, which a plain form does not.
    make: Callable[..., forms.Form] = form

    def of(view: View) -> Callable[..., forms.Form]:
        return lambda data=None: make(
            data,
            complaint=view.case,
            **({"now": view.now} if more.get("now") else {}),
            initial=_initial(form, view.case),
        )

    return of


def _initial(form: type[forms.Form], case: Complaint) -> dict[str, Any]:
    if issubclass(form, f.AssignForm):
        unit: int | None = case.unit_id
        if case.accused_unit is not None and case.status == "graded":
            unit = (
                case.accused_unit.parent_id
                if case.accused_unit.kind == "team"
                else case.accused_unit_id
            )
        return {"unit": unit, "handler": case.handler_id}
    if form is f.JudgeForm:
        person = case.responsible or case.accused
        return {
            "responsible": person.number if person else "",
            "responsible_unit": case.responsible_unit_id or case.accused_unit_id or case.unit_id,
        }
    if form is f.RectifyForm:
        return {"unit": case.responsible_unit_id or case.unit_id, "title": case.subject}
    return {}


def _appeal(view: View) -> Callable[..., forms.Form]:
    return lambda data=None: f.AppealForm(data, appellants=view.appellants())


def _remind(case: Complaint, *, note: str, by: Any, now: Any) -> None:
    remind_request(case.request, note=note, by=by, now=now)


def _escalate(case: Complaint, *, reason: str, beyond: bool, by: Any, now: Any) -> None:
    actions.escalate_complaint(case, reason=reason, beyond=beyond, by=by, now=now)


def _on_national(act: Callable[..., Any]) -> Callable[..., Any]:
    def run(case: Complaint, **given: Any) -> Any:
        row = NationalCase.objects.select_related("complaint__unit", "complaint__request").get(
            complaint=case
        )
        row.complaint = case
        return act(row, **given)

    return run


def _to_report(view: View) -> bool:
    return view.case.is_open and view.case.reported_at is None and bool(report_posts(view.case))


def _leads_to_rectification(view: View) -> bool:
    finding = view.case.findings.order_by("-id").first()
    wanted = (finding.decision.answer or {}).get("leads_to") if finding else None
    return "rectification" in (wanted or []) and not of_source(view.case)


STEPS: dict[str, Step] = {
    "accept_case": Step(
        _on_national(national.accept_case),
        None,
        lambda v: v.hand_over(HandOver.HANDED),
        pgettext_lazy("complaint", "Accept the case of the national centre"),
        pgettext_lazy("complaint", "Accept"),
        "complaint/supervision-centre",
        True,
    ),
    "grade": Step(
        actions.grade_complaint,
        _grade,
        lambda v: "grade" in v.moves and v.grades,
        pgettext_lazy("complaint", "Confirm class and level"),
        pgettext_lazy("complaint", "Confirm"),
        "complaint/levels",
        True,
    ),
    "respond": Step(
        actions.respond,
        _plain(f.NoteForm),
        lambda v: v.case.is_open and v.handles and v.case.responded_at is None,
        pgettext_lazy("complaint", "Contact the customer"),
        pgettext_lazy("complaint", "Customer contacted"),
        "complaint/limits",
        True,
    ),
    "report": Step(
        actions.report_inside,
        _plain(f.NoteForm),
        lambda v: v.handles and _to_report(v),
        pgettext_lazy("complaint", "Report inside"),
        pgettext_lazy("complaint", "Report"),
        "complaint/limits",
        True,
    ),
    "assign": Step(
        actions.assign_complaint,
        _about(f.AssignForm, now=True),
        lambda v: v.case.status == "graded" and may(v.actor, ASSIGN, v.case),
        pgettext_lazy("complaint", "Assign handling and investigation"),
        pgettext_lazy("complaint", "Assign"),
        "complaint/process",
        True,
    ),
    "judge": Step(
        actions.judge_complaint,
        _about(f.JudgeForm),
        lambda v: (
            v.grades
            and not v.judged
            and v.case.is_open
            and v.case.status not in ("received", "graded", "assigned")
        ),
        pgettext_lazy("complaint", "Record the verdict"),
        pgettext_lazy("complaint", "Record the verdict"),
        "complaint/results",
        True,
    ),
    "offer": Step(
        actions.offer_solution,
        _plain(f.OfferForm),
        lambda v: "offer" in v.moves and v.handles,
        pgettext_lazy("complaint", "Offer a solution"),
        pgettext_lazy("complaint", "Offered to the customer"),
        "complaint/limits",
        True,
    ),
    "answer": Step(
        actions.answer_solution,
        _plain(f.AnswerForm),
        lambda v: "accept" in v.moves and v.handles,
        pgettext_lazy("complaint", "What the customer says to the solution"),
        pgettext_lazy("complaint", "Record"),
        "complaint/process",
        True,
    ),
    "reply": Step(
        actions.reply,
        _plain(f.ReplyForm),
        lambda v: "reply" in v.moves and v.may_reply(),
        pgettext_lazy("complaint", "Reply to the customer"),
        pgettext_lazy("complaint", "Reply"),
        "",
        True,
    ),
    "call": Step(
        actions.call_back,
        _plain(f.CallForm),
        lambda v: v.may_call(),
        pgettext_lazy("complaint", "Call the customer back"),
        pgettext_lazy("complaint", "Record the callback"),
        "callback/timing",
        True,
    ),
    "close": Step(
        actions.close_complaint,
        _plain(f.CloseForm),
        lambda v: "close" in v.moves and may(v.actor, CLOSE, v.case),
        pgettext_lazy("complaint", "Close"),
        pgettext_lazy("complaint", "Close the complaint"),
        "complaint/process",
        True,
    ),
    "attempt": Step(
        actions.note_call_attempt,
        _plain(f.AttemptForm),
        lambda v: v.may_call(),
        pgettext_lazy("complaint", "The customer was not reached"),
        pgettext_lazy("complaint", "Record the attempt"),
    ),
    "rectify": Step(
        actions.order_rectification,
        _about(f.RectifyForm),
        lambda v: (
            v.judged
            and v.grades
            and may(v.actor, ISSUE, v.case.company)
            and _leads_to_rectification(v)
        ),
        pgettext_lazy("complaint", "Order rectification"),
        pgettext_lazy("complaint", "Issue the notice"),
        "complaint/results",
    ),
    "reassign": Step(
        actions.assign_complaint,
        _about(f.AssignForm, now=True),
        lambda v: v.case.status == "assigned" and may(v.actor, ASSIGN, v.case),
        pgettext_lazy("complaint", "Assign to others"),
        pgettext_lazy("complaint", "Assign"),
    ),
    "contact": Step(
        actions.respond,
        _plain(f.NoteForm),
        lambda v: v.case.is_open and v.handles and v.case.responded_at is not None,
        pgettext_lazy("complaint", "Contacted again"),
        pgettext_lazy("complaint", "Record"),
    ),
    "rejudge": Step(
        actions.judge_complaint,
        _about(f.JudgeForm),
        lambda v: (
            v.grades
            and v.judged
            and v.case.is_open
            and v.case.status not in ("received", "graded", "assigned")
        ),
        pgettext_lazy("complaint", "Change the verdict"),
        pgettext_lazy("complaint", "Record the verdict"),
    ),
    "raise": Step(
        actions.raise_level,
        _about(f.RaiseForm),
        lambda v: v.grades and v.case.is_open and v.case.level != "1",
        pgettext_lazy("complaint", "Raise the level"),
        pgettext_lazy("complaint", "Raise the level"),
    ),
    "remind": Step(
        _remind,
        _plain(f.NoteForm),
        lambda v: (
            v.case.is_open
            and v.case.request.is_open
            and may(v.actor, "service.remind", v.case.request)
        ),
        pgettext_lazy("complaint", "The customer asks after it"),
        pgettext_lazy("complaint", "Record the reminder"),
    ),
    "escalate": Step(
        _escalate,
        _plain(f.EscalateForm),
        lambda v: v.case.is_open and v.handles,
        pgettext_lazy("complaint", "The customer escalates"),
        pgettext_lazy("complaint", "Note the escalation"),
    ),
    "extend": Step(
        actions.ask_extension,
        _plain(f.ExtendForm),
        lambda v: (
            v.case.is_open and v.handles and not v.case.extensions.exclude(state="refused").exists()
        ),
        pgettext_lazy("complaint", "Ask for more time"),
        pgettext_lazy("complaint", "Submit for approval"),
    ),
    "end_service": Step(
        actions.end_service,
        _plain(f.ReasonForm),
        lambda v: v.leads and (v.case.status == "declined" or is_unreachable(v.case, now=v.now)),
        pgettext_lazy("complaint", "End the service"),
        pgettext_lazy("complaint", "End the service"),
    ),
    "appeal": Step(
        actions.file_appeal,
        _appeal,
        lambda v: v.judged and bool(v.appellants()),
        pgettext_lazy("complaint", "Appeal against the verdict"),
        pgettext_lazy("complaint", "File the appeal"),
    ),
    "reopen": Step(
        actions.reopen_complaint,
        _about(f.ReopenForm, now=True),
        lambda v: "reopen" in v.moves and may(v.actor, CLOSE, v.case),
        pgettext_lazy("complaint", "Open again"),
        pgettext_lazy("complaint", "Open again"),
    ),
    "progress": Step(
        _on_national(national.report_progress),
        _plain(f.NoteForm),
        lambda v: v.hand_over(HandOver.ACCEPTED),
        pgettext_lazy("complaint", "Tell the national centre of progress"),
        pgettext_lazy("complaint", "Send"),
    ),
    "return_case": Step(
        _on_national(national.return_case),
        _plain(f.ReasonForm),
        lambda v: v.hand_over(HandOver.HANDED),
        pgettext_lazy("complaint", "Return the case to the national centre"),
        pgettext_lazy("complaint", "Return"),
    ),
    "appeal_centre": Step(
        _on_national(national.appeal_to_centre),
        _plain(f.GroundsForm),
        lambda v: (
            v.hand_over(HandOver.ACCEPTED, HandOver.CLOSED)
            and bool(v.national and (v.national.result or v.national.score is not None))
        ),
        pgettext_lazy("complaint", "Appeal to the national centre"),
        pgettext_lazy("complaint", "Send"),
    ),
    "convert": Step(
        actions.convert_complaint,
        _plain(f.ConvertForm),
        lambda v: "convert" in v.moves and v.grades and v.leads,
        pgettext_lazy("complaint", "It is no complaint"),
        pgettext_lazy("complaint", "Change the type"),
    ),
    "withdraw": Step(
        actions.withdraw_complaint,
        _plain(f.ReasonForm),
        lambda v: "withdraw" in v.moves and v.handles,
        pgettext_lazy("complaint", "The customer takes it back"),
        pgettext_lazy("complaint", "Withdraw"),
    ),
}


def offered(view: View, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    """The steps that are possible now, each with its form."""
    return [
        {
            "name": name,
            "title": step.title,
            "button": step.button,
            "clause": step.clause,
            "form": bound.get(name) or (step.form(view)() if step.form else None),
            "open": name in bound,
            "first": step.first,
        }
        for name, step in STEPS.items()
        if step.when(view)
    ]
