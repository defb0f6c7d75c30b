"""What is written down when an outage is planned, changed, restored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.ledger.actors import Actor
from heqi.outages.access import PLAN, STEER
from heqi.outages.models import Outage
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit

PICKER = "%Y-%m-%dT%H:%M"


def _when(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=PICKER),
        input_formats=[PICKER, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class OutageForm(forms.Form):
    """A step of an outage without anything to write; the others inherit it."""

    def __init__(self, outage: Outage | None, actor: Actor, data: Any = None) -> None:
        self.outage, self.actor = outage, actor
        super().__init__(data, initial=self.first(outage) if outage else {})
        self.prepare()

    def first(self, outage: Outage) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def prepare(self) -> None:
        """Fill choices that depend on who asks."""

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the action."""
        return dict(self.cleaned_data)


class ReasonForm(OutageForm):
    """A reason, which the action demands."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class RestoreForm(OutageForm):
    """Why at night, where the rule asks."""

    night_reason = forms.CharField(
        label=_("Why at night (if it is night)"), required=False, max_length=300
    )


class PostponeForm(OutageForm):
    """Another time, and why."""

    starts_at = _when(_("Gas off from"))
    ends_at = _when(_("Gas back by"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def first(self, outage: Outage) -> dict[str, Any]:
        """The present time."""
        return {"starts_at": outage.starts_at, "ends_at": outage.ends_at}


class StopForm(OutageForm):
    """A planned stop."""

    title = forms.CharField(label=pgettext_lazy("outage", "What is done"), max_length=120)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("In charge"), empty_label=_("choose")
    )
    leader = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Leads the works"), required=False, empty_label=_("choose")
    )
    starts_at = _when(_("Gas off from"))
    ends_at = _when(_("Gas back by"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def first(self, outage: Outage) -> dict[str, Any]:
        """The plan as it is."""
        return {
            "title": outage.title,
            "unit": outage.unit_id,
            "leader": outage.leader_id,
            "starts_at": outage.starts_at,
            "ends_at": outage.ends_at,
            "reason": outage.reason,
        }

    def prepare(self) -> None:
        """Units that the actor plans for, people of their company."""
        units = visible_units(self.actor, PLAN, ["department"]).order_by("path")
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
        if not self.is_bound and self.outage is None:
            found = list(units[:2])
            self.initial["unit"] = found[0].pk if len(found) == 1 else self.actor.unit_id
        leader = self.fields["leader"]
        assert isinstance(leader, forms.ModelChoiceField)
        people = Staff.objects.filter(
            unit__company=self.actor.company_id or 0, left_on__isnull=True
        )
        leader.queryset = people.select_related("post").order_by("post__rank", "number")[:300]
        leader.choices = [("", _("choose"))] + [
            (one.pk, f"{one.name} · {one.post}") for one in leader.queryset
        ]
        leader.queryset = people
        if self.outage is not None:
            del self.fields["unit"]


class IncidentForm(OutageForm):
    """An outage that nobody planned, as it was found."""

    title = forms.CharField(label=_("What happened"), max_length=120)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("In charge"), empty_label=_("choose")
    )
    began_at = _when(_("Gas off since (empty: now)"), required=False)

    def prepare(self) -> None:
        """Units that the actor steers for."""
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_units(self.actor, STEER, ["department"]).order_by("path")


class ValveForm(forms.Form):
    """A valve; what lies behind it is chosen below."""

    code = forms.CharField(label=_("Valve number"), max_length=30)
    place = forms.CharField(label=_("Where it is"), required=False, max_length=120)
