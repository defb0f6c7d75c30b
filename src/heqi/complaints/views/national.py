"""The line to the national centre: messages, the token, files in both directions."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks.models import NationalResult
from heqi.complaints.access import NATIONAL
from heqi.complaints.actions import national
from heqi.complaints.actions.telling import acting
from heqi.complaints.forms.national import FileForm, LineForm
from heqi.complaints.models import Complaint, NationalLink, NationalMessage
from heqi.complaints.views.frame import company_of_page, framed
from heqi.people.access import require
from heqi.people.machines import Rejected
from heqi.people.models import Unit
from heqi.people.requests import Request

SIZE = 30
LARGEST = 1_000_000
LINES = 1000


def _company(request: Request) -> Unit:
    require(request.actor, NATIONAL)
    company = company_of_page(request, NATIONAL)
    require(request.actor, NATIONAL, company)
    return company


@require_GET
@login_required
@never_cache
def line(request: Request) -> HttpResponse:
    """Messages in both directions, how the line stands, files."""
    return _shown(request, _company(request), {}, 200)


@require_POST
@login_required
@never_cache
def set_line(request: Request) -> HttpResponse:
    """Set the address; a new token is shown once."""
    company = _company(request)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _shown(request, company, {"line_form": form}, 422)
    token = national.open_line(
        company,
        address=form.cleaned_data["address"],
        new_token=form.cleaned_data["new_token"],
        by=request.actor,
        now=request.now,
    )
    if token:
        return _shown(request, company, {"token": token}, 200)
    messages.success(request, _("Saved."))
    return redirect("complaints:national")


@require_POST
@login_required
@never_cache
def upload(request: Request) -> HttpResponse:
    """Messages of the national centre in a file: each line as if it came over the line."""
    company = _company(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, company, {"file_form": form}, 422)
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", _("The file is larger than 1 MB."))
        return _shown(request, company, {"file_form": form}, 422)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error("file", _("The file is not written in UTF-8."))
        return _shown(request, company, {"file_form": form}, 422)
    results = [
        _take(company, number, row, request)
        for number, row in enumerate(text.splitlines()[:LINES], start=1)
        if row.strip()
    ]
    return _shown(request, company, {"results": results}, 200)


def _take(company: Unit, number: int, row: str, request: Request) -> dict[str, Any]:
    try:
        message = json.loads(row)
    except ValueError:
        return {"line": number, "ok": False, "said": _("This line is no JSON.")}
    if not isinstance(message, dict):
        return {"line": number, "ok": False, "said": _("This line is no message.")}
    key = str(message.pop("key", ""))
    try:
        answer = national.take_message(
            company, key=key, message=message, by=acting(request.actor), now=request.now
        )
    except Rejected as refused:
        return {"line": number, "ok": False, "said": refused.sentence}
    return {"line": number, "ok": True, "said": f"{answer['reference']} → {answer['number']}"}


@require_POST
@login_required
@never_cache
def download(request: Request) -> HttpResponse:
    """What waits for the national centre, as a file; it counts as sent."""
    company = _company(request)
    content = national.take_out_file(company, by=request.actor, now=request.now)
    response = HttpResponse(content, content_type="application/x-ndjson; charset=utf-8")
    name = f"national-centre-{timezone.localtime(request.now):%Y%m%d-%H%M}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(request: Request, company: Unit, more: dict[str, Any], status: int) -> HttpResponse:
    link = NationalLink.objects.filter(company=company).first()
    seen = Complaint.objects.visible_to(request.actor).order_by().values("pk")
    calls = NationalResult.objects.visible_to(request.actor).filter(company=company)
    shown = (
        Q(case__complaint__in=seen)
        | Q(complaint__in=seen)
        | Q(callback__in=calls.order_by().values("pk"))
    )
    rows = NationalMessage.objects.filter(shown, company=company)
    rows = rows.select_related("case__complaint", "callback", "complaint")
    waiting = NationalMessage.objects.filter(
        company=company, direction="out", state__in=["waiting", "failed"]
    )
    page = framed(
        request,
        "complaints:national",
        link=link,
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        waiting=waiting.values("pk")[:1001].count(),
        line_form=more.pop("line_form", None)
        or LineForm(initial={"address": link.address if link else ""}),
        file_form=more.pop("file_form", None) or FileForm(),
        api=request.build_absolute_uri(reverse("complaints:api_messages")),
        **more,
    )
    return render(request, "complaints/national.html", page, status=status)
