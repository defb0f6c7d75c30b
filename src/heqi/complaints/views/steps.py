"""The steps of a case: which are possible now for whom, with their forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from heqi.complaints import actions
from heqi.complaints.access import (
    ASSIGN,
    CLOSE,
)
from heqi.complaints.actions import national
from heqi.complaints.actions.calling import is_unreachable
from heqi.complaints.forms.cases import RaiseForm
from heqi.complaints.forms.handling import (
    AnswerForm,
    AssignForm,
    AttemptForm,
    CallForm,
    CloseForm,
    ConvertForm,
    EscalateForm,
    ExtendForm,
    NamePersonForm,
    NoteForm,
    OfferForm,
    ReasonForm,
    RectifyForm,
    ReopenForm,
    ReplyForm,
    WithdrawForm,
)
from heqi.complaints.forms.verdicts import GroundsForm, JudgeForm
from heqi.complaints.states import HandOver
from heqi.complaints.views.asking import (
    about,
    appeal,
    escalate,
    grade,
    on_national,
    plain,
    platform,
    remind,
)
from heqi.complaints.views.reader import View
from heqi.people.access import may
from heqi.rectifications.access import ISSUE

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


STEPS: dict[str, Step] = {
    "accept_case": Step(
        on_national(national.accept_case),
        None,
        lambda v: v.hand_over(HandOver.HANDED),
        pgettext_lazy("complaint", "Accept the case of the national centre"),
        pgettext_lazy("complaint", "Accept"),
        "complaint/supervision-centre",
        True,
    ),
    "grade": Step(
        actions.grade_complaint,
        grade,
        lambda v: "grade" in v.moves and v.grades,
        pgettext_lazy("complaint", "Confirm class and level"),
        pgettext_lazy("complaint", "Confirm"),
        "complaint/levels",
        True,
    ),
    "respond": Step(
        actions.respond,
        plain(NoteForm),
        lambda v: v.case.is_open and v.handles and v.case.responded_at is None,
        pgettext_lazy("complaint", "Contact the customer"),
        pgettext_lazy("complaint", "Customer contacted"),
        "complaint/limits",
        True,
    ),
    "report": Step(
        actions.report_inside,
        plain(NoteForm),
        lambda v: v.handles and v.must_report(),
        pgettext_lazy("complaint", "Report inside"),
        pgettext_lazy("complaint", "Report"),
        "complaint/limits",
        True,
    ),
    "assign": Step(
        actions.assign_complaint,
        about(AssignForm, now=True),
        lambda v: v.case.status == "graded" and may(v.actor, ASSIGN, v.case),
        pgettext_lazy("complaint", "Assign handling and investigation"),
        pgettext_lazy("complaint", "Assign"),
        "complaint/process",
        True,
    ),
    "judge": Step(
        actions.judge_complaint,
        about(JudgeForm),
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
        plain(OfferForm),
        lambda v: "offer" in v.moves and v.handles,
        pgettext_lazy("complaint", "Offer a solution"),
        pgettext_lazy("complaint", "Offered to the customer"),
        "complaint/limits",
        True,
    ),
    "answer": Step(
        actions.answer_solution,
        plain(AnswerForm),
        lambda v: "accept" in v.moves and v.handles,
        pgettext_lazy("complaint", "What the customer says to the solution"),
        pgettext_lazy("complaint", "Record"),
        "complaint/process",
        True,
    ),
    "reply": Step(
        actions.reply,
        plain(ReplyForm),
        lambda v: "reply" in v.moves and v.may_reply(),
        pgettext_lazy("complaint", "Reply to the customer"),
        pgettext_lazy("complaint", "Reply"),
        "",
        True,
    ),
    "call": Step(
        actions.call_back,
        about(CallForm, now=True),
        lambda v: v.may_call(),
        pgettext_lazy("complaint", "Call the customer back"),
        pgettext_lazy("complaint", "Record the callback"),
        "callback/timing",
        True,
    ),
    "close": Step(
        actions.close_complaint,
        plain(CloseForm),
        lambda v: "close" in v.moves and may(v.actor, CLOSE, v.case),
        pgettext_lazy("complaint", "Close"),
        pgettext_lazy("complaint", "Close the complaint"),
        "complaint/process",
        True,
    ),
    "attempt": Step(
        actions.note_call_attempt,
        about(AttemptForm, now=True),
        lambda v: v.may_call(),
        pgettext_lazy("complaint", "The customer was not reached"),
        pgettext_lazy("complaint", "Record the attempt"),
    ),
    "rectify": Step(
        actions.order_rectification,
        about(RectifyForm),
        lambda v: (
            v.judged
            and v.grades
            and may(v.actor, ISSUE, v.case.company)
            and v.wants_rectification()
        ),
        pgettext_lazy("complaint", "Order rectification"),
        pgettext_lazy("complaint", "Issue the notice"),
        "complaint/results",
    ),
    "reassign": Step(
        actions.assign_complaint,
        about(AssignForm, now=True),
        lambda v: v.case.status == "assigned" and may(v.actor, ASSIGN, v.case),
        pgettext_lazy("complaint", "Assign to others"),
        pgettext_lazy("complaint", "Assign"),
    ),
    "contact": Step(
        actions.respond,
        plain(NoteForm),
        lambda v: v.case.is_open and v.handles and v.case.responded_at is not None,
        pgettext_lazy("complaint", "Contacted again"),
        pgettext_lazy("complaint", "Record"),
    ),
    "rejudge": Step(
        actions.judge_complaint,
        about(JudgeForm),
        lambda v: (
            v.grades
            and v.judged
            and v.case.is_open
            and v.case.status not in ("received", "graded", "assigned")
        ),
        pgettext_lazy("complaint", "Change the verdict"),
        pgettext_lazy("complaint", "Record the verdict"),
    ),
    "platform": Step(
        actions.correct_platform,
        platform,
        lambda v: v.grades and v.case.is_open and v.case.status != "received",
        pgettext_lazy("complaint", "Platform's number and date"),
        pgettext_lazy("complaint", "Correct"),
        "complaint/limits",
    ),
    "raise": Step(
        actions.raise_level,
        about(RaiseForm),
        lambda v: v.grades and v.case.is_open and v.case.level != "1",
        pgettext_lazy("complaint", "Raise the level"),
        pgettext_lazy("complaint", "Raise the level"),
    ),
    "name": Step(
        actions.name_person,
        about(NamePersonForm, now=True),
        lambda v: v.case.is_open and not v.judged and v.may_name(),
        pgettext_lazy("complaint", "Name the person complained about"),
        pgettext_lazy("complaint", "Note the name"),
    ),
    "remind": Step(
        remind,
        plain(NoteForm),
        lambda v: (
            v.case.is_open
            and v.case.request.is_open
            and may(v.actor, "service.remind", v.case.request)
        ),
        pgettext_lazy("complaint", "The customer asks after it"),
        pgettext_lazy("complaint", "Record the reminder"),
    ),
    "escalate": Step(
        escalate,
        plain(EscalateForm),
        lambda v: v.case.is_open and v.handles,
        pgettext_lazy("complaint", "The customer escalates"),
        pgettext_lazy("complaint", "Note the escalation"),
    ),
    "extend": Step(
        actions.ask_extension,
        plain(ExtendForm),
        lambda v: (
            v.case.is_open and v.handles and not v.case.extensions.exclude(state="refused").exists()
        ),
        pgettext_lazy("complaint", "Ask for more time"),
        pgettext_lazy("complaint", "Submit for approval"),
    ),
    "end_service": Step(
        actions.end_service,
        plain(ReasonForm),
        lambda v: v.leads and (v.case.status == "declined" or is_unreachable(v.case, now=v.now)),
        pgettext_lazy("complaint", "End the service"),
        pgettext_lazy("complaint", "End the service"),
    ),
    "appeal": Step(
        actions.file_appeal,
        appeal,
        lambda v: v.judged and bool(v.appellants()),
        pgettext_lazy("complaint", "Appeal against the verdict"),
        pgettext_lazy("complaint", "File the appeal"),
    ),
    "reopen": Step(
        actions.reopen_complaint,
        about(ReopenForm, now=True),
        lambda v: "reopen" in v.moves and may(v.actor, CLOSE, v.case),
        pgettext_lazy("complaint", "Open again"),
        pgettext_lazy("complaint", "Open again"),
    ),
    "progress": Step(
        on_national(national.report_progress),
        plain(NoteForm),
        lambda v: v.hand_over(HandOver.ACCEPTED),
        pgettext_lazy("complaint", "Tell the national centre of progress"),
        pgettext_lazy("complaint", "Send"),
    ),
    "return_case": Step(
        on_national(national.return_case),
        plain(ReasonForm),
        lambda v: v.hand_over(HandOver.HANDED),
        pgettext_lazy("complaint", "Return the case to the national centre"),
        pgettext_lazy("complaint", "Return"),
    ),
    "appeal_centre": Step(
        on_national(national.appeal_to_centre),
        plain(GroundsForm),
        lambda v: (
            v.hand_over(HandOver.ACCEPTED, HandOver.CLOSED)
            and bool(v.national and (v.national.result or v.national.score is not None))
        ),
        pgettext_lazy("complaint", "Appeal to the national centre"),
        pgettext_lazy("complaint", "Send"),
    ),
    "convert": Step(
        actions.convert_complaint,
        plain(ConvertForm),
        lambda v: "convert" in v.moves and v.grades and v.leads,
        pgettext_lazy("complaint", "It is no complaint"),
        pgettext_lazy("complaint", "Change the type"),
    ),
    "withdraw": Step(
        actions.withdraw_complaint,
        about(WithdrawForm),
        lambda v: "withdraw" in v.moves and v.may_withdraw(),
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
