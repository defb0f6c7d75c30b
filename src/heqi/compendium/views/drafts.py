"""Drafts: the list, beginning one, and every step of its life."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.approvals.models import Approval
from heqi.compendium import actions
from heqi.compendium.access import DRAFT, ISSUE, LEAD, REVIEW, VIEW
from heqi.compendium.actions.reviewing import APPROVAL
from heqi.compendium.forms import (
    DraftFilter,
    HeadForm,
    IssueForm,
    NewDraftForm,
    OpinionForm,
    ReasonForm,
    ReplyForm,
    ReviewForm,
)
from heqi.compendium.models import Draft
from heqi.compendium.queries.drafts import open_reviews, reviews_of, to_issue, visible_drafts
from heqi.compendium.states import DraftStatus
from heqi.compendium.terms import (
    point_words,
    points_clause,
    points_of,
    step_words,
    steps_of,
    trial_end,
)
from heqi.compendium.views.frame import company_of_reader, draft_of, framed, said
from heqi.ledger.audit import history
from heqi.people.access import may, require, visible_units
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.policies.models import PolicyVersion, VersionState
from heqi.policies.speaking import spoken_chinese

PAGE = 30
HEAD = ("sort", "title", "title_en", "short", "serves", "weighs", "effective_on", "reason")


@login_required
@require_GET
def draft_list(request: Request) -> HttpResponse:
    """Drafts that the actor may read."""
    require(request.actor, VIEW)
    form = DraftFilter(request.GET)
    rows = visible_drafts(request.actor, form.values())
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_draft": may(request.actor, DRAFT),
        "reviews": open_reviews(request.actor).select_related("draft", "unit")[:20],
        "issues": to_issue(request.actor)[:20],
        "filtered": bool(form.values()),
    }
    return render(request, "compendium/drafts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_draft(request: Request) -> HttpResponse:
    """Begin a policy, a revision or a repeal."""
    require(request.actor, DRAFT)
    company = company_of_reader(request)
    ids = [int(part) for part in company.path.split(".") if part]
    units = Unit.objects.filter(pk__in=ids) | visible_units(request.actor, DRAFT, ["department"])
    departments = visible_units(request.actor, DRAFT, ["department"])
    based_on = _base(request)
    form = NewDraftForm(
        request.POST or None,
        initial=_first(company, departments, based_on, request),
        units=units.distinct(),
        departments=departments,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            base = based_on or _held(given["unit"], given["key"])
            try:
                made = actions.begin_draft(
                    **given,
                    based_on=None if given["kind"] == "new" else base,
                    by=request.actor,
                    now=request.now,
                )
                return redirect(made)
            except ValidationError as error:
                put_errors(form, error)
    context = {"form": form, "based_on": based_on}
    return render(request, "compendium/new_draft.html", context, status=status)


def _base(request: Request) -> PolicyVersion | None:
    raw = request.GET.get("version", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18):
        return None
    company = company_of_reader(request)
    ids = [int(part) for part in company.path.split(".") if part]
    rows = PolicyVersion.objects.select_related("document__unit")
    return rows.filter(pk=int(raw), document__unit_id__in=ids).first()


def _held(unit: Unit, key: str) -> PolicyVersion | None:
    ids = [int(part) for part in unit.path.split(".") if part]
    rows = PolicyVersion.objects.filter(
        document__key=key,
        document__unit_id__in=ids,
        state__in=(VersionState.TRIAL, VersionState.IN_FORCE),
    )
    return rows.order_by("-document__unit__path", "-number").first()


def _first(
    company: Unit, departments: Any, based_on: PolicyVersion | None, request: Request
) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": company.pk, "kind": "new", "serves": "both"}
    own = departments.filter(pk=request.actor.unit_id or 0).first() or departments.first()
    if own:
        found["department"] = own.pk
    if based_on:
        key = based_on.document.key
        sort = key.replace("-", "_")
        found |= {
            "kind": "revise",
            "key": key,
            "title": based_on.document.name,
            "short": based_on.document.short,
            "sort": sort if sort in dict(HeadForm().fields["sort"].choices) else "",  # type: ignore[attr-defined]
        }
    elif request.GET.get("sort"):
        found |= {"sort": request.GET["sort"], "key": request.GET["sort"].replace("_", "-")}
    return found


@login_required
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    """A draft: what it says of itself, where it stands, what is to be done next."""
    row = draft_of(request, pk)
    return _draft_page(request, row)


def _draft_page(request: Request, row: Draft, **forms: Any) -> HttpResponse:
    actor, today = request.actor, timezone.localdate(request.now)
    covered = {c.point: c.clause for c in row.coverings.select_related("clause")}
    points = [
        {"code": code, "label": point_words(code), "clause": covered.get(code)}
        for code in points_of(row.sort, today, row.unit)
    ]
    reviews = reviews_of(row)
    approval = (
        Approval.objects.filter(
            kind=APPROVAL, subject_type="compendium.draft", subject_id=str(row.pk)
        )
        .order_by("-id")
        .first()
    )
    departments = Unit.objects.filter(
        path__startswith=row.unit.path, kind="department", closed_on=None
    )
    context = framed(
        request,
        row,
        "draft",
        points=points,
        points_open=sum(point["clause"] is None for point in points),
        points_clause=points_clause(row.sort) if row.sort else "",
        reviews=reviews,
        mine={r.pk for r in reviews if may(actor, REVIEW, r.unit)},
        waiting=[r for r in reviews if r.opinion == "asked"],
        approval=approval,
        steps=_steps(row, approval, today),
        trial=row.trial_until or (trial_end(row, row.effective_on) if row.effective_on else None),
        may_lead=may(actor, LEAD, row.unit),
        may_issue=may(actor, ISSUE, row.unit),
        history=history(row, limit=30),
        review_form=forms.get("review_form") or ReviewForm(units=departments),
        opinion_form=forms.get("opinion_form") or OpinionForm(),
        reply_form=ReplyForm(),
        reason_form=ReasonForm(),
        issue_form=forms.get("issue_form")
        or IssueForm(initial={"effective_on": max(row.effective_on or today, today)}),
    )
    response = render(request, "compendium/draft.html", context)
    if forms:
        response.status_code = 422
    return response


def _steps(row: Draft, approval: Approval | None, today: Any) -> list[dict[str, str]]:
    """The way from the desk to publication, for the line of steps."""
    order = [
        (DraftStatus.DRAFTING, _("Drafting")),
        (DraftStatus.REVIEW, _("Departments' review")),
        (DraftStatus.APPROVAL, _("Approval and filing")),
        (DraftStatus.APPROVED, _("Issuing")),
        (DraftStatus.ISSUED, _("Taking effect")),
        (DraftStatus.PUBLISHED, _("Published")),
    ]
    at = row.status if row.status != DraftStatus.RETURNED else DraftStatus.DRAFTING
    names = [status.value for status, _label in order]
    place = names.index(at) if at in names else -1
    return [
        {
            "label": str(label),
            "state": "on" if n < place or at == DraftStatus.PUBLISHED else "now" if n == place
            else "",
            "wide_note": _step_names(row, today) if status == DraftStatus.APPROVAL else "",
        }
        for n, (status, label) in enumerate(order)
    ]  # fmt: skip


def _step_names(row: Draft, today: Any) -> str:
    language = "zh" if spoken_chinese() else "en"
    return " → ".join(step_words(code)[language] for code in steps_of(row, today))


@login_required
@require_http_methods(["GET", "POST"])
def head(request: Request, pk: int) -> HttpResponse:
    """Change what a draft says of itself."""
    row = draft_of(request, pk)
    form = HeadForm(request.POST or None, initial={name: getattr(row, name) for name in HEAD})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.revise_head(row, **form.cleaned_data, by=request.actor, now=request.now)
                return redirect(row)
            except ValidationError as error:
                put_errors(form, error)
    return render(
        request, "compendium/head.html", framed(request, row, "draft", form=form), status=status
    )


STEPS = ("review", "submit", "return", "drop", "issue")


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out a step of a draft's life."""
    row = draft_of(request, pk)
    if name not in STEPS:
        raise Http404
    by, now = request.actor, request.now
    if name == "review":
        departments = Unit.objects.filter(
            path__startswith=row.unit.path, kind="department", closed_on=None
        )
        form = ReviewForm(request.POST, units=departments)
        units = list(form.cleaned_data["units"]) if form.is_valid() else []
        said(request, lambda: actions.ask_review(row, units=units, by=by, now=now))
    elif name == "submit":
        said(request, lambda: actions.submit_draft(row, by=by, now=now))
    elif name in ("return", "drop"):
        do = actions.return_draft if name == "return" else actions.drop_draft
        reason = request.POST.get("reason", "")
        said(request, lambda: do(row, reason=reason, by=by, now=now))
    else:
        issue_form = IssueForm(request.POST)
        if not issue_form.is_valid():
            return _draft_page(request, row, issue_form=issue_form)
        try:
            actions.issue_draft(row, **issue_form.cleaned_data, by=by, now=now)
        except ValidationError as error:
            put_errors(issue_form, error)
            return _draft_page(request, row, issue_form=issue_form)
    return redirect(row)


@login_required
@require_POST
def opinion(request: Request, pk: int, review: int) -> HttpResponse:
    """A department's opinion, or the author's answer to it."""
    row = draft_of(request, pk)
    one = get_object_or_404(row.reviews.select_related("unit", "draft__unit"), pk=review)
    by, now = request.actor, request.now
    if "reply" in request.POST:
        reply = request.POST["reply"]
        said(request, lambda: actions.reply_opinion(one, reply=reply, by=by, now=now))
        return redirect(row)
    given, text = request.POST.get("opinion", ""), request.POST.get("text", "")
    said(request, lambda: actions.give_opinion(one, opinion=given, text=text, by=by, now=now))
    return redirect(row)
