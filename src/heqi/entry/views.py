"""The standard as a page, and the check of a field while somebody types."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.entry.describing import described, posts
from heqi.entry.forms import form_named
from heqi.entry.standards import KINDS, standard
from heqi.entry.telling import told
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.policies.speaking import spoken


@login_required
@require_GET
def standards(request: Request) -> HttpResponse:
    """What is to be entered, kind by kind, and in which form."""
    require(request.actor, "policies.view")
    today = timezone.localdate(request.now)
    chosen = request.GET.get("kind", KINDS[0])
    if chosen not in KINDS:
        raise Http404(_("There is no such kind of record."))
    post = request.GET.get("post", "any")
    tabs = [
        {
            "key": kind,
            "label": spoken(standard(kind, on=today, company_id=request.actor.company_id).title),
        }
        for kind in KINDS
    ]
    page = {
        "tabs": tabs,
        "kind": chosen,
        "posts": posts(),
        "post": post,
        "shown": described(
            standard(chosen, on=today, company_id=request.actor.company_id), post=post
        ),
    }
    return render(request, "entry/standards.html", page)


@login_required
@require_POST
def check(request: Request) -> HttpResponse:
    """What is wrong with one field of a form that is being filled in; nothing is kept.

    The query names the form, its field and its prefix; the body holds the form as typed so far.
    """
    form_class = form_named(request.GET.get("form", ""))
    name = request.GET.get("field", "")
    if form_class is None or name not in form_class.base_fields:
        raise Http404(_("There is no such field."))
    form = form_class(
        request.POST,
        by=request.actor,
        now=request.now,
        prefix=request.GET.get("prefix") or None,
    )
    confirmed = form.confirmed()
    rows = [told(finding, confirmed) for finding in form.findings_of(name)]
    return render(request, "entry/told.html", {"rows": rows})
