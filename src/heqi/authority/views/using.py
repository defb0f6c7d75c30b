"""The wizard: choose the item, what it concerns, prove the conditions, send it to be signed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heqi.authority import actions, subjects
from heqi.authority.access import USE
from heqi.authority.actions.signing import form_answer, steps_for
from heqi.authority.actions.using import Paper, Wish, unit_of, with_files
from heqi.authority.checking import Verdict, assess, concerned_by, missing_words
from heqi.authority.facts import Terms, item_codes, matrix, terms_of
from heqi.authority.forms import UseForm
from heqi.authority.models import Use
from heqi.authority.posts import Holder, holder_for
from heqi.authority.words import post_words
from heqi.people.access import Refused, require
from heqi.people.fields import put_errors
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request


@login_required
@require_GET
def items(request: Request) -> HttpResponse:
    """Which item: first those that the actor holds, then the others with who holds them."""
    return render(request, "authority/items.html", _items(request))


@login_required
@require_GET
def phone_items(request: Request) -> HttpResponse:
    """The same for the phone: only what the actor holds."""
    rows = Use.objects.visible_to(request.actor).filter(used_by_id=request.actor.id)
    page = {**_items(request), "recent": rows.order_by("-used_at", "-id")[:10]}
    return render(request, "authority/phone_items.html", page)


def _items(request: Request) -> dict[str, Any]:
    require(request.actor, USE)
    today = timezone.localdate(request.now)
    mine: list[tuple[Terms, Holder | None]] = []
    others: list[tuple[Terms, Holder | None]] = []
    for terms in matrix(on=today, company_id=request.actor.company_id):
        holder = holder_for(request.actor, terms.holders, on=today)
        (mine if holder else others).append((terms, holder))
    return {"mine": mine, "others": others, "subject": request.GET.get("subject", "")}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: Request, item: str) -> HttpResponse:
    """Use an item: check it against the policy, or send it."""
    return _new(request, item, "authority/new.html", "authority:use")


@login_required
@require_http_methods(["GET", "POST"])
def phone_new(request: Request, item: str) -> HttpResponse:
    """The same on the phone."""
    return _new(request, item, "authority/phone_new.html", "authority:phone")


def _new(request: Request, item: str, template: str, after: str) -> HttpResponse:
    require(request.actor, USE)
    if item not in item_codes():
        raise Http404(_("There is no such item."))
    today = timezone.localdate(request.now)
    person = Staff.objects.select_related("unit__parent", "unit__company").get(
        pk=request.actor.id or 0
    )
    key = request.POST.get("subject") or request.GET.get("subject", "")
    subject = subjects.read(request.actor, key) if key else None
    if key and subject is None:
        raise Http404(_("There is no such record."))
    terms = terms_of(item, on=today, company_id=person.unit.company_id)
    unfit = subject if subject and not concerned_by(subject, terms) else None
    subject = None if unfit else subject
    posted = request.method == "POST"
    form = UseForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        terms=terms,
        subject=subject,
        actor_unit=person.unit,
        on=today,
    )
    page: dict[str, Any] = {
        "terms": terms,
        "form": form,
        "subject": subject,
        "unfit": unfit,
        "holder": holder_for(request.actor, terms.holders, on=today),
        "q": request.GET.get("q", ""),
        "hits": subjects.find(
            request.actor, request.GET.get("q", ""), concerns=terms.concerns, now=request.now
        ),
        "kinds": [kind.words for kind in subjects.subject_kinds(terms.concerns)],
        "asking": subject is None and "skip" not in request.GET and not posted,
    }
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            done = _checked(request, form, person, page, today, send="send" in request.POST)
            if done is not None:
                messages.success(request, _("Recorded: {number}.").format(number=done.number))
                return redirect(after) if after == "authority:phone" else redirect(after, done.pk)
            status = page.pop("status", 422)
    page["lines"] = form.lines()
    return render(request, template, page, status=status)


def _checked(
    request: Request, form: UseForm, person: Staff, page: dict[str, Any], today: date, *, send: bool
) -> Use | None:
    """Show the verdict; with ``send`` carry it out. None where the page is shown again."""
    data = form.cleaned_data
    papers = [
        Paper(one.code, file.name, file.read())
        for one in form.terms.conditions
        if (file := data.get(f"file_{one.code}"))
    ]
    others = list(data.get("others") or [])
    if not send:
        attempt = with_files(form.attempt(), papers)
        unit = unit_of(attempt.item, person, by=request.actor, on=today)
        verdict = assess(attempt, unit=unit, by=request.actor, on=today)
        page["verdict"] = verdict
        page["missing"] = [missing_words(code, verdict.terms) for code in verdict.missing]
        concerned = [*others, *([data["receiver"]] if data.get("receiver") else [])]
        page["signers"] = _signers(
            verdict, person, unit, concerned, attempt.amount is not None, today
        )
        page["status"] = 200
        return None
    wish = Wish(data.get("receiver"), data.get("responsible") or "", data.get("finish_on"))
    try:
        return actions.use_authority(
            form.attempt(),
            others=others,
            wish=wish,
            papers=papers,
            reason=data.get("reason") or "",
            by=request.actor,
            now=request.now,
        )
    except ValidationError as refused:
        put_errors(form, refused, **form.names())
    except Refused as refused:
        if refused.code:
            raise
        form.add_error(None, refused.sentence)
        page["stopped"] = True
        page["status"] = 403
    return None


def _signers(
    verdict: Verdict, person: Staff, unit: Unit, others: list[Any], money: bool, today: date
) -> list[str]:
    """Who would sign, in order."""
    steps = steps_for(
        verdict,
        form_answer(money=money, others=bool(others), on=today, company_id=unit.company_id),
        unit=unit,
        maker=person,
        holder=verdict.holder,
        others=others,
        on=today,
    )
    return [
        "、".join([*(str(one) for one in step.staff), *(post_words(post) for post in step.posts)])
        for step in steps
    ]
