"""One case with its next steps, and the printed form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from heqi.approvals.models import Approval
from heqi.approvals.queries import chain_of
from heqi.clocks.queries import clocks_of
from heqi.conduct import actions
from heqi.conduct.access import HANDLE, JUDGE, VIEW
from heqi.conduct.actions.appealing import committee_source, may_appeal, may_judge
from heqi.conduct.actions.submitting import box_words, content_words, missing_of
from heqi.conduct.facts import Outcome, ground_words, outcome, words_of
from heqi.conduct.forms import (
    AppealForm,
    ContentForm,
    GroundForm,
    HearingForm,
    InquiryForm,
    JudgementForm,
    OpinionForm,
    ReasonForm,
    StatementForm,
    TakeUpForm,
)
from heqi.conduct.models import Case
from heqi.conduct.queries import history_of
from heqi.conduct.sources import address_of, link_of
from heqi.conduct.states import OPEN_STATES, Side, Status
from heqi.conduct.views.lists import told
from heqi.evidence.queries import attachments_of
from heqi.governance.queries import matter_of
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request

Act = Callable[..., Any]
DONE = {
    "conduct.propose": pgettext_lazy("history", "Proposed by the system"),
    "conduct.take_up": pgettext_lazy("history", "Taken up"),
    "conduct.raise": pgettext_lazy("history", "Raised; limits started"),
    "conduct.change_ground": pgettext_lazy("history", "Ground changed"),
    "conduct.state": pgettext_lazy("history", "Person concerned heard"),
    "conduct.investigate": pgettext_lazy("history", "Report and proofs on record"),
    "conduct.set_content": pgettext_lazy("history", "Content set"),
    "conduct.submit": pgettext_lazy("history", "Submitted for signatures"),
    "conduct.return": pgettext_lazy("history", "Sent back by a signer"),
    "conduct.refuse": pgettext_lazy("history", "Refused by a signer"),
    "conduct.decide": pgettext_lazy("history", "All have signed: decided"),
    "conduct.finish": pgettext_lazy("history", "Final"),
    "conduct.appeal": pgettext_lazy("history", "Appeal filed"),
    "conduct.join_appeal": pgettext_lazy("history", "Appeal joined"),
    "conduct.appeal_uphold": pgettext_lazy("history", "Appeal: the decision stands"),
    "conduct.appeal_change": pgettext_lazy("history", "Appeal: the decision is changed"),
    "conduct.appeal_overturn": pgettext_lazy("history", "Appeal: the decision is reversed"),
    "conduct.reverse": pgettext_lazy("history", "Decision reversed"),
    "conduct.drop": pgettext_lazy("history", "Not taken up"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A form of the page: what it does, how it is built, what it is called."""

    act: Act
    build: Callable[[Case, Outcome | None, Request, Any], forms.Form]
    title: Any
    button: Any
    later: bool = False


def _plain(form: type[forms.Form]) -> Callable[[Case, Outcome | None, Request, Any], forms.Form]:
    return lambda _case, _outcome, _request, data: form(data)


STEPS: dict[str, Step] = {
    "take_up": Step(
        actions.take_up_case,
        lambda case, _o, request, data: TakeUpForm(
            data,
            actor=request.actor,
            right=HANDLE,
            case=case,
            on=timezone.localdate(request.now),
            company_id=case.company_id,
        ),
        pgettext_lazy("conduct", "Take it up"),
        pgettext_lazy("conduct", "Take it up"),
    ),
    "state": Step(
        actions.record_statement,
        _plain(StatementForm),
        pgettext_lazy("conduct", "Your statement"),
        pgettext_lazy("conduct", "State"),
    ),
    "hear": Step(
        actions.record_statement,
        lambda case, _o, _r, data: HearingForm(data, case=case),
        pgettext_lazy("conduct", "Hearing of the person concerned"),
        pgettext_lazy("conduct", "Put on record"),
    ),
    "investigate": Step(
        actions.record_inquiry,
        lambda case, found, request, data: InquiryForm(
            data, request.FILES if data else None, case=case, outcome=found
        ),
        pgettext_lazy("conduct", "Report, inquiry and proofs"),
        pgettext_lazy("conduct", "Put on record"),
    ),
    "content": Step(
        actions.set_content,
        lambda case, found, _r, data: ContentForm(data, case=case, outcome=_need(found)),
        pgettext_lazy("conduct", "Content of the reward or penalty"),
        pgettext_lazy("conduct", "Save the content"),
    ),
    "submit": Step(
        actions.submit_case,
        _plain(OpinionForm),
        pgettext_lazy("conduct", "Submit for signatures"),
        pgettext_lazy("conduct", "Submit for signatures"),
    ),
    "appeal": Step(
        actions.appeal_case,
        _plain(AppealForm),
        pgettext_lazy("conduct", "Appeal"),
        pgettext_lazy("conduct", "File the appeal"),
    ),
    "judge": Step(
        actions.judge_appeal,
        lambda case, found, _r, data: JudgementForm(data, case=case, outcome=_need(found)),
        pgettext_lazy("conduct", "Decide the appeal"),
        pgettext_lazy("conduct", "Decide"),
    ),
    "ground": Step(
        actions.change_ground,
        lambda case, _o, request, data: GroundForm(
            data,
            side=case.side,
            initial={"ground": case.ground, "measured": case.measured},
            on=timezone.localdate(request.now),
            company_id=case.company_id,
        ),
        pgettext_lazy("conduct", "Another ground"),
        pgettext_lazy("conduct", "Change the ground"),
        later=True,
    ),
    "drop": Step(
        actions.drop_case,
        _plain(ReasonForm),
        pgettext_lazy("conduct", "Do not take it further"),
        pgettext_lazy("conduct", "Do not take it further"),
        later=True,
    ),
    "reverse": Step(
        actions.reverse_case,
        _plain(ReasonForm),
        pgettext_lazy("conduct", "Reverse the decision"),
        pgettext_lazy("conduct", "Reverse the decision"),
        later=True,
    ),
}

# What the person concerned does himself, or the committee: the action says who may.
OF_THE_PERSON = ("state", "appeal", "judge")


def _need(found: Outcome | None) -> Outcome:
    if found is None:
        raise Http404(_("There is no such step."))
    return found


def _offered(case: Case, request: Request) -> list[str]:
    """The steps that this person may take now; the actions decide again."""
    by, status = request.actor, case.status
    own = case.concerns(by)
    handles = may(by, HANDLE, case) and not own
    found: list[str] = []
    if status == Status.PROPOSED and handles:
        found += ["take_up", "drop"]
    if status == Status.OPEN:
        if own and case.side == Side.PENALTY:
            found.append("state")
        if handles:
            found += ["hear"] if case.side == Side.PENALTY and case.unheard else []
            found += ["investigate", "content"]
            found += ["submit", "ground", "drop"]
    if may_appeal(case, by, now=request.now):
        found.append("appeal")
    if status == Status.APPEALED and may_judge(case, by, now=request.now):
        found.append("judge")
    if status in (Status.DECIDED, Status.FINAL) and may(by, JUDGE, case) and not own:
        found.append("reverse")
    return found


@login_required
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """One case with its next steps."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step."""
    case = _row(request, pk)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    what = STEPS[name]
    if name not in OF_THE_PERSON:
        require(request.actor, JUDGE if name == "reverse" else HANDLE, case)
    form = what.build(case, outcome(case, now=request.now), request, request.POST)
    if not form.is_valid():
        return _shown(request, case, {name: form}, 422)
    given = form.values() if hasattr(form, "values") else form.cleaned_data
    try:
        what.act(case, **given, by=request.actor, now=request.now)
    except ValidationError as refused:
        put_errors(form, refused)
        return _shown(request, _row(request, pk), {name: form}, 422)
    messages.success(request, _("Saved."))
    return redirect("conduct:case", pk)


def _row(request: Request, pk: int) -> Case:
    rows = Case.objects.visible_to(request.actor).select_related(
        "unit__parent",
        "unit__company",
        "company",
        "staff__unit",
        "staff__post",
        "head__post",
        "ruling",
        "why",
    )
    return get_object_or_404(rows, pk=pk)


def _shown(request: Request, case: Case, bound: dict[str, forms.Form], status: int) -> HttpResponse:
    found = outcome(case, now=request.now)
    names = list(dict.fromkeys([*_offered(case, request), *bound]))
    gaps = []
    if case.status == Status.OPEN and found is not None and may(request.actor, HANDLE, case):
        gaps = missing_of(case, found, on=timezone.localdate(request.now))
    steps = [
        {
            "name": name,
            "title": STEPS[name].title,
            "button": STEPS[name].button,
            "form": bound.get(name) or STEPS[name].build(case, found, request, None),
            "open": name in bound,
            "later": STEPS[name].later,
            "folded": _is_done(case, name) and name not in bound,
        }
        for name in names
        if name != "submit" or not gaps or name in bound
    ]
    lines = [
        {
            "at": entry.at,
            "text": DONE.get(entry.code, ""),
            "by": entry.actor_name,
            "note": entry.reason,
        }
        for entry in history(case, limit=60)
        if entry.code in DONE
    ]
    approval = Approval.objects.filter(pk=case.approval_id or 0).first()
    own = case.concerns(request.actor)
    overseer = may(request.actor, VIEW, case)
    matter = matter_of(committee_source(case)) if case.appealed_at else None
    page = {
        "case": case,
        "row": case,
        "told": told(case.ground, request, case.company_id),
        "ground": ground_words(case.ground),
        "content": content_words(case),
        "steps": [one for one in steps if not one["later"]],
        "others": [one for one in steps if one["later"]],
        "gaps": gaps,
        "clocks": [clock for clock in clocks_of(case) if clock.started_at],
        "lines": lines,
        "chain": chain_of(approval) if approval else [],
        "maker": _maker(case),
        "proofs": [(words_of("proof", code), text) for code, text in case.proofs.items()],
        "members": list(case.members.select_related("staff__unit")),
        "sums": list(case.sums.select_related("staff")[:20]),
        "source": link_of(case, request.actor),
        "matter": matter,
        "matter_href": address_of("governance.matter", str(matter.pk), matter.number, request.actor)
        if matter
        else "",
        "earlier": history_of(case.staff, before=case) if case.staff and overseer else [],
        "own": own,
        "overseer": overseer,
        "measure": words_of("measures", case.measure),
        "done": case.status not in OPEN_STATES,
    }
    return render(request, "conduct/case.html", page, status=status)


def _maker(case: Case) -> dict[str, Any] | None:
    """The box of the form that whoever submitted it has filled in; the others are the chain."""
    codes = [signer["code"] for signer in case.signers if signer["by"] == "maker"]
    if not codes or case.submitted_at is None:
        return None
    return {
        "title": "、".join(box_words(code) for code in codes),
        "name": case.submitter_name,
        "at": case.submitted_at,
        "opinion": case.opinion,
    }


def _is_done(case: Case, name: str) -> bool:
    return (name == "investigate" and case.investigated_at is not None) or (
        name == "state" and case.stated_at is not None
    )


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The reward and penalty form (奖惩审批表), as the paper looks (conduct/form-1)."""
    case = _row(request, pk)
    page = {
        "row": case,
        "ground": ground_words(case.ground),
        "content": content_words(case),
        "boxes": boxes(case),
        "members": list(case.members.select_related("staff")),
        "proofs": [(words_of("proof", code), text) for code, text in case.proofs.items()],
        "files": attachments_of(request.actor, case),
    }
    return paper(request, "conduct/print.html", page, name=case.number)


def boxes(case: Case) -> list[dict[str, Any]]:
    """The boxes of the form in its order, with who signed what and when."""
    approval = Approval.objects.filter(pk=case.approval_id or 0).first()
    links = [
        link
        for link in (chain_of(approval) if approval else [])
        if approval and link.step.round == approval.round and not link.step.repeated
    ]
    found = []
    for signer in case.signers:
        box: dict[str, Any] = {"label": box_words(signer["code"]), "lines": []}
        if signer["by"] == "maker":
            box["lines"] = [
                {"opinion": case.opinion, "name": case.submitter_name, "at": case.submitted_at}
            ]
        elif signer["by"] == "concerned":
            box["note"] = _("concerned, does not sign")
        elif links:
            box["lines"] = [
                {
                    "opinion": vote.opinion or vote.get_choice_display(),
                    "name": vote.staff.name,
                    "at": vote.at,
                    "for": vote.standing_in_for,
                }
                for vote in links.pop(0).votes
            ]
        found.append(box)
    return found
