"""Taking a complaint up, grading it, and the list's filters."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.access import VIEW
from heqi.complaints.catalogue import by_the_clock, choices, signs
from heqi.complaints.forms.fields import MOMENT, SHORT, WORDS, StaffField, fill, units_of
from heqi.complaints.models import Complaint
from heqi.complaints.states import Level, Verdict
from heqi.customers.models import Occupancy, ServicePoint
from heqi.evidence.sniffing import MAX_SIZE, sniff
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Unit


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
        label=_("Department complained about"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label="—",
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
        field.choices = [row for row in signs() if row[0] not in by_the_clock()]
        unit = self.fields["accused_unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(company)
        person = self.fields["accused"]
        assert isinstance(person, StaffField)
        person.company = company

    def clean_claim_yuan(self) -> Decimal:
        """Nothing typed is no claim."""
        return self.cleaned_data["claim_yuan"] or Decimal(0)


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

    platform_number = forms.CharField(
        label=_("Platform's own number"), max_length=40, required=False
    )
    platform_due_at = forms.DateTimeField(label=_("Platform's date"), required=False, widget=MOMENT)
    raise_to = forms.ChoiceField(label=_("Raise the level to"), required=False)
    reason = forms.CharField(label=_("Reason of the raise"), max_length=500, required=False)

    def __init__(self, *args: Any, company: Unit, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, company=company, **kwargs)
        graver = [(value, label) for value, label in Level.choices if value < complaint.level]
        fill(self, "raise_to", graver, first=_("as computed"))

    def clean(self) -> dict[str, Any]:
        """What was not asked for stays as it is."""
        said: dict[str, Any] = super().clean() or {}
        if self.add_prefix("platform_number") not in self.data:
            said["platform_number"] = None
        return said


class PlatformForm(forms.Form):
    """The platform's number and date, and why they are other ones now."""

    platform_number = forms.CharField(
        label=_("Platform's own number"), max_length=40, required=False
    )
    platform_due_at = forms.DateTimeField(label=_("Platform's date"), required=False, widget=MOMENT)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)


class RaiseForm(forms.Form):
    """A graver level, with the reason."""

    to = forms.ChoiceField(label=_("Raise the level to"))
    reason = forms.CharField(label=_("Reason of the raise"), max_length=500, widget=SHORT)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "to", [(v, label) for v, label in Level.choices if v < complaint.level])
