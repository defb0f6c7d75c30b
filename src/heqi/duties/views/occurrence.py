"""One occurrence: what it asks for, what was done, and every step that is possible."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.duties import actions
from heqi.duties.access import EXCUSE, MANAGE, may_do
from heqi.duties.actions.excusing import EXCUSABLE
from heqi.duties.audiences import link_of
from heqi.duties.forms import (
    AssignForm,
    AttendanceForm,
    EvidenceForm,
    ExcuseForm,
    FollowUpForm,
    MeetingForm,
    OutcomeForm,
    VerdictForm,
    staff_around,
)
from heqi.duties.models import FollowUp, Occurrence
from heqi.duties.posts import doer_of
from heqi.duties.specs import post_name, terms
from heqi.duties.views.frame import framed
from heqi.duties.views.words import HISTORY
from heqi.evidence.actions import attach
from heqi.ledger.audit import history
from heqi.people.access import may
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.speaking import spoken

Forms = dict[str, forms.Form]


@login_required
@require_GET
def occurrence(request: Request, pk: int) -> HttpResponse:
    """The page."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Take one of its steps."""
    row = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    made = _forms(request, row, request.POST).get(name)
    if made is None:
        # Not offered: the action says why.
        made = _form(request, row, name, request.POST)
    if made.is_valid():
        try:
            STEPS[name](request, row, made)
        except ValidationError as error:
            put_errors(made, error)
        else:
            messages.success(request, _("Saved."))
            seen = Occurrence.objects.visible_to(request.actor).filter(pk=pk).exists()
            return redirect("duties:occurrence", pk) if seen else redirect("duties:mine")
    return _shown(request, row, {name: made}, 422)


@login_required
@require_POST
def finish_follow_up(request: Request, pk: int) -> HttpResponse:
    """A follow-up is done."""
    rows = FollowUp.objects.select_related("occurrence__unit", "occurrence__company")
    made = get_object_or_404(rows, pk=pk)
    mine = request.actor.kind == "staff" and made.staff_id == request.actor.id
    if not mine:
        _row(request, made.occurrence_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what came of it."))
    else:
        outcome = form.cleaned_data["outcome"]
        actions.finish_follow_up(made, outcome=outcome, by=request.actor, now=request.now)
        messages.success(request, _("Saved."))
    if request.POST.get("back") == "mine":
        return redirect("duties:mine")
    return redirect("duties:occurrence", made.occurrence_id)


def _row(request: Request, pk: int) -> Occurrence:
    rows = Occurrence.objects.visible_to(request.actor).select_related(
        "unit__company", "unit__parent", "company", "duty", "assignee__unit", "stand_in",
        "decision", "excuse_asked_by", "excuse_decided_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def _evidence(request: Request, row: Occurrence, form: forms.Form) -> None:
    said = dict(form.cleaned_data)
    file = said.pop("file")
    actions.record(row, **said, by=request.actor, now=request.now)
    if file is not None:
        attach(
            row,
            content=file.read(),
            name=file.name or "",
            note=said["text"][:200],
            by=request.actor,
            now=request.now,
        )


def _meeting(request: Request, row: Occurrence, form: forms.Form) -> None:
    actions.arrange_meeting(row, **form.cleaned_data, by=request.actor, now=request.now)


def _attendance(request: Request, row: Occurrence, form: forms.Form) -> None:
    assert isinstance(form, AttendanceForm)
    people = [
        actions.Present(
            post=one["post"],
            name=one["name"],
            came=form.cleaned_data[f"came_{place}"] == "yes",
            staff=one["staff"],
            note=form.cleaned_data[f"note_{place}"],
        )
        for place, one in enumerate(form.expected)
    ]
    actions.record_attendance(row, people, by=request.actor, now=request.now)


def _follow_up(request: Request, row: Occurrence, form: forms.Form) -> None:
    actions.add_follow_up(row, **form.cleaned_data, by=request.actor, now=request.now)


def _excuse(request: Request, row: Occurrence, form: forms.Form) -> None:
    actions.ask_excuse(row, **form.cleaned_data, by=request.actor, now=request.now)


def _verdict(request: Request, row: Occurrence, form: forms.Form) -> None:
    said = form.cleaned_data
    actions.decide_excuse(
        row,
        granted=said["granted"] == "yes",
        answer=said["answer"],
        by=request.actor,
        now=request.now,
    )


def _assign(request: Request, row: Occurrence, form: forms.Form) -> None:
    actions.assign(row, **form.cleaned_data, by=request.actor, now=request.now)


STEPS: dict[str, Callable[[Request, Occurrence, forms.Form], None]] = {
    "evidence": _evidence,
    "meeting": _meeting,
    "attendance": _attendance,
    "follow_up": _follow_up,
    "excuse": _excuse,
    "verdict": _verdict,
    "assign": _assign,
}


def _expected(row: Occurrence) -> list[dict[str, Any]]:
    """Who is to take part, as far as it was said already."""
    told = {one.post: one for one in row.participants.select_related("staff")}
    on = timezone.localdate(row.meeting_at) if row.meeting_at else row.due_on
    found = []
    for post in actions.expected_posts(row):
        one = told.get(post)
        staff = one.staff if one else doer_of(post, row.unit, on=on).staff
        name = one.name if one else staff.name if staff else post_name(post)
        came = None if one is None or one.came is None else ("yes" if one.came else "no")
        found.append(
            {"post": post, "title": post_name(post), "name": name, "staff": staff, "initial": came}
        )
    return found


def _form(request: Request, row: Occurrence, name: str, data: Any = None) -> forms.Form:
    today = timezone.localdate(request.now)
    if name == "evidence":
        files = request.FILES if data else None
        missing = actions.missing_evidence(row)
        return EvidenceForm(data, files, row=row, missing=missing, today=today)
    if name == "meeting":
        return MeetingForm(data, initial={"at": row.meeting_at, "place": row.meeting_place})
    if name == "attendance":
        return AttendanceForm(data, expected=_expected(row))
    if name == "follow_up":
        return FollowUpForm(data, people=staff_around(row.unit, today))
    if name == "assign":
        return AssignForm(data, people=staff_around(row.unit, today))
    return VerdictForm(data) if name == "verdict" else ExcuseForm(data)


def _forms(request: Request, row: Occurrence, data: Any = None) -> Forms:
    """The steps that are possible for the actor now."""
    does = may_do(request.actor, row)
    decides = may(request.actor, EXCUSE, row)
    own = request.actor.id in (row.excuse_asked_by_id, row.assignee_id)
    meets = bool(row.attend or row.in_person) or "visit_record" in row.evidence
    offered = {
        "evidence": does and row.is_to_do,
        "attendance": does and row.is_to_do and meets,
        "meeting": does and row.is_to_do and meets,
        "follow_up": does and meets,
        "verdict": decides and row.waits_for_excuse and not own,
        "excuse": does and row.status in EXCUSABLE and not row.waits_for_excuse,
        "assign": may(request.actor, MANAGE, row) and row.is_to_do,
    }
    return {name: _form(request, row, name, data) for name, ok in offered.items() if ok}


def _shown(request: Request, row: Occurrence, bound: Forms, status: int) -> HttpResponse:
    offered = _forms(request, row)
    offered |= {name: form for name, form in bound.items() if name in offered}
    asked = terms(row.code, row.first_on, row.company_id)
    missing = actions.missing_evidence(row)
    page = framed(
        request,
        "all",
        row=row,
        asked=asked,
        every=spoken(asked.every) if asked else "",
        attend_text="、".join(post_name(post) for post in row.attend),
        forms=offered,
        link=link_of(row.audience, row.subject_id),
        missing=missing,
        absent=[post_name(post) for post in actions.missing_people(row)],
        present=[kind for kind in row.evidence if kind not in missing],
        records=list(row.records.select_related("by")),
        participants=list(row.participants.all()),
        follow_ups=[(f, OutcomeForm()) for f in row.follow_ups.select_related("staff")],
        history=[(e, HISTORY.get(e.code, "")) for e in history(row, limit=40)],
        late_by=_late_by(row),
        may_do=may_do(request.actor, row),
    )
    return render(request, "duties/occurrence.html", page, status=status)


def _late_by(row: Occurrence) -> int:
    """Days after the due day on which it was done."""
    if not row.done_at:
        return 0
    return max(0, (timezone.localdate(row.done_at) - row.due_on).days)
