"""The living page of components: every one of them, on made-up values; tests look at it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.access import require
from heqi.web.components.clocks import demo_clock


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", _("Repair")), ("b", _("Complaint"))])
    visit = forms.DateField(
        label=_("Visit on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label=_("Description"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the customer said, in the customer's words."),
    )
    how = forms.ChoiceField(
        label=_("Channel"),
        widget=forms.RadioSelect,
        choices=[("phone", _("Telephone")), ("hall", _("Business hall"))],
    )
    urgent = forms.BooleanField(label=_("Priority service"), required=False)


class SampleFilter(forms.Form):
    """A row of filters."""

    q = forms.CharField(label=_("Number / name / pinyin"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), ("a", _("Repair"))]
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    area = forms.CharField(label=_("Area"), required=False)


def style_page(request: HttpRequest) -> HttpResponse:
    """Shown while debugging, and to those who manage people and rights."""
    actor = request.actor  # type: ignore[attr-defined]
    if not settings.DEBUG:
        require(actor, "people.manage")
    template = "ui/style_drawer.html" if request.headers.get("HX-Request") else "ui/style.html"
    return render(request, template, samples(request))


def samples(request: HttpRequest) -> dict[str, Any]:
    """Values for every component."""
    now = request.now  # type: ignore[attr-defined]
    respond, repair = _("Respond to the customer"), _("Repair on site")
    clauses = ["tiering/6.1(7)"]
    clocks = [
        demo_clock(now, -9, label=respond, clauses=clauses, mark="VIP"),
        demo_clock(now, 3, label=repair, clauses=["tiering/6.2(3)"]),
        demo_clock(now, 336, 1440, label=repair, clauses=["tiering/6.2(2)"]),
        demo_clock(now, 1371, 1440, label=_("Propose a solution"), clauses=clauses),
        demo_clock(now, 3000, 6000, label=repair, state="paused", words=""),
        demo_clock(now, 40, label=repair, state="met", stopped_at=now),
    ]
    rows = [
        {
            "number": f"WX261123-{n:05}",
            "clock": clocks[n % len(clocks)],
            "status": [
                {"label": _("To be dispatched"), "tone": "pri"},
                {"label": _("On the way"), "tone": ""},
                {"label": _("Arrived"), "tone": "ok", "icon": "circle-check"},
            ][n % 3],
            "opened_at": now - timedelta(hours=n * 7),
            "phone": f"138{n:04}2207",
        }
        for n in range(8)
    ]
    bound = SampleForm({"name": "", "kind": "a", "text": "", "how": "phone"})
    return {
        "clocks": clocks,
        "rows": rows,
        "page": Paginator(range(98), 8).get_page(request.GET.get("page")),
        "tabs": [
            {"key": "", "label": _("All"), "count": 98},
            {"key": "soon", "label": _("due soon"), "count": 7, "tone": "soon"},
            {"key": "over", "label": _("overdue"), "count": 3, "tone": "over"},
        ],
        "form": bound,
        "filters": SampleFilter(request.GET or None),
        "lines": [
            {"at": now - timedelta(minutes=9), "text": _("Deadline passed, reminder sent"),
             "tone": "over", "clauses": clauses},
            {"at": now - timedelta(hours=1), "text": _("Dispatched"), "by": "林晓"},
            {"at": now - timedelta(days=30), "text": _("Taken in"), "tone": "ok", "by": "林晓",
             "note": "左侧灶眼松手即熄"},
        ],
        "steps": [
            {"label": _("Accept"), "state": "on"},
            {"label": _("Set off"), "state": "now"},
            {"label": _("Arrive")},
            {"label": pgettext_lazy("a work order", "Close")},
        ],
        "options": [{"value": "a", "label": _("Repair")}, {"value": "b", "label": _("Complaint")}],
        "chips": [{"label": _("Goes out"), "on": True}, {"label": _("Smell of gas")}],
        "groups": [
            {"label": _("Customers"), "count": 1, "icon": "user", "rows": [
                {"href": "#", "title": "王志远", "pinyin": "Wáng Zhìyuǎn", "tag": "VIP",
                 "tone": "vip", "sub": "滨江新城 3-2-1102", "end": "138****2207"}]},
        ],
        "changes": [{"label": _("Assigned to"), "theirs": "维修三队", "mine": "维修一队"}],
        "sessions": [
            {"href": "#", "label": "王志远", "time": "03:42", "live": True, "active": True},
            {"href": "#", "label": "鼎鑫大酒店", "icon": "pencil", "tag": _("to complete"),
             "tone": "soon"},
        ],
        "values": [91.2, 92, 90, 93, 92.5, 94, 93.1, 95, 94.2, 95.5, 94.8, 96],
        "span": timedelta(hours=5, minutes=36),
        "long_ago": now - timedelta(days=400),
    }  # fmt: skip
