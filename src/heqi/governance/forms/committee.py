"""Forms of the committee: members, matters, sittings."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance.access import LEAD
from heqi.governance.forms.acted import MOMENT, WORDS, ActedForm, staff_under
from heqi.governance.models import Seat, Sitting
from heqi.governance.states import SittingStatus
from heqi.people.access import visible_units
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff, Unit


class SeatForm(ActedForm):
    """Somebody for the committee."""

    staff = forms.ModelChoiceField(
        label=pgettext_lazy("committee", "Member"), queryset=Staff.objects.none()
    )
    office = forms.ChoiceField(
        label=pgettext_lazy("committee", "Office"), choices=Seat.Office.choices
    )

    def fill(self) -> None:
        """Heads and leaders first come by unit."""
        self.pick("staff", staff_under(self.actor, LEAD))


class MatterForm(ActedForm):
    """A matter that the office brings itself."""

    unit = forms.ModelChoiceField(label=_("Department concerned"), queryset=Unit.objects.none())
    title = forms.CharField(label=pgettext_lazy("committee", "Matter"), max_length=120)
    text = forms.CharField(label=_("Facts"), max_length=3000, widget=WORDS)

    def fill(self) -> None:
        """Departments."""
        units = visible_units(self.actor, LEAD, ["department", "team"])
        self.pick("unit", units.order_by("path"))


class SittingForm(ActedForm):
    """A sitting to call."""

    at = forms.DateTimeField(label=_("Time"), widget=MOMENT)
    place = forms.CharField(label=pgettext_lazy("where", "Place"), max_length=100)


class MovedSittingForm(SittingForm):
    """Another time or place."""

    def fill(self) -> None:
        """As it is."""
        local = timezone.localtime(self.row.at)
        self.initial = {"at": local, "place": self.row.place, **self.initial}


class HoldForm(ActedForm):
    """Who is there."""

    present = StaffChoices(
        label=pgettext_lazy("committee", "Members present"),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def fill(self) -> None:
        """The members of the committee."""
        seats = Seat.objects.filter(company=self.row.company_id, until__isnull=True)
        self.pick("present", Staff.objects.filter(pk__in=seats.values("staff")))


class MinutesForm(ActedForm):
    """What was said."""

    minutes = forms.CharField(label=_("Minutes"), max_length=5000, widget=WORDS)


class ListForm(ActedForm):
    """At which sitting."""

    sitting = forms.ModelChoiceField(
        label=pgettext_lazy("committee", "Sitting"), queryset=Sitting.objects.none()
    )

    def fill(self) -> None:
        """Those that are not over."""
        rows = Sitting.objects.filter(company=self.row.company_id)
        self.pick("sitting", rows.exclude(status=SittingStatus.CLOSED))


class DecideForm(ActedForm):
    """What was decided."""

    outcome = forms.CharField(label=_("Decision of the committee"), max_length=3000, widget=WORDS)
    votes_for = forms.IntegerField(label=_("In favour"), min_value=0, max_value=99)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=99)


class ReasonForm(ActedForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)
