"""Pages of the register."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download
from heqi.supervision import actions
from heqi.supervision.access import MANAGE, VIEW
from heqi.supervision.doors import token_of
from heqi.supervision.export import member_book
from heqi.supervision.facts import duty_words, terms_on
from heqi.supervision.forms.fields import ReasonForm
from heqi.supervision.forms.members import (
    AppointForm,
    MemberFilter,
    PersonForm,
    ReleaseForm,
)
from heqi.supervision.models import Link, Supervisor
from heqi.supervision.qr import qr_png
from heqi.supervision.queries.figures import composition
from heqi.supervision.queries.members import TABS, Filters, supervisors, tab_counts
from heqi.supervision.queries.opinions import said_by
from heqi.supervision.states import Standing
from heqi.supervision.views.frame import company_in_view, framed, lines_of, step_of

SIZE = 20
LABELS = {
    "serving": pgettext_lazy("supervisor", "Serving"),
    "nominated": pgettext_lazy("supervisor", "Nominated"),
    "ended": pgettext_lazy("supervisor", "Released"),
    "all": pgettext_lazy("supervisor", "All"),
}
Act = Callable[..., Any]
# Step: the action, its form, from which state, heading and button.
STEPS: dict[str, tuple[Act, type[forms.Form] | None, str, Any, Any]] = {
    "appoint": (
        actions.appoint_supervisor, AppointForm, Standing.NOMINATED,
        pgettext_lazy("supervisor", "Appoint"), pgettext_lazy("supervisor", "Appoint"),
    ),
    "decline": (
        actions.decline_nomination, ReasonForm, Standing.NOMINATED,
        pgettext_lazy("supervisor", "Does not accept"),
        pgettext_lazy("supervisor", "Take off the register"),
    ),
    "renew": (
        actions.renew_supervisor, None, Standing.SERVING,
        pgettext_lazy("supervisor", "Renew the term"),
        pgettext_lazy("supervisor", "Renew the term"),
    ),
    "release": (
        actions.release_supervisor, ReleaseForm, Standing.SERVING,
        pgettext_lazy("supervisor", "Release"), pgettext_lazy("supervisor", "Release"),
    ),
}  # fmt: skip


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The register, and how it is made up."""
    company = company_in_view(request)
    form = MemberFilter(request.GET)
    filters = _filters(request, form)
    counts = tab_counts(request.actor)
    tabs = [
        {
            "key": key,
            "label": label,
            "count": sum(counts.values()) if key == "all" else counts.get(key, 0),
            "active": key == filters.tab,
        }
        for key, label in LABELS.items()
    ]
    values = framed(
        request,
        "members",
        form=form,
        tab=filters.tab,
        tabs=tabs,
        page=Paginator(supervisors(request.actor, filters), SIZE).get_page(request.GET.get("page")),
        filtered=bool(form.values()),
        mix=composition(company, on=timezone.localdate(request.now)),
        may_manage=may(request.actor, MANAGE, company),
        export=reverse("supervision:export_members"),
    )
    return render(request, "supervision/members.html", values)


def _filters(request: Request, form: MemberFilter) -> Filters:
    tab = request.GET.get("tab", "")
    return Filters(tab=tab if tab in TABS else "serving", **form.values())


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The register as Excel."""
    company_in_view(request)
    rows = supervisors(request.actor, _filters(request, MemberFilter(request.GET)))[:MOST]
    book = member_book(rows, by=request.actor, now=request.now)
    return download(book, f"supervisors-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Nominate somebody."""
    company = company_in_view(request, MANAGE)
    form = PersonForm(request.POST or None, company=company)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.nominate_supervisor(
                    company,
                    actions.Person(**form.cleaned_data),
                    by=request.actor,
                    now=request.now,
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Nominated: {name}.").format(name=made.name))
                return redirect("supervision:member", made.pk)
    values = framed(request, "members", form=form)
    return render(request, "supervision/person.html", values, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Correct the register."""
    row = _row(request, pk)
    require(request.actor, MANAGE, row)
    given = {
        name: getattr(row, name)
        for name in (
            "name", "group", "phone", "organisation", "position", "recommended_by", "note",
        )
    }  # fmt: skip
    given["party"] = row.party.number if row.party else ""
    form = PersonForm(request.POST or None, company=row.company, initial=given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_supervisor(
                    row, actions.Person(**form.cleaned_data), by=request.actor, now=request.now
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("supervision:member", pk)
    values = framed(request, "members", form=form, row=row)
    return render(request, "supervision/person.html", values, status=status)


@login_required
@require_GET
def supervisor(request: Request, pk: int) -> HttpResponse:
    """One supervisor: terms, link, opinions, meetings."""
    return _shown(request, _row(request, pk), {}, 200)


@login_required
@require_POST
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one step, or one of the link."""
    row = _row(request, pk)
    if name in ("issue_link", "revoke_link", "send_link"):
        return _link_step(request, row, name)
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    act, kind = STEPS[name][:2]
    form = kind(request.POST) if kind else None
    if form is not None and not form.is_valid():
        return _shown(request, row, {name: form}, 422)
    try:
        act(row, **(form.cleaned_data if form else {}), by=request.actor, now=request.now)
    except ValidationError as refused:
        if form is None:
            messages.error(request, " ".join(refused.messages))
            return redirect("supervision:member", pk)
        put_errors(form, refused)
        return _shown(request, row, {name: form}, 422)
    messages.success(request, _("Saved."))
    return redirect("supervision:member", pk)


def _link_step(request: Request, row: Supervisor, name: str) -> HttpResponse:
    require(request.actor, MANAGE, row)
    link = _link(row)
    try:
        if name == "issue_link":
            actions.issue_link(row, by=request.actor, now=request.now)
        elif link is None:
            raise Http404(_("There is no valid link."))
        elif name == "revoke_link":
            actions.revoke_link(link, by=request.actor, now=request.now)
        elif not settings.SITE:
            raise ValidationError(
                _("The site has no public address (HEQI_SITE), so no message with a link is sent.")
            )
        else:
            url = _address(request, link)
            actions.send_link(link, url=url, by=request.actor, now=request.now)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("supervision:member", row.pk)


@login_required
@require_POST
def phone(request: Request, pk: int) -> HttpResponse:
    """The whole number; the look is logged."""
    row = _row(request, pk)
    value = actions.reveal_phone(row, by=request.actor, now=request.now)
    if request.headers.get("HX-Request"):
        return HttpResponse(value)
    return render(request, "supervision/revealed.html", {"value": value, "row": row})


@login_required
@require_GET
@never_cache
def card(request: Request, pk: int) -> HttpResponse:
    """The card with the QR code of the personal link, to print and hand over."""
    row = _row(request, pk)
    require(request.actor, MANAGE, row)
    link = _link(row)
    if link is None:
        raise Http404(_("There is no valid link."))
    png = qr_png(_address(request, link))
    if request.GET.get("as") == "png":
        return HttpResponse(png, content_type="image/png")
    page = {"row": row, "link": link, "duties": duty_words()}
    return paper(
        request, "supervision/card.html", page, name=row.number, picture=lambda _address: png
    )


@login_required
@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """The letter of appointment with the pledge of confidentiality."""
    row = _row(request, pk)
    require(request.actor, MANAGE, row)
    term = row.terms.order_by("-place").first()
    if term is None:
        raise Http404(_("Nobody is appointed here yet."))
    page = {"row": row, "term": term, "duties": duty_words()}
    return paper(request, "supervision/letter.html", page, name=f"{row.number}-letter")


def _address(request: Request, link: Link) -> str:
    path = reverse("supervision:door", args=[token_of(link)])
    return f"{settings.SITE}{path}" if settings.SITE else request.build_absolute_uri(path)


def _link(row: Supervisor) -> Link | None:
    return row.links.filter(revoked_at__isnull=True).select_related("supervisor__unit").first()


def _row(request: Request, pk: int) -> Supervisor:
    rows = Supervisor.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("unit", "company", "party__company", "party__unit"), pk=pk
    )


def _shown(
    request: Request, row: Supervisor, bound: dict[str, forms.Form], status: int
) -> HttpResponse:
    today = timezone.localdate(request.now)
    terms = terms_on(on=today, company_id=row.company_id)
    manages = may(request.actor, MANAGE, row)
    first = {"since": today, "confidential_on": today}
    offered = [
        step_of(
            name, title, button,
            bound.get(name) or (kind(initial=first) if kind else None),
            later=name not in ("appoint",),
        )
        for name, (_act, kind, state, title, button) in STEPS.items()
        if manages and state == row.status
    ]  # fmt: skip
    spans = list(row.terms.all()[:10])
    if len(spans) > terms.renewals:
        offered = [one for one in offered if one["name"] != "renew"]
    link = _link(row) if manages else None
    opinions = said_by(row)
    values = framed(
        request,
        "members",
        row=row,
        spans=spans,
        duties=duty_words(),
        link=link,
        site=settings.SITE,
        manages=manages,
        steps=[one for one in offered if not one["later"]],
        others=[one for one in offered if one["later"]],
        opinions=opinions,
        invitations=list(
            row.invitations.select_related("gathering").order_by("-gathering__at")[:20]
        ),
        inactive_on=terms.after("inactive", row.active_on, row.unit) if row.active_on else None,
        lines=lines_of(row),
        may_see=may(request.actor, VIEW, row.company),
    )
    return render(request, "supervision/member.html", values, status=status)
