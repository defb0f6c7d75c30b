"""The inbox, the outbox, and where carriers report."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.notices import actions, queries
from heqi.notices.access import inbox_of, visible_to
from heqi.notices.forms import OutboxFilter, QuietHoursForm
from heqi.notices.models import Notice
from heqi.notices.signing import is_signed
from heqi.notices.states import Channel, Status
from heqi.notices.wording import spoken, templates
from heqi.people.access import require, visible_units
from heqi.people.models import Unit, UnitKind
from heqi.people.requests import Request

PAGE = 50
MAX_REPORT = 64_000


@require_GET
@login_required
def inbox(request: Request) -> HttpResponse:
    """The actor's messages, newest first."""
    unread = request.GET.get("tab") != "all"
    rows = queries.inbox(request.actor, unread=unread)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(notice, *_shown(notice)) for notice in page],
        "unread": queries.unread_count(request.actor),
        "tabs": [
            {"key": "", "label": _("Unread"), "count": queries.unread_count(request.actor)},
            {"key": "all", "label": _("All"), "count": None},
        ],
    }
    return render(request, "notices/inbox.html", context)


@require_GET
@login_required
def count(request: Request) -> HttpResponse:
    """The number on the bell, for the poll."""
    return JsonResponse({"unread": queries.unread_count(request.actor)})


@require_POST
@login_required
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Read a message and go where it points."""
    notice = get_object_or_404(inbox_of(request.actor), pk=pk)
    actions.mark_read(notice, by=request.actor, now=request.now)
    own = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and own else "notices:inbox")


@require_POST
@login_required
def read(request: Request, pk: int) -> HttpResponse:
    """Mark one message read."""
    notice = get_object_or_404(inbox_of(request.actor), pk=pk)
    actions.mark_read(notice, by=request.actor, now=request.now)
    return redirect("notices:inbox")


@require_POST
@login_required
def read_all(request: Request) -> HttpResponse:
    """Mark everything read."""
    number = actions.mark_all_read(by=request.actor, now=request.now)
    messages.success(request, _("{number} messages marked as read").format(number=number))
    return redirect("notices:inbox")


@require_GET
@login_required
def outbox(request: Request) -> HttpResponse:
    """What was sent outside and what failed."""
    require(request.actor, "notices.view")
    status = request.GET.get("status", "")
    status = status if status in Status.values else ""
    channel = request.GET.get("channel", "")
    channel = channel if channel in Channel.values else ""
    rows = queries.outbox(request.actor, status=status, channel=channel)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = queries.outbox_counts(request.actor)
    context = {
        "page": page,
        "rows": page,
        "filters": OutboxFilter(request.GET),
        "may_manage": "notices.manage" in request.actor.holdings,
        "tabs": [
            {"key": "", "label": _("All"), "count": sum(counts.values())},
            *(
                {
                    "key": value,
                    "label": label,
                    "count": counts[value],
                    "tone": "over" if value == Status.FAILED else "",
                }
                for value, label in Status.choices
                if value in counts
            ),
        ],
    }
    return render(request, "notices/outbox.html", context)


@require_POST
@login_required
def retry(request: Request, pk: int) -> HttpResponse:
    """Send a failed message again."""
    notice = get_object_or_404(visible_to(request.actor), pk=pk)
    actions.retry_notice(notice, by=request.actor, now=request.now)
    messages.success(request, _("The message is queued again"))
    return redirect("notices:outbox")


@require_POST
@login_required
def cancel(request: Request, pk: int) -> HttpResponse:
    """Take a waiting message back."""
    notice = get_object_or_404(visible_to(request.actor), pk=pk)
    reason = request.POST.get("reason", "")
    actions.cancel_notice(notice, reason=reason, by=request.actor, now=request.now)
    messages.success(request, _("The message is cancelled"))
    return redirect("notices:outbox")


@require_http_methods(["GET", "POST"])
@login_required
def quiet_hours(request: Request) -> HttpResponse:
    """When the channels of a company rest."""
    require(request.actor, "notices.manage")
    form = None
    if request.method == "POST":
        form = QuietHoursForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            companies = visible_units(request.actor, "notices.manage", [UnitKind.COMPANY])
            company = get_object_or_404(companies, pk=given.pop("company"))
            try:
                actions.set_quiet_hours(company, **given, by=request.actor, now=request.now)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("Quiet hours saved"))
                return redirect("notices:quiet_hours")
    rows = queries.quiet_hours(request.actor, on=timezone.localdate(request.now))
    context = {"companies": [(company, _forms(company, rows, form)) for company in rows]}
    return render(request, "notices/quiet_hours.html", context, status=422 if form else 200)


def _forms(
    company: Unit, rows: dict[Unit, list[queries.Quiet]], sent: QuietHoursForm | None
) -> list[tuple[QuietHoursForm, str, str]]:
    shown = []
    for quiet in rows[company]:
        form = QuietHoursForm(
            initial={
                "company": company.pk,
                "channel": quiet.channel,
                "begins": quiet.span[0] if quiet.span else None,
                "ends": quiet.span[1] if quiet.span else None,
                "reason": quiet.reason,
            },
            auto_id=f"id_{company.pk}_{quiet.channel}_%s",
        )
        mine = sent and (sent["company"].value(), sent["channel"].value())
        if sent and mine == (str(company.pk), quiet.channel):
            form = sent
        shown.append((form, str(Channel(quiet.channel).label), quiet.source))
    return shown


@csrf_exempt
@require_POST
def reports(request: Request) -> HttpResponse:
    """A carrier's delivery report: ``{key, id, status: delivered|failed, error}``, signed."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_REPORT:
        return JsonResponse({"error": "too large"}, status=413)
    if not is_signed(request.body, request.headers, now=request.now):
        return JsonResponse({"error": "the signature does not fit"}, status=401)
    try:
        data = json.loads(request.body)
        status, key = data["status"], data.get("key", "")
        given = [status, key, data.get("id", ""), data.get("error", "")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "status is expected"}, status=422)
    # A database stores no NUL, and an id is never long.
    if status not in ("delivered", "failed") or not all(_is_text(value) for value in given):
        return JsonResponse({"error": "status is delivered or failed"}, status=422)
    known = actions.report_delivery(
        key=key,
        provider_id=given[2],
        arrived=status == "delivered",
        error=given[3],
        now=request.now,
    )
    return HttpResponse(status=204 if known else 404)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 400 and "\x00" not in value


def _shown(notice: Notice) -> tuple[str, str]:
    """In the reader's language where the template still exists, else as it was written."""
    text = templates().get(notice.template)
    language = spoken(get_language())
    if text is None or language == notice.language:
        return notice.subject, notice.body
    return text.render(notice.context, language)
