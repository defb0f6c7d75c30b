"""Pages of bulk messages: writing, looking at what will be sent, releasing, what became of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.ledger.audit import history
from heqi.notices import actions, recipients
from heqi.notices import campaign_queries as queries
from heqi.notices.campaign_forms import (
    AudienceForm,
    CampaignFilter,
    CampaignForm,
    OptOutForm,
    ReasonForm,
    RewriteForm,
)
from heqi.notices.models import Campaign, OptOut
from heqi.notices.states import CampaignStatus
from heqi.notices.texts import clause_of, text_of, texts_for
from heqi.people.access import may, require, visible_units, within
from heqi.people.fields import put_errors
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of
from heqi.people.requests import Request

PAGE = 30
# What the ledger's codes are called in the history.
HISTORY = {
    "notices.write_campaign": pgettext_lazy("bulk message history", "Written"),
    "notices.rewrite_campaign": pgettext_lazy("bulk message history", "Changed"),
    "notices.ask_release": pgettext_lazy("bulk message history", "Release asked for"),
    "notices.release_campaign": pgettext_lazy("bulk message history", "Released"),
    "notices.give_back_campaign": pgettext_lazy("bulk message history", "Given back"),
    "notices.cancel_campaign": pgettext_lazy("bulk message history", "Cancelled"),
    "notices.finish_campaign": pgettext_lazy("bulk message history", "All handed over"),
}
VIEW, WRITE, RELEASE = "notices.campaigns", "notices.write", "notices.release"
RIGHTS = {"rewrite": WRITE, "cancel": WRITE, "give_back": RELEASE}


@login_required
@require_GET
def campaign_list(request: Request) -> HttpResponse:
    """Every bulk message that the actor may see."""
    require(request.actor, VIEW)
    form = CampaignFilter(request.GET)
    given = form.values()
    rows = queries.campaigns(request.actor, given)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may_write = may(request.actor, WRITE)
    filtered = any(given.values())
    context = {"form": form, "page": page, "may_write": may_write, "filtered": filtered}
    return render(request, "notices/campaigns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_campaign(request: Request) -> HttpResponse:
    """Choose whom, then write; what is written is looked at before it is sent."""
    require(request.actor, WRITE)
    unit = _own_unit(request)
    today = timezone.localdate(request.now)
    audience = recipients.audience(request.GET.get("audience", ""))
    begin = text_of(request.GET.get("begin", ""))
    pick = AudienceForm(
        request.GET or None,
        audiences=[(one.code, one.title) for one in recipients.audiences()],
        texts=[("", _("an empty text")), *((t.code, t.title) for t in texts_for(today))],
    )
    pick.fields["begin"].required = False
    if audience is None:
        return render(request, "notices/campaign_new.html", {"pick": pick, "form": None})
    company = company_of(unit)
    choices = audience.choices(company, request.actor) if audience.choices else None
    initial = {"title": begin.title, "purpose": begin.purpose, "text": begin.text} if begin else {}
    form = CampaignForm(
        request.POST or None,
        choices=choices,
        free=audience.free,
        initial=initial,
        by=request.actor,
        now=request.now,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.write_campaign(
                    company,
                    unit=unit,
                    title=form.cleaned_data["title"],
                    purpose=form.cleaned_data["purpose"],
                    audience_code=audience.code,
                    choice=form.chosen(),
                    text=form.cleaned_data["text"],
                    by=request.actor,
                    now=request.now,
                )
            except ValidationError as error:
                put_errors(form, error)
            else:
                return redirect("notices:campaign", made.pk)
    context: dict[str, Any] = {
        "pick": pick,
        "form": form,
        "audience": audience,
        "clause": begin.clause if begin else "",
    }
    return render(request, "notices/campaign_new.html", context, status=status)


@login_required
@require_GET
def campaign(request: Request, pk: int) -> HttpResponse:
    """One bulk message: the real texts before, the results after."""
    return _shown(request, _campaign(request, pk), {}, 200)


@login_required
@require_POST
def campaign_step(request: Request, pk: int, name: str) -> HttpResponse:
    """Release, change, give back, cancel."""
    row = _campaign(request, pk)
    given: dict[str, Any] = {"by": request.actor, "now": request.now}
    if name == "release":
        try:
            sent = actions.release_campaign(row, **given)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = _("It is being sent.") if sent else _("Somebody else was asked to release it.")
            messages.success(request, said)
        return redirect("notices:campaign", pk)
    if name in RIGHTS:
        require(request.actor, RIGHTS[name], row)
    form: forms.Form
    act: Callable[..., None]
    if name == "rewrite":
        form, act = RewriteForm(request.POST, **given), actions.rewrite_campaign
    elif name in ("give_back", "cancel"):
        form = ReasonForm(request.POST)
        act = actions.give_back_campaign if name == "give_back" else actions.cancel_campaign
    else:
        raise Http404(_("There is no such step."))
    if form.is_valid():
        try:
            act(row, **form.cleaned_data, **given)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("notices:campaign", pk)
    return _shown(request, row, {name: form}, 422)


@login_required
@require_http_methods(["GET", "POST"])
def opt_outs(request: Request) -> HttpResponse:
    """Numbers that want no bulk messages."""
    require(request.actor, VIEW)
    form = OptOutForm(request.POST or None)
    status = 200
    if request.method == "POST":
        require(request.actor, WRITE)
        status = 422
        if form.is_valid():
            company = company_of(_own_unit(request))
            try:
                actions.opt_out(company, **form.cleaned_data, by=request.actor, now=request.now)
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("notices:opt_outs")
    rows = within(OptOut.objects.all(), request.actor, VIEW, unit="company")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    company_wide = any(
        unit.kind == "company" for unit in visible_units(request.actor, WRITE, ["company"])
    )
    context = {"page": page, "form": form, "may_write": company_wide}
    return render(request, "notices/opt_outs.html", context, status=status)


@login_required
@require_POST
def opt_in(request: Request, pk: int) -> HttpResponse:
    """A number wants bulk messages again."""
    rows = within(OptOut.objects.select_related("company"), request.actor, VIEW, unit="company")
    row = get_object_or_404(rows, pk=pk)
    actions.opt_in(row, by=request.actor, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("notices:opt_outs")


def _campaign(request: Request, pk: int) -> Campaign:
    rows = Campaign.objects.visible_to(request.actor).select_related("unit", "company")
    return get_object_or_404(rows, pk=pk)


def _own_unit(request: Request) -> Unit:
    """Where the actor writes from: his department, else the first unit in which he may."""
    staff = Staff.objects.select_related("unit__parent", "unit__company").filter(
        pk=request.actor.id or 0
    )
    own = staff.first()
    if own and may(request.actor, WRITE, department_of(own.unit)):
        return department_of(own.unit)
    found = visible_units(request.actor, WRITE).order_by("path").first()
    if found is None:
        raise Http404(_("There is no unit in which you may write bulk messages."))
    return found


def _shown(
    request: Request, row: Campaign, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    actor = request.actor
    progress = queries.progress_of(row)
    known = [name for name in queries.RESULTS if name in ("included", "left_out")]
    if row.status in (CampaignStatus.SENDING, CampaignStatus.SENT):
        known = list(queries.RESULTS)
    tab = request.GET.get("tab", "")
    tab = tab if tab in known else "included"
    words = {
        "included": _("Recipients"), "left_out": _("Left out"), "waiting": _("Waiting"),
        "sent": _("Sent, no report yet"), "delivered": pgettext("a message", "Arrived"),
        "failed": _("Failed"),
    }  # fmt: skip
    rows = queries.recipients(row, tab, request.GET.get("q", "").replace("\x00", ""))
    editable = row.status == CampaignStatus.DRAFT and may(actor, WRITE, row)
    open_ = row.status in (CampaignStatus.DRAFT, CampaignStatus.WAITING)
    first = row.recipients.filter(excluded="").first()
    context = {
        "campaign": row,
        "audience": recipients.audience(row.audience),
        "clause": clause_of(row.purpose),
        "progress": progress,
        "first": first,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "tabs": [
            {
                "key": name,
                "label": words[name],
                "count": getattr(progress, name),
                "tone": "over" if name == "failed" and progress.failed else "",
            }
            for name in known
        ],
        "reasons": queries.reasons_of(row),
        "rewrite": bound.get("rewrite")
        or (
            RewriteForm(initial={"title": row.title, "text": row.text}, by=actor, now=request.now)
            if editable
            else None
        ),
        "may_release": open_ and (may(actor, RELEASE, row) or may(actor, WRITE, row)),
        "releases": may(actor, RELEASE, row),
        "may_cancel": open_ and may(actor, WRITE, row),
        "may_give_back": row.status == CampaignStatus.WAITING and may(actor, RELEASE, row),
        "may_retry": may(actor, "notices.manage", row),
        "bound": bound,
        "history": [(e, HISTORY.get(e.code, "")) for e in history(row, limit=20)],
    }
    return render(request, "notices/campaign.html", context, status=status)
