"""The page of a case with its next step, the steps, the look at a masked value, the papers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks.models import CallbackTask
from heqi.clocks.queries import clocks_of as clocks_of_row
from heqi.complaints import actions
from heqi.complaints.actions.appealing import file_until
from heqi.complaints.actions.ending import missing_elements
from heqi.complaints.actions.investigating import counted_complaints
from heqi.complaints.actions.timing import clocks_of
from heqi.complaints.calls import subject_for
from heqi.complaints.catalogue import signs
from heqi.complaints.contexts import vouch
from heqi.complaints.facts import look
from heqi.complaints.models import Complaint
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.posts import names_of
from heqi.complaints.queries.case import masked_name, timeline
from heqi.complaints.states import LEVEL_TONES
from heqi.complaints.views.frame import case_of, framed
from heqi.complaints.views.reader import View
from heqi.complaints.views.steps import STEPS, offered
from heqi.customers.access import OPEN, UNMASK
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.withholding import is_kept_from
from heqi.rectifications.queries import of_source

BANNER = 2
PAPERS = ("intake", "investigation", "reply")


@require_GET
@login_required
@never_cache
def case(request: Request, pk: int) -> HttpResponse:
    """One case with its next step."""
    return _shown(request, case_of(request, pk), {}, 200)


@require_POST
@login_required
@never_cache
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step of a case."""
    row = case_of(request, pk)
    view = View(request, row)
    found = STEPS.get(name)
    if found is None:
        raise Http404(_("There is no such step."))
    form = found.form(view)(request.POST) if found.form else None
    if form is not None and not form.is_valid():
        return _shown(request, row, {name: form}, 422)
    given = form.cleaned_data if form is not None else {}
    try:
        made = found.act(row, **given, by=request.actor, now=request.now)
    except ValidationError as refused:
        if form is None:
            raise
        put_errors(form, refused)
        return _shown(request, row, {name: form}, 422)
    messages.success(request, _("Saved."))
    there = made.pk if isinstance(made, Complaint) else pk
    if Complaint.objects.visible_to(request.actor).filter(pk=there).exists():
        return redirect("complaints:case", there)
    return redirect("complaints:list")


@require_POST
@login_required
@never_cache
def reveal(request: Request, pk: int, field: str) -> HttpResponse:
    """The complainant's whole phone or name; the look is logged."""
    row = case_of(request, pk)
    if field not in ("phone", "name"):
        raise Http404(_("There is no such step."))
    value = actions.reveal(row, field=field, by=request.actor, now=request.now)
    if request.headers.get("HX-Request"):
        return render(request, "customers/unmasked.html", {"value": value})
    return render(request, "complaints/revealed.html", {"value": value, "case": row})


@require_GET
@login_required
@never_cache
def printed(request: Request, pk: int, form: str) -> HttpResponse:
    """An official form as the paper looks: intake sheet, investigation sheet, reply letter."""
    if form not in PAPERS:
        raise Http404(_("There is no such form."))
    row = case_of(request, pk)
    name = masked_name(row)
    if form == "reply" and name and may(request.actor, UNMASK):
        # The letter goes to the customer: it has the whole name, and the look is logged.
        name = actions.reveal(row, field="name", by=request.actor, now=request.now)
    page = {
        **_facts(row),
        "name": name,
        "looks": _looks(row),
        "reply": row.replies.order_by("-id").first(),
        "appeal_until": file_until(row, Appellant.CUSTOMER, now=request.now),
        "finding": row.findings.order_by("-id").first(),
        "solutions": list(row.solutions.all()[:20]),
    }
    return paper(request, f"complaints/print/{form}.html", page, name=f"{row.number}-{form}")


def _looks(row: Complaint) -> list[Any]:
    return list(row.investigations.select_related("investigator").prefetch_related("evidence"))


def _repeated(row: Complaint, reader: Actor) -> Complaint | None:
    """The earlier case that this one repeats, unless that one is about the reader."""
    earlier = row.repeated_of
    return None if earlier is None or is_kept_from(reader, earlier) else earlier


def _facts(row: Complaint) -> dict[str, Any]:
    said = dict(signs())
    return {
        "case": row,
        "signs": [said.get(sign, sign) for sign in row.signs],
        "levels": list(row.levels.all()[:20]),
    }


def _shown(
    request: Request, row: Complaint, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    view = View(request, row)
    steps = offered(view, bound)
    about = row.responsible or row.accused
    counted = counted_complaints(about, now=request.now) if about is not None else []
    answer = look("complaints.closing", {}, now=request.now, company_id=row.company_id)
    page = framed(
        request,
        "complaints:list",
        **_facts(row),
        name=masked_name(row),
        opens=not row.anonymous
        and row.party is not None
        and may(request.actor, OPEN, row.party)
        and vouch(request.actor, str(row.pk), row.party, request.now),
        level_tone=LEVEL_TONES[row.level],
        clocks=clocks_of(row),
        first=[one for one in steps if one["first"]],
        others=[one for one in steps if not one["first"]],
        lines=timeline(row),
        looks=_looks(row),
        findings=list(row.findings.select_related("responsible")[:20]),
        solutions=list(row.solutions.all()[:20]),
        replies=list(row.replies.all()[:20]),
        extensions=list(row.extensions.all()[:5]),
        appeals=list(row.appeals.all()[:10]),
        appeal_until=[
            (label, until)
            for who, label in Appellant.choices
            if row.judged_at
            and (who != Appellant.EMPLOYEE or row.responsible_id)
            and (who != Appellant.DEPARTMENT or row.responsible_unit_id)
            and (until := file_until(row, who, now=request.now))
        ],
        children=list(row.children.select_related("request")[:100]) if row.is_group else [],
        repeats=_repeated(row, request.actor),
        attached=list(row.merged.all()[:50]),
        rectifications=of_source(row),
        plan=getattr(row, "plan", None),
        queued=CallbackTask.objects.visible_to(request.actor)
        .filter(subject=subject_for(row), is_open=True)
        .first(),
        national=view.national,
        national_clocks=clocks_of_row(view.national) if view.national else [],
        counted=counted if len(counted) >= BANNER else [],
        about=about,
        missing=missing_elements(row, result="-", corrective_action="-", now=request.now)
        if row.status == "replied"
        else [],
        satisfied_at_least=answer["satisfied_at_least"],
        reply_by=names_of(view.posts) if view.posts else "",
        reply_clause=view.reply_clause,
        looks_mine=any(
            one.investigator_id == request.actor.id and one.reported_at is None
            for one in _looks(row)
        ),
    )
    return render(request, "complaints/case.html", page, status=status)
