"""One member of staff: post, account, roles, stand-ins, shifts, and what was changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people import actions, organisation
from heqi.people.access import may, require, visible_units
from heqi.people.forms import (
    AccountForm,
    CorrectForm,
    GrantForm,
    HireForm,
    LeaveForm,
    MoveForm,
    PasswordForm,
    ReasonForm,
)
from heqi.people.models import Account, Holding, RosterShift, Staff, StandIn
from heqi.people.requests import Request
from heqi.people.views.sending import done


@require_GET
@login_required
def staff_page(request: Request, pk: int) -> HttpResponse:
    """Everything about one person."""
    return _page(request, get_object_or_404(organisation.visible_staff(request.actor), pk=pk))


@require_http_methods(["GET", "POST"])
@login_required
def hire(request: Request) -> HttpResponse:
    """Take somebody on."""
    require(request.actor, "people.manage")
    units = visible_units(request.actor, "people.manage")
    first = {"unit": request.GET.get("unit"), "joined_on": timezone.localdate(request.now)}
    form = HireForm(request.POST or None, units=units, initial=first)
    if request.method == "POST" and done(
        request,
        form,
        lambda given: actions.hire_staff(**given, by=request.actor, now=request.now),
        _("The person is on the staff now"),
    ):
        number = form.cleaned_data["number"]
        return redirect("people:staff", Staff.objects.get(number=number).pk)
    context = {"form": form}
    return render(request, "people/hire.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def change(request: Request, pk: int, what: str) -> HttpResponse:
    """One of the changes in :data:`CHANGES`; a form that does not fit comes back as it was sent."""
    staff = get_object_or_404(organisation.visible_staff(request.actor), pk=pk)
    account = Account.objects.filter(staff=staff).first()
    by: dict[str, Any] = {"by": request.actor, "now": request.now}
    form = _forms(request, staff, sent=what).get(what)
    require(request.actor, "people.manage", staff.unit)
    if what == "move":
        ok = _sent(request, form, lambda g: actions.move_staff(staff, **g, **by))
    elif what == "correct":
        ok = _sent(request, form, lambda g: actions.correct_staff(staff, **g, **by))
    elif what == "leave":
        ok = _sent(request, form, lambda g: actions.let_staff_go(staff, **g, **by))
    elif what == "account" and account is None:
        ok = _sent(request, form, lambda g: actions.open_account(staff, **g, **by))
    elif what == "grant":
        ok = _sent(request, form, lambda g: _grant(staff, form, by))
    elif account and what == "password":
        ok = _sent(request, form, lambda g: actions.reset_password(account, **g, **by))
    elif account and what == "block":
        ok = _sent(request, form, lambda g: actions.block_account(account, **g, **by))
    elif account and what == "unblock":
        ok = _sent(request, Form({}), lambda g: actions.unblock_account(account, **by))
    else:
        ok = False
    if ok:
        return redirect("people:staff", staff.pk)
    return _page(request, staff, sent=what, status=422)


def _sent(request: Request, form: Form | None, act: Any) -> bool:
    return form is not None and done(request, form, act, _("Saved"))


def _grant(staff: Staff, form: Any, by: dict[str, Any]) -> None:
    given = form.cleaned_data
    actions.grant_role(
        staff,
        role=given["role"],
        unit=given["unit"],
        since=given["since"],
        until=form.until(),
        **by,
    )


@require_POST
@login_required
def end_role(request: Request, pk: int) -> HttpResponse:
    """Take a role back from today on."""
    holding = get_object_or_404(
        Holding.objects.filter(staff__in=organisation.visible_staff(request.actor)), pk=pk
    )
    until = timezone.localdate(request.now)
    actions.end_role(holding, until=until, by=request.actor, now=request.now)
    return redirect("people:staff", holding.staff_id)


def _forms(request: Request, staff: Staff, sent: str = "") -> dict[str, Form]:
    """The forms of the page by what they change; ``sent`` is bound to what was sent."""
    units = visible_units(request.actor, "people.manage")
    today = timezone.localdate(request.now)
    given = {"name": staff.name, "phone": staff.phone, "email": staff.email}
    place = {"unit": staff.unit_id, "post": staff.post_id, "title": staff.title}

    def data(what: str) -> Any:
        return request.POST if what == sent else None

    return {
        "move": MoveForm(data("move"), units=units, initial=place, auto_id="move_%s"),
        "correct": CorrectForm(data("correct"), initial=given, auto_id="correct_%s"),
        "leave": LeaveForm(data("leave"), initial={"on": today}, auto_id="leave_%s"),
        "account": AccountForm(data("account"), auto_id="account_%s"),
        "password": PasswordForm(data("password"), auto_id="password_%s"),
        "block": ReasonForm(data("block"), auto_id="block_%s"),
        "grant": GrantForm(
            data("grant"), units=units, initial={"since": today}, auto_id="grant_%s"
        ),
    }


def _page(request: Request, staff: Staff, *, sent: str = "", status: int = 200) -> HttpResponse:
    today = timezone.localdate(request.now)
    manages = may(request.actor, "people.manage", staff.unit)
    forms = _forms(request, staff, sent)
    if sent in forms:
        forms[sent].is_valid()
    context = {
        "staff": staff,
        "account": Account.objects.filter(staff=staff).first(),
        "employed": staff.is_employed(today),
        "roles": organisation.roles_of(staff, on=today),
        "stand_ins": StandIn.objects.filter(absent=staff, until__gt=today, ended_at__isnull=True)
        .select_related("deputy__post", "deputy__unit")
        .order_by("since"),
        "shifts": RosterShift.objects.filter(staff=staff, until__gt=request.now).select_related(
            "unit"
        )[:14],
        "entries": organisation.changes_of(staff) if may(request.actor, "ledger.view") else [],
        "may_manage": manages,
        "forms": forms if manages else {},
        "sent": sent,
        "up_href": f"{reverse('people:organisation')}?unit={staff.unit_id}",
    }
    return render(request, "people/staff.html", context, status=status)
