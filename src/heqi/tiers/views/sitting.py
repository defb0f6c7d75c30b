"""The review: every waiting proposal with its basis in view, decided one by one or together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from heqi.customers import reading
from heqi.people.access import require
from heqi.people.requests import Request
from heqi.tiers import actions
from heqi.tiers.access import VIEW
from heqi.tiers.forms import SittingForm
from heqi.tiers.queries.proposals import mine_to_review, under_review
from heqi.tiers.states import Occasion
from heqi.tiers.views.frame import framed

PAGE = 50


@require_GET
@login_required
@never_cache
def review(request: Request) -> HttpResponse:
    """What waits: first what the actor is asked to sign."""
    return _page(request, SittingForm())


def _page(request: Request, form: SittingForm, status: int = 200) -> HttpResponse:
    require(request.actor, VIEW)
    mine = mine_to_review(request.actor, now=request.now)
    rows = under_review(request.actor)
    only = request.GET.get("of", "mine" if mine else "")
    if only == "mine":
        rows = rows.filter(pk__in=mine)
    elif only == "existing":
        rows = rows.filter(occasion=Occasion.EXISTING)
    elif only == "business":
        rows = rows.exclude(occasion=Occasion.EXISTING)
    every = under_review(request.actor)
    existing = every.filter(occasion=Occasion.EXISTING).count()
    total = every.count()
    tabs = [
        {"key": "mine", "label": _("Waits for me"), "count": len(mine)},
        {"key": "existing", "label": _("Existing customers"), "count": existing},
        {"key": "business", "label": _("New and changed"), "count": total - existing},
        {"key": "all", "label": _("All"), "count": total},
    ]
    with transaction.atomic():
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        shown = [(row, row.pk in mine) for row in page]
        reading.log_list(request.actor, [row.party_id for row, _m in shown], now=request.now)
    context = framed(
        request, "review", page=page, rows=shown, tabs=tabs, chosen=only or "all", form=form,
        may_decide=any(own for _row, own in shown),
    )  # fmt: skip
    return render(request, "tiers/review.html", context, status=status)


@require_POST
@login_required
def decide(request: Request) -> HttpResponse:
    """Approve, return or refuse what was ticked; each outcome is told."""
    require(request.actor, VIEW)
    form = SittingForm(request.POST)
    given = request.POST.getlist("id")[:200]
    pks = [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]
    if not form.is_valid():
        return _page(request, form, 422)
    if not pks:
        form.add_error(None, _("Tick the proposals first."))
        return _page(request, form, 422)
    try:
        outcomes = actions.decide_many(
            pks, do=form.cleaned_data["do"], reason=form.cleaned_data["reason"],
            by=request.actor, now=request.now,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _page(request, form, 422)
    done = sum(outcome.done for outcome in outcomes)
    if done:
        told = ngettext("{n} proposal decided.", "{n} proposals decided.", done)
        messages.success(request, told.format(n=done))
    for outcome in [one for one in outcomes if not one.done][:5]:
        messages.error(request, f"{outcome.number}：{outcome.sentence}")
    return redirect("tiers:review")
