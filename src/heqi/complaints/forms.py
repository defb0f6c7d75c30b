"""Forms of complaints."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.states import Outcome
from heqi.complaints.access import HANDLE, INVESTIGATE, VIEW
from heqi.complaints.catalogue import choices, signs
from heqi.complaints.models import Complaint
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.states import Level, Responsibility, Verdict
from heqi.customers.models import Occupancy, ServicePoint
from heqi.evidence.sniffing import MAX_SIZE, sniff
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right
from heqi.rectifications.states import Severity
from heqi.service.kinds import kinds

WORDS = forms.Textarea(attrs={"rows": 3})
SHORT = forms.Textarea(attrs={"rows": 2})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def fill(
    form: forms.Form, name: str, rows: Iterable[tuple[Any, Any]], *, first: Any = None
) -> None:
    """The choices of a field, with an empty first one where ``first`` names it."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", first)] if first is not None else []), *rows]


class StaffField(forms.CharField):
    """Somebody by his number or his whole name; a name that several have asks for the number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text=_("staff number or name"), **kwargs)
        self.company: Unit | None = None

    def clean(self, value: Any) -> Staff | None:
        """The member of staff of the form's company."""
        text = super().clean(value).strip()
        if not text:
            return None
        rows = Staff.objects.filter(left_on__isnull=True).select_related("unit__company", "post")
        if self.company is not None:
            rows = rows.filter(unit__path__startswith=self.company.path)
        found = list(rows.filter(number=text)[:1]) or list(rows.filter(name=text)[:2])
        if not found:
            raise ValidationError(_("Nobody of this number or name works here."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name: give the staff number."))
        return found[0]


class FilterForm(forms.Form):
    """What the list is filtered by; wrong values are ignored."""

    text = forms.CharField(
        label=_("Number / platform's number / matter / address"), required=False, max_length=60
    )
    level = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Level"), required=False)
    category = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Class"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    verdict = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Verdict"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        every = _("all")
        fill(self, "level", Level.choices, first=every)
        fill(self, "category", choices("classes"), first=every)
        fill(self, "channel", choices("channels"), first=every)
        fill(self, "verdict", Verdict.choices, first=every)
        fill(self, "unit", [(unit.pk, str(unit)) for unit in units], first=every)

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class CaseFacts(forms.Form):
    """Class, signs, households, claim, whom it is about."""

    category = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Class"))
    households = forms.IntegerField(
        label=_("Households concerned"), min_value=1, max_value=100_000, initial=1
    )
    claim_yuan = forms.DecimalField(
        label=_("Claim (yuan)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    accused_unit = forms.ModelChoiceField(
        label=_("Department complained about"), queryset=Unit.objects.none(), required=False
    )
    accused = StaffField(label=_("Person complained about"), required=False)
    signs = forms.MultipleChoiceField(
        label=_("Signs that decide the level"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "category", choices("classes"), first=_("choose"))
        self.company = company
        field = self.fields["signs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = signs()
        unit = self.fields["accused_unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(company)
        person = self.fields["accused"]
        assert isinstance(person, StaffField)
        person.company = company

    def clean_claim_yuan(self) -> Decimal:
        """Nothing typed is no claim."""
        return self.cleaned_data["claim_yuan"] or Decimal(0)


def units_of(company: Unit) -> Any:
    """Departments and teams of a company."""
    rows = Unit.objects.filter(company=company, closed_on__isnull=True)
    return rows.filter(kind__in=["department", "team"]).order_by("path")


class TakeForm(CaseFacts):
    """A complaint as it is taken up (投诉登记)."""

    channel = forms.ChoiceField(label=_("Channel"))
    platform_number = forms.CharField(
        label=_("Platform's own number"), max_length=40, required=False
    )
    platform_due_at = forms.DateTimeField(label=_("Platform's date"), required=False, widget=MOMENT)
    received_at = forms.DateTimeField(
        label=_("Received (if earlier than now)"), required=False, widget=MOMENT
    )
    account_no = forms.CharField(label=_("Account number"), max_length=30, required=False)
    contact_name = forms.CharField(label=_("Complainant"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    subject = forms.CharField(label=_("Matter in a few words"), max_length=120)
    description = forms.CharField(
        label=_("What the customer says"), max_length=4000, required=False, widget=WORDS
    )
    file = forms.FileField(
        label=_("Letter, picture or recording"),
        required=False,
        help_text=_("kept with the complaint; choose it anew where the sheet is refused"),
    )
    anonymous = forms.BooleanField(label=_("The complainant stays anonymous"), required=False)
    confidential = forms.BooleanField(
        label=_("Confidential: only the office and who handles it see it"), required=False
    )

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, company=company, **kwargs)
        fill(self, "channel", choices("channels"), first=_("choose"))
        self.fields["category"].required = False
        fill(self, "category", choices("classes"), first=_("the office decides"))

    def clean_account_no(self) -> ServicePoint | None:
        """The service point of the account, of this company."""
        number = self.cleaned_data["account_no"].strip()
        if not number:
            return None
        point = ServicePoint.objects.filter(company=self.company, account_no=number).first()
        if point is None:
            raise ValidationError(_("There is no account of this number."))
        return point

    def clean_file(self) -> UploadedFile | None:
        """A file of a kind and size that is kept as evidence, told from its content."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MAX_SIZE:
            limit = MAX_SIZE // 1_000_000
            raise ValidationError(_("The file is larger than {limit} MB.").format(limit=limit))
        sniff(file.read())
        file.seek(0)
        return file

    def taken(self) -> dict[str, Any]:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        said.pop("file")
        point = said.pop("account_no")
        held = (
            Occupancy.objects.filter(service_point=point, until__isnull=True)
            .select_related("party")
            .order_by("-role")
            .first()
            if point
            else None
        )
        return {**said, "service_point": point, "party": held.party if held else None}


class GradeForm(CaseFacts):
    """The office confirms; the level may only be raised."""

    raise_to = forms.ChoiceField(label=_("Raise the level to"), required=False)
    reason = forms.CharField(label=_("Reason of the raise"), max_length=500, required=False)

    def __init__(self, *args: Any, company: Unit, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, company=company, **kwargs)
        graver = [(value, label) for value, label in Level.choices if value < complaint.level]
        fill(self, "raise_to", graver, first=_("as computed"))


class RaiseForm(forms.Form):
    """A graver level, with the reason."""

    to = forms.ChoiceField(label=_("Raise the level to"))
    reason = forms.CharField(label=_("Reason of the raise"), max_length=500, widget=SHORT)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "to", [(v, label) for v, label in Level.choices if v < complaint.level])


class AssignForm(forms.Form):
    """The department, who handles it, who looks into it."""

    unit = forms.ModelChoiceField(label=_("Department in charge"), queryset=Unit.objects.none())
    handler = forms.ModelChoiceField(label=_("Handler"), queryset=Staff.objects.none())
    investigator = forms.ModelChoiceField(label=_("Investigator"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, complaint: Complaint, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, complaint, now)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(complaint.company)


def _people(form: forms.Form, complaint: Complaint, now: datetime) -> None:
    """Those who may handle and investigate; whom it is about is never offered."""
    on = timezone.localdate(now)
    for name, right in (("handler", HANDLE), ("investigator", INVESTIGATE)):
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        units = Unit.objects.filter(path__startswith=complaint.company.path, closed_on=None)
        found: set[int] = set()
        for unit in units.exclude(kind="company")[:300]:
            found |= {one.pk for one in holders_of_right(right, unit, on=on)}
        found.discard(complaint.accused_id or 0)
        rows = Staff.objects.filter(pk__in=found, unit__path__startswith=complaint.company.path)
        field.queryset = rows.select_related("unit", "post").order_by("post__rank", "number")
        field.label_from_instance = lambda obj: f"{obj.name}（{obj.unit} {obj.post}）"  # type: ignore[method-assign]


class ReopenForm(AssignForm):
    """Why it goes on, and with whom."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["unit"]


class NoteForm(forms.Form):
    """What was done or said."""

    note = forms.CharField(label=_("What was said"), max_length=500, widget=SHORT)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)


class EvidenceForm(forms.Form):
    """A line of the evidence list."""

    kind = forms.ChoiceField(label=pgettext_lazy("evidence", "Kind"))
    text = forms.CharField(label=_("What it shows"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "kind", choices("evidence"))


class ReportForm(forms.Form):
    """The report of the investigation."""

    facts = forms.CharField(label=_("What happened"), max_length=4000, widget=WORDS)
    cause = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Cause"))
    conclusion = forms.CharField(label=_("Conclusion"), max_length=2000, widget=WORDS)
    proposal = forms.CharField(label=_("Proposed measures"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "cause", choices("causes"), first=_("choose"))


class JudgeForm(forms.Form):
    """The verdict and, apart from it, the responsibility."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("of a complaint", "Verdict"),
        choices=[one for one in Verdict.choices if one[0] != Verdict.OPEN],
    )
    responsibility = forms.ChoiceField(label=_("Responsibility"), choices=Responsibility.choices)
    responsible = StaffField(label=_("Employee responsible"), required=False)
    responsible_unit = forms.ModelChoiceField(
        label=_("Department responsible"), queryset=Unit.objects.none(), required=False
    )
    reason = forms.CharField(label=_("Reasons"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, unit = self.fields["responsible"], self.fields["responsible_unit"]
        assert isinstance(person, StaffField)
        assert isinstance(unit, forms.ModelChoiceField)
        person.company = complaint.company
        unit.queryset = units_of(complaint.company)


class OfferForm(forms.Form):
    """A solution in words."""

    text = forms.CharField(label=_("Solution for the customer"), max_length=2000, widget=WORDS)


class AnswerForm(forms.Form):
    """What the customer said to it."""

    accepted = forms.TypedChoiceField(
        label=_("The customer"),
        choices=[("1", _("accepts")), ("0", _("declines"))],
        coerce=lambda value: value == "1",
    )
    answer = forms.CharField(label=_("What the customer said"), max_length=500, widget=SHORT)


class ReplyForm(forms.Form):
    """The explicit reply."""

    text = forms.CharField(label=_("Reply to the customer"), max_length=2000, widget=WORDS)
    override_reason = forms.CharField(
        label=_("Why somebody else replies"), max_length=300, required=False
    )


class CallForm(forms.Form):
    """How satisfied the customer is."""

    score = forms.TypedChoiceField(
        label=_("Satisfaction (1 to 5)"),
        choices=[(n, str(n)) for n in range(5, 0, -1)],
        coerce=int,
    )
    note = forms.CharField(label=_("What was said"), max_length=300, required=False)


class AttemptForm(forms.Form):
    """A call that did not reach the customer."""

    outcome = forms.ChoiceField(label=_("How the call ended"), choices=Outcome.choices)


class CloseForm(forms.Form):
    """The last elements."""

    result = forms.CharField(label=_("Result"), max_length=2000, widget=SHORT)
    corrective_action = forms.CharField(label=_("Corrective action"), max_length=2000, widget=SHORT)


class RectifyForm(forms.Form):
    """The corrective action as a notice to a department."""

    unit = forms.ModelChoiceField(label=_("To the department"), queryset=Unit.objects.none())
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    title = forms.CharField(
        label=pgettext_lazy("a rectification", "Problem in a few words"), max_length=120
    )
    requirement = forms.CharField(label=_("What is required"), max_length=2000, widget=SHORT)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(complaint.company)


class ExtendForm(forms.Form):
    """More time."""

    until = forms.DateTimeField(label=_("Until"), widget=MOMENT)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)
    customer_told = forms.BooleanField(label=_("The customer was told"), required=False)


class ConvertForm(ReasonForm):
    """What it is instead."""

    kind = forms.ChoiceField(label=_("It is"))
    field_order = ["kind", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "kind", [(one.code, one.label) for one in kinds().values() if not one.case])


class EscalateForm(ReasonForm):
    """The customer escalates."""

    beyond = forms.BooleanField(label=_("Beyond what the department may decide"), required=False)


class AppealForm(forms.Form):
    """An appeal for the department or the customer."""

    appellant = forms.ChoiceField(label=_("Appeal by"), choices=Appellant.choices)
    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, appellants: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "appellant", [(v, label) for v, label in Appellant.choices if v in appellants])


class DecideForm(forms.Form):
    """What became of an appeal."""

    changed = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("0", _("The verdict stays")), ("1", _("The verdict is changed"))],
        coerce=lambda value: value == "1",
    )
    verdict = forms.ChoiceField(label=_("New verdict"), required=False)
    responsibility = forms.ChoiceField(label=_("New responsibility"), required=False)
    responsible = StaffField(label=_("Employee responsible"), required=False)
    reasons = forms.CharField(label=_("Reasons"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [one for one in Verdict.choices if one[0] != Verdict.OPEN]
        fill(self, "verdict", found, first="—")
        fill(self, "responsibility", Responsibility.choices, first="—")
        person = self.fields["responsible"]
        assert isinstance(person, StaffField)
        person.company = complaint.company


class StepForm(forms.Form):
    """A step of the level-one plan; what it asks for beside the words depends on the step."""

    note = forms.CharField(
        label=pgettext_lazy("a step", "What was done"), max_length=2000, widget=SHORT
    )
    spokesperson = StaffField(label=_("Speaks for the company"), required=False)
    group = forms.CharField(label=_("Members of the group"), max_length=300, required=False)
    causes = forms.CharField(label=_("Causes"), max_length=2000, required=False, widget=SHORT)
    measures = forms.CharField(label=_("Measures"), max_length=2000, required=False, widget=SHORT)
    asked = {"report": ["spokesperson"], "group": ["group"], "review": ["causes", "measures"]}

    def __init__(self, *args: Any, kind: str, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("spokesperson", "group", "causes", "measures"):
            if name not in self.asked.get(kind, []):
                del self.fields[name]
        person = self.fields.get("spokesperson")
        if isinstance(person, StaffField):
            person.company = company


class DrillForm(forms.Form):
    """A drill that was held."""

    held_on = forms.DateField(label=_("Held on"), widget=DAY)
    scenario = forms.CharField(label=_("Scenario"), max_length=200)
    took_part = forms.CharField(label=_("Took part"), max_length=300)
    findings = forms.CharField(label=_("What was learned"), max_length=2000, widget=WORDS)


class LineForm(forms.Form):
    """The line to the national centre."""

    address = forms.URLField(
        label=_("Address of the national centre"), required=False, assume_scheme="https"
    )
    new_token = forms.BooleanField(label=_("Make a new token"), required=False)


class FileForm(forms.Form):
    """Messages of the national centre in a file."""

    file = forms.FileField(label=_("File (a JSON message a line)"))


class GroundsForm(forms.Form):
    """Why we do not agree."""

    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=WORDS)
