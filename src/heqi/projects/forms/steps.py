"""A small form for each step; ``values`` gives the arguments of its action."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Staff
from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack
from heqi.projects.access import PLAN
from heqi.projects.actions import Part
from heqi.projects.facts import SUSPENSION
from heqi.projects.models import PaidBy, Project
from heqi.projects.states import STAGES, Status

PARTS = 4
LARGEST: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen from the browser's calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more
    )


def text_field(label: Any, *, rows: int = 2, **more: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class StepForm(forms.Form):
    """A step of a project."""

    def __init__(self, project: Project, actor: Actor, data: Any = None) -> None:
        self.project, self.actor = project, actor
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values that depend on the project."""

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return dict(self.cleaned_data)


class NoteForm(StepForm):
    """A note that may be left out."""

    note = text_field(_("Remark"), required=False, max_length=500)


class ReasonForm(StepForm):
    """A reason, which the action demands."""

    reason = text_field(_("Reason"), max_length=300)


class SurveyForm(StepForm):
    """What was seen, and whether the conditions are met."""

    finding = text_field(_("What the survey found"), rows=4, max_length=1000)
    daily_m3 = forms.DecimalField(
        label=_("Daily gas use (m³)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    conditions_met = forms.BooleanField(
        label=_("The installation conditions are met: the promise begins"), required=False
    )


class EstimateForm(StepForm):
    """The estimated cost."""

    amount = forms.DecimalField(label=_("Estimated cost (yuan)"), min_value=0, **LARGEST)
    note = text_field(_("Design and estimate in words"), required=False, max_length=500)


class ContractForm(StepForm):
    """The signed contract with up to four instalments."""

    number = forms.CharField(label=_("Contract number"), max_length=40)
    party_name = forms.CharField(label=_("Contracting party"), max_length=120, required=False)
    amount = forms.DecimalField(label=_("Contract sum (yuan)"), min_value=0, **LARGEST)
    paid_by = forms.ChoiceField(label=_("Who pays"), choices=PaidBy.choices)
    signed_on = day_field(_("Signed on"))
    ready_on = day_field(_("Ready for gas by"), help_text=_("This day becomes a promise."))
    expires_on = day_field(_("Contract ends on"))
    terms = text_field(_("Terms"), rows=3, required=False, max_length=4000)

    def prepare(self) -> None:
        """Propose number, sum and days; rows for the instalments."""
        today = timezone.localdate(self.project.applied_at)
        planned = {stage.code: stage.planned_until for stage in self.project.stages.all()}
        ready = planned.get("acceptance") or today
        end = planned.get("gas_on") or ready
        self.initial.update(
            {
                "number": f"HT-{self.project.number}",
                "party_name": self.project.applicant,
                "amount": self.project.estimate,
                "ready_on": ready,
                "expires_on": max(end, ready),
            }
        )
        stages = [(code, Status(code).label) for code in STAGES]
        for number in range(1, PARTS + 1):
            self.fields[f"title{number}"] = forms.CharField(
                label=_("Instalment"), max_length=60, required=False
            )
            self.fields[f"amount{number}"] = forms.DecimalField(
                label=_("Amount"), min_value=0, required=False, **LARGEST
            )
            self.fields[f"before{number}"] = forms.ChoiceField(
                label=_("Due before"), choices=[("", _("no stage")), *stages], required=False
            )
            self.fields[f"due{number}"] = day_field(_("Due on"), required=False)

    def part_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each instalment, for the template."""
        return [
            [self[f"{name}{number}"] for name in ("title", "amount", "before", "due")]
            for number in range(1, PARTS + 1)
        ]

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields before the instalments."""
        return [self[name] for name in self.base_fields]

    def values(self) -> dict[str, Any]:
        """With the instalments that have an amount."""
        found = dict(self.cleaned_data)
        parts = []
        for number in range(1, PARTS + 1):
            title, amount = found.pop(f"title{number}"), found.pop(f"amount{number}")
            before, due = found.pop(f"before{number}"), found.pop(f"due{number}")
            if amount:
                name = title or gettext("Instalment {number}").format(number=number)
                parts.append(Part(name, amount, before_stage=before, due_on=due))
        return {**found, "instalments": parts}


class ExtendForm(StepForm):
    """A later term."""

    ready_on = day_field(_("Ready for gas by"))
    expires_on = day_field(_("Contract ends on"))
    reason = text_field(_("Reason"), max_length=300)

    def prepare(self) -> None:
        """The present term."""
        contract = getattr(self.project, "contract", None)
        if contract is not None:
            self.initial.update({"ready_on": contract.ready_on, "expires_on": contract.expires_on})


class PaymentForm(StepForm):
    """A bank transfer; other money is taken at a till, by the number of the contract."""

    amount = forms.DecimalField(label=_("Amount (yuan)"), min_value=Decimal("0.01"), **LARGEST)
    receipt_no = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        help_text=_("Cash, cards and QR codes are taken at the till, by the contract's number."),
    )
    payer = forms.CharField(label=_("Payer"), max_length=120, required=False)


class InstallForm(StepForm):
    """The one household of a project that has no list."""

    meter_no = forms.CharField(label=_("Meter number"), max_length=30, required=False)


class TicketForm(StepForm):
    """When the customer wants it."""

    booked_for = forms.DateTimeField(
        label=_("Time agreed with the customer"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )


class TurnOnForm(StepForm):
    """Pressure held, gas burns."""

    meter_no = forms.CharField(label=_("Meter number"), max_length=30, required=False)
    pressure_held = forms.BooleanField(label=_("The pressure test was passed"))

    def prepare(self) -> None:
        """The meter that construction wrote down."""
        home = self.project.households.first()
        if home is not None:
            self.initial["meter_no"] = home.meter_no

    def values(self) -> dict[str, Any]:
        """Without the tick, which only has to be there."""
        return {"meter_no": self.cleaned_data["meter_no"]}


class HoldForm(StepForm):
    """Why it stands still; the policy says which reasons are allowed and how long."""

    reason = forms.ChoiceField(label=_("Reason"))
    explanation = text_field(_("Explanation"), required=False, max_length=300)

    def prepare(self) -> None:
        """The reasons of the policy's question."""
        fact = common_pack().question(SUSPENSION).facts["reason"]
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, spoken(fact.words[code])) for code in fact.words]


class ManagerForm(StepForm):
    """Who accompanies the project."""

    manager = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Account manager"), empty_label=_("choose")
    )

    def prepare(self) -> None:
        """Staff of the department in charge."""
        field = self.fields["manager"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Staff.objects.filter(
            unit__path__startswith=self.project.unit.path, left_on__isnull=True
        ).order_by("post__rank", "number")


class PlanForm(StepForm):
    """Planned days of a stage that is not finished, and to whom it is given."""

    stage = forms.ChoiceField(label=_("Stage"))
    planned_from = day_field(_("Planned from"))
    planned_until = day_field(_("Planned until"))
    assignee = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Responsible"),
        required=False,
        empty_label=_("the department"),
    )

    def prepare(self) -> None:
        """Stages that are still open; the staff of the departments that answer for them."""
        open_stages = [
            stage
            for stage in self.project.stages.select_related("unit")
            if stage.finished_at is None and may(self.actor, PLAN, stage)
        ]
        stage_field, staff_field = self.fields["stage"], self.fields["assignee"]
        assert isinstance(stage_field, forms.ChoiceField)
        assert isinstance(staff_field, forms.ModelChoiceField)
        stage_field.choices = [(stage.code, stage.get_code_display()) for stage in open_stages]
        within = Q(pk__in=[])
        for stage in open_stages:
            within |= Q(unit__path__startswith=stage.unit.path)
        staff_field.queryset = (
            Staff.objects.filter(within, left_on__isnull=True, unit__company=self.project.company)
            .select_related("unit")
            .order_by("unit__path", "number")
        )

    def values(self) -> dict[str, Any]:
        """With the row of the stage."""
        found = dict(self.cleaned_data)
        code = found.pop("stage")
        stage = self.project.stages.select_related("unit", "project").filter(code=code).first()
        if stage is None:
            raise ValidationError({"stage": gettext("Choose a stage.")})
        return {**found, "stage": stage}
