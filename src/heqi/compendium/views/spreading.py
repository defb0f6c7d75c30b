"""Making policies known: campaigns, one's own reading, awareness, study sessions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.compendium import actions
from heqi.compendium.access import DRAFT, LEAD, VIEW
from heqi.compendium.forms import DAY, UnitChoice, choose
from heqi.compendium.models import Acknowledgement, Campaign, StudySession
from heqi.compendium.terms import awareness
from heqi.compendium.views.frame import company_of_reader, said
from heqi.people.access import may, require, visible_units
from heqi.people.fields import StaffChoices, put_errors
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.people.workbooks import download, workbook
from heqi.policies.models import PolicyVersion, VersionState
from heqi.policies.packs import compendium_policies
from heqi.policies.speaking import spoken

PAGE = 30
OPTIONS = 3


class CampaignForm(forms.Form):
    """A campaign: which policy, who, by when, what is asked."""

    version = forms.ChoiceField(label=gettext_lazy("Policy"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    due_on = forms.DateField(label=pgettext_lazy("a day", "By"), widget=DAY)
    units = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Departments"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, versions: list[PolicyVersion], units: Any, most: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        choose(self, "version", [(v.pk, f"{v.document.name} · {v.number}") for v in versions])
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.fields["units"].initial = [unit.pk for unit in units]
        for n in range(most):
            self.fields[f"question{n}"] = forms.CharField(
                label=_("Question {n}").format(n=n + 1), max_length=200, required=False
            )
            self.fields[f"clause{n}"] = forms.CharField(
                label=_("Clause"), max_length=80, required=False
            )
            for option in range(OPTIONS):
                self.fields[f"option{n}-{option}"] = forms.CharField(
                    label=_("Right answer") if option == 0 else _("Wrong answer"),
                    max_length=120,
                    required=False,
                )

    def rows(self) -> list[list[forms.BoundField]]:
        """The questions for the page."""
        return [
            [self[f"question{n}"], self[f"clause{n}"],
             *(self[f"option{n}-{option}"] for option in range(OPTIONS))]
            for n in range(self.most)
        ]  # fmt: skip

    def quiz(self) -> list[dict[str, Any]]:
        """The questions; the right answer is not always the first."""
        found = []
        for n in range(self.most):
            question = (self.cleaned_data.get(f"question{n}") or "").strip()
            options = [
                (self.cleaned_data.get(f"option{n}-{o}") or "").strip() for o in range(OPTIONS)
            ]
            if not question:
                continue
            if not options[0] or not any(options[1:]):
                raise ValidationError(
                    {f"question{n}": _("A question needs a right and a wrong answer.")}
                )
            given = [option for option in options if option]
            turn = n % len(given)
            found.append(
                {
                    "question": question,
                    "clause": (self.cleaned_data.get(f"clause{n}") or "").strip(),
                    "options": given[turn:] + given[:turn],
                    "right": (len(given) - turn) % len(given),
                }
            )
        return found


@login_required
@require_GET
def campaigns(request: Request) -> HttpResponse:
    """Campaigns of the company, and what the reader must still read."""
    company = company_of_reader(request)
    counted = Count("people")
    rows = (
        Campaign.objects.visible_to(request.actor)
        .select_related("version__document")
        .annotate(
            asked=counted,
            read=Count("people", filter=Q(people__read_at__isnull=False)),
            passed=Count("people", filter=Q(people__passed_at__isnull=False)),
        )
        .order_by("-started_at", "-id")
    )
    mine = Acknowledgement.objects.filter(
        staff_id=request.actor.id or 0, passed_at=None, campaign__closed_at=None
    ).select_related("campaign")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "mine": mine[:20],
        "may_lead": may(request.actor, LEAD, company),
        "may_record": may(request.actor, DRAFT),
        "studies": StudySession.objects.visible_to(request.actor)
        .select_related("unit")
        .annotate(present=Count("attendees"))
        .order_by("-held_on", "-id")[:20],
        "policies": {p.id: spoken(p.short) for p in compendium_policies(company.pk)},
    }
    return render(request, "compendium/campaigns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_campaign(request: Request) -> HttpResponse:
    """Start a campaign."""
    company = company_of_reader(request)
    require(request.actor, LEAD, company)
    ids = [int(part) for part in company.path.split(".") if part]
    versions = list(
        PolicyVersion.objects.filter(
            document__unit_id__in=ids, state__in=(VersionState.TRIAL, VersionState.IN_FORCE)
        ).select_related("document")
    )
    units = Unit.objects.filter(company=company, kind="department", closed_on=None)
    today = timezone.localdate(request.now)
    figures = awareness(today, company)
    first = {
        "due_on": today + timedelta(days=int(figures["days"])),
        "version": request.GET.get("version"),
    }
    form = CampaignForm(
        request.POST or None,
        initial=first,
        versions=versions,
        units=units,
        most=int(figures["questions"]),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = next(v for v in versions if str(v.pk) == form.cleaned_data["version"])
            try:
                made = actions.start_campaign(
                    version,
                    company=company,
                    units=list(form.cleaned_data["units"]),
                    title=form.cleaned_data["title"],
                    due_on=form.cleaned_data["due_on"],
                    quiz=form.quiz(),
                    by=request.actor,
                    now=request.now,
                )
                return redirect("compendium:campaign", made.pk)
            except ValidationError as error:
                put_errors(form, error)
    context = {"form": form, "figures": figures}
    return render(request, "compendium/new_campaign.html", context, status=status)


def _campaign(request: Request, pk: int) -> Campaign:
    require(request.actor, VIEW)
    rows = Campaign.objects.visible_to(request.actor).select_related("version__document", "company")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def campaign(request: Request, pk: int) -> HttpResponse:
    """A campaign: the policy's clauses to read, the quiz, how far each department is."""
    row = _campaign(request, pk)
    return _campaign_page(request, row)


def _campaign_page(request: Request, row: Campaign, fault: str = "") -> HttpResponse:
    mine = row.people.filter(staff_id=request.actor.id or 0).first()
    people = list(row.people.select_related("unit__parent", "staff"))
    given = mine.answers if mine else []
    quiz = [
        {
            "n": n,
            "question": question["question"],
            "clause": question.get("clause", ""),
            "options": list(enumerate(question["options"])),
            "given": given[n] if n < len(given) else None,
            "wrong": n < len(given) and given[n] != question["right"],
        }
        for n, question in enumerate(row.quiz)
    ]
    context = {
        "row": row,
        "mine": mine,
        "quiz": quiz,
        "fault": fault,
        "clauses": row.version.clauses.all(),
        "departments": _by_department(people),
        "by_clause": _by_clause(row, people),
        "read": sum(one.read_at is not None for one in people),
        "passed": sum(one.passed_at is not None for one in people),
        "asked": len(people),
        "may_lead": may(request.actor, LEAD, row.company),
        "pass_share": awareness(timezone.localdate(request.now), row.company)["pass"],
    }
    response = render(request, "compendium/campaign.html", context)
    if fault:
        response.status_code = 422
    return response


def _by_department(people: list[Acknowledgement]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in people:
        unit = one.unit.parent if one.unit.kind == "team" and one.unit.parent else one.unit
        line = found.setdefault(
            str(unit), {"unit": unit, "asked": 0, "read": 0, "passed": 0, "waiting": []}
        )
        line["asked"] += 1
        line["read"] += one.read_at is not None
        line["passed"] += one.passed_at is not None
        if one.passed_at is None:
            line["waiting"].append(one.staff.name)
    return sorted(found.values(), key=lambda line: line["unit"].path)


def _by_clause(row: Campaign, people: list[Acknowledgement]) -> list[dict[str, Any]]:
    """How many of those who answered knew each clause that was asked about."""
    rows = []
    for n, question in enumerate(row.quiz):
        answered = [one for one in people if n < len(one.answers)]
        right = sum(one.answers[n] == question["right"] for one in answered)
        rows.append({**question, "right_count": right, "answered": len(answered)})
    return rows


@login_required
@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Confirm that one has read the policy."""
    row = _campaign(request, pk)
    actions.confirm_read(row, by=request.actor, now=request.now)
    return redirect("compendium:campaign", pk)


@login_required
@require_POST
def quiz(request: Request, pk: int) -> HttpResponse:
    """Answer the quiz."""
    row = _campaign(request, pk)
    raw = [request.POST.get(f"q{n}", "") for n in range(len(row.quiz))]
    answers = [
        int(one) if one.isascii() and one.isdigit() and len(one) < 3 else None for one in raw
    ]
    try:
        actions.answer_quiz(row, answers=answers, by=request.actor, now=request.now)
    except ValidationError as error:
        return _campaign_page(request, row, fault=" ".join(error.messages))
    return redirect("compendium:campaign", pk)


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """End a campaign."""
    row = _campaign(request, pk)
    said(request, lambda: actions.close_campaign(row, by=request.actor, now=request.now))
    return redirect("compendium:campaign", pk)


@login_required
@require_GET
def export_campaign(request: Request, pk: int) -> HttpResponse:
    """Who has read and passed, as Excel."""
    row = _campaign(request, pk)
    require(request.actor, LEAD, row.company)
    heads = [_("Name"), _("Department"), _("Read"), _("Tries"), _("Right answers"), _("Passed")]
    cells = [
        (one.staff.name, str(one.unit), one.read_at, one.tries, one.right, one.passed_at)
        for one in row.people.select_related("staff", "unit")
    ]
    book = workbook(row.number, heads, cells, by=request.actor, now=request.now)
    return download(book, row.number)


class StudyForm(forms.Form):
    """A study session of a department."""

    unit = UnitChoice(label=gettext_lazy("Department"), queryset=Unit.objects.none())
    policy = forms.ChoiceField(label=gettext_lazy("Policy"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=DAY)
    trainer = forms.CharField(label=gettext_lazy("Held by"), max_length=80)
    attendees = StaffChoices(label=gettext_lazy("Present"), queryset=Staff.objects.none(),
                             widget=forms.CheckboxSelectMultiple)  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    def __init__(
        self, *args: Any, company_id: int | None, units: Any, staff: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        every = compendium_policies(company_id)
        choose(self, "policy", [(p.id, spoken(p.short)) for p in every])
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["attendees"].queryset = staff  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def new_study(request: Request) -> HttpResponse:
    """Record a study session."""
    require(request.actor, DRAFT)
    units = visible_units(request.actor, DRAFT, ["department"])
    own = units.filter(pk=request.actor.unit_id or 0).first() or units.first()
    paths = list(units.values_list("path", flat=True)[:200])
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(unit__path__startswith=path)
    staff = Staff.objects.filter(inside, left_on=None).select_related("unit")
    form = StudyForm(
        request.POST or None,
        company_id=request.actor.company_id,
        units=units,
        staff=staff,
        initial={"unit": own.pk if own else None, "held_on": timezone.localdate(request.now),
                 "trainer": request.actor.name},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                actions.record_study(
                    values.pop("unit"), **values, by=request.actor, now=request.now
                )
                return redirect("compendium:campaigns")
            except ValidationError as error:
                put_errors(form, error)
    return render(request, "compendium/new_study.html", {"form": form}, status=status)
