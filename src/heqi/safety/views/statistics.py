"""What a month came to: entry rate, refusals, hazards by level and how many are put right."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.people.access import require
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook
from heqi.policies.measures import read_month
from heqi.safety.access import VIEW
from heqi.safety.checklist import level_label, levels
from heqi.safety.periods import first_after
from heqi.safety.queries.statistics import Area, month_by_area, total
from heqi.safety.views.frame import framed


@require_GET
@login_required
@never_cache
def statistics(request: Request) -> HttpResponse:
    """The month by area; as Excel with ``?as=xlsx``."""
    require(request.actor, VIEW)
    today = timezone.localdate(request.now)
    month = read_month(request.GET.get("month", ""), today=today)
    areas = month_by_area(request.actor, month)
    if request.GET.get("as") == "xlsx":
        return _book(request, areas, f"safety-{month:%Y%m}")
    following = first_after(month, 1)
    context = framed(
        "statistics",
        month=month,
        before=first_after(month, -1),
        after=following if following <= today else None,
        levels=[(code, level_label(code)) for code in levels()],
        rows=[(one, _counts(one)) for one in areas],
        total=total(areas),
        total_counts=_counts(total(areas)),
    )
    return render(request, "safety/statistics.html", context)


def _counts(area: Area) -> list[tuple[int, int]]:
    return [(area.found.get(code, 0), area.mended.get(code, 0)) for code in levels()]


def _book(request: Request, areas: list[Area], name: str) -> HttpResponse:
    heads = [
        _("District"), pgettext("safety route", "Area"), _("Called at"), _("Entered"),
        _("Nobody home"), _("Refused"),
    ]  # fmt: skip
    for code in levels():
        heads += [level_label(code), _("put right of these")]
    rows: list[list[str | int]] = [
        [
            one.district,
            one.name or _("Scattered customers"),
            one.called,
            one.entered,
            one.absent,
            one.refused,
            *(n for pair in _counts(one) for n in pair),
        ]
        for one in areas
    ]
    content = workbook(_("Safety checks"), heads, rows, by=request.actor, now=request.now)
    return download(content, name)
