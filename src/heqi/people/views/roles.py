"""What the roles may do."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.people import actions
from heqi.people.access import may, permissions, require
from heqi.people.forms import RoleForm
from heqi.people.models import Role, Unit
from heqi.people.requests import Request
from heqi.people.views.sending import done


@require_GET
@login_required
def roles(request: Request) -> HttpResponse:
    """Roles, their rights in words, and how many hold them."""
    require(request.actor, "people.view")
    today = timezone.localdate(request.now)
    held = Q(holdings__since__lte=today) & (
        Q(holdings__until__isnull=True) | Q(holdings__until__gt=today)
    )
    words = permissions()
    rows = Role.objects.annotate(people=Count("holdings__staff", filter=held, distinct=True))
    context = {
        "rows": [(role, [str(words[c]) for c in role.permissions if c in words]) for role in rows],
        "may_manage": _runs_the_group(request),
    }
    return render(request, "people/roles.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def role(request: Request, code: str) -> HttpResponse:
    """Change a role for the whole group."""
    for root in Unit.objects.filter(parent__isnull=True):
        require(request.actor, "people.manage", root)
    row = get_object_or_404(Role, pk=code)
    first = {"name": row.name, "name_en": row.name_en, "codes": row.permissions}
    form = RoleForm(request.POST or None, initial=first)
    if request.method == "POST" and done(
        request,
        form,
        lambda given: actions.change_role(row, **given, by=request.actor, now=request.now),
        _("The role is changed"),
    ):
        return redirect("people:roles")
    context = {"form": form, "role": row}
    return render(request, "people/role.html", context, status=422 if form.errors else 200)


def _runs_the_group(request: Request) -> bool:
    roots = Unit.objects.filter(parent__isnull=True)
    return all(may(request.actor, "people.manage", root) for root in roots)
