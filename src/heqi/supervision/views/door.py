"""The door of supervisors: their phone page, opened by a personal link without login.

Staff who are signed in are refused: nobody of the company speaks as a supervisor.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.evidence.sniffing import MAX_SIZE
from heqi.people.access import Refused, refuse
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.supervision import actions
from heqi.supervision.actions.opinions import PHOTOS
from heqi.supervision.catalogue import label_of, most_marks
from heqi.supervision.doors import link_behind, opens
from heqi.supervision.facts import answered_within, duty_words
from heqi.supervision.forms.opinions import SaidForm, SatisfiedForm
from heqi.supervision.forms.ratings import RateForm
from heqi.supervision.models import Gathering, Link, Opinion, Rating, Round
from heqi.supervision.queries.opinions import said_by
from heqi.supervision.states import GatheringStatus, OpinionStatus, RoundStatus

View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """Let in who comes by a valid link, and nobody else."""

    @wraps(view)
    @never_cache
    def guarded(request: Request, token: str, **arguments: Any) -> HttpResponse:
        if request.user.is_authenticated:
            raise refuse(
                _("This page belongs to a supervisor. Staff do not open it; please sign out.")
            )
        link = link_behind(token)
        if link is None:
            raise Http404(_("This address is not known. Please scan your code again."))
        if not opens(link, on=timezone.localdate(request.now)):
            values = {"supervisor": link.supervisor, "company": link.supervisor.company}
            return render(request, "supervision/door/closed.html", values, status=410)
        response = view(request, link, token, **arguments)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@require_GET
@_by_link
def door(request: Request, link: Link, token: str) -> HttpResponse:
    """What a supervisor finds: his opinions, meetings ahead, the rating."""
    supervisor = link.supervisor
    ahead = supervisor.invitations.filter(
        gathering__status=GatheringStatus.PLANNED, gathering__at__gte=request.now
    ).select_related("gathering")
    round_ = _open_round(link)
    values = {
        "link": link,
        "token": token,
        "supervisor": supervisor,
        "company": supervisor.company,
        "opinions": said_by(supervisor),
        "ahead": list(ahead.order_by("gathering__at")[:5]),
        "round": round_,
        "rated": round_ and round_.ratings.filter(supervisor=supervisor).exists(),
        "duties": duty_words(),
    }
    return render(request, "supervision/door/door.html", values)


@require_http_methods(["GET", "POST"])
@_by_link
def say(request: Request, link: Link, token: str) -> HttpResponse:
    """Say something, with photos."""
    form = SaidForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        files = request.FILES.getlist("photos")
        key = request.POST.get("key", "")[:40]
        too_much = len(files) > PHOTOS or any((one.size or 0) > MAX_SIZE for one in files)
        if form.is_valid() and too_much:
            form.add_error(
                None,
                _("At most {n} photos of {mb} MB each.").format(n=PHOTOS, mb=MAX_SIZE // 1_000_000),
            )
        elif form.is_valid():
            try:
                actions.submit_opinion(
                    link,
                    actions.Said(**form.cleaned_data),
                    photos=[(one.name or "", one.read()) for one in files],
                    key=key if key.isprintable() and key else None,
                    now=request.now,
                )
            except ValidationError as refused:
                put_errors(form, refused)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 429
            else:
                return redirect("supervision:door", token)
    values = {
        "token": token,
        "form": form,
        "company": link.supervisor.company,
        "photos": PHOTOS,
        "key": f"{request.now:%Y%m%d%H%M%S%f}",
        "within": answered_within(
            on=timezone.localdate(request.now), company_id=link.supervisor.company_id
        ),
    }
    return render(request, "supervision/door/say.html", values, status=status)


@require_http_methods(["GET", "POST"])
@_by_link
def opinion(request: Request, link: Link, token: str, pk: int) -> HttpResponse:
    """One of his own opinions with answer and result; he says whether it does."""
    rows = Opinion.objects.filter(supervisor=link.supervisor).select_related("unit", "company")
    row = get_object_or_404(rows, pk=pk)
    asks = row.status == OpinionStatus.CLOSED and row.satisfied is None
    form = SatisfiedForm(request.POST or None) if asks else None
    status = 200
    if request.method == "POST":
        if form is None:
            return redirect("supervision:door_opinion", token, pk)
        status = 422
        if form.is_valid():
            try:
                actions.reply_to_result(link, row, **form.cleaned_data, now=request.now)
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("supervision:door_opinion", token, pk)
    values = {
        "token": token,
        "row": row,
        "about": label_of("areas", row.area),
        "company": row.company,
        "form": form,
    }
    return render(request, "supervision/door/opinion.html", values, status=status)


@require_http_methods(["GET", "POST"])
@_by_link
def rating(request: Request, link: Link, token: str) -> HttpResponse:
    """Rate the year."""
    row = _open_round(link)
    if row is None:
        raise Http404(_("No rating is open at the moment."))
    earlier = Rating.objects.filter(round=row, supervisor=link.supervisor).first()
    given = {**earlier.marks, "words": earlier.words} if earlier else {}
    form = RateForm(request.POST or None, initial=given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.rate(
                    link,
                    row,
                    marks=form.marks(),
                    words=form.cleaned_data["words"],
                    now=request.now,
                )
            except ValidationError as refused:
                put_errors(form, refused)
            else:
                return redirect("supervision:door", token)
    values = {
        "token": token,
        "form": form,
        "round": row,
        "company": link.supervisor.company,
        "most": most_marks(),
    }
    return render(request, "supervision/door/rate.html", values, status=status)


@require_POST
@_by_link
def meeting(request: Request, link: Link, token: str, pk: int) -> HttpResponse:
    """Will he come?"""
    rows = Gathering.objects.filter(invited=link.supervisor)
    row = get_object_or_404(rows, pk=pk)
    coming = request.POST.get("do") == "coming"
    actions.answer_invitation(link, row, coming=coming, now=request.now)
    return redirect("supervision:door", token)


def _open_round(link: Link) -> Round | None:
    rows = Round.objects.filter(company=link.supervisor.company_id, status=RoundStatus.OPEN)
    return rows.first()
