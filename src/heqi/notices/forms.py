"""Forms of the message pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.notices.states import Channel


class OutboxFilter(forms.Form):
    """Which messages to show."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[("", _("All")), *(c for c in Channel.choices if c[0] != Channel.IN_APP)],
    )


class QuietHoursForm(forms.Form):
    """From when until when a channel rests."""

    company = forms.IntegerField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        widget=forms.HiddenInput, choices=[(c, c) for c in (Channel.SMS, Channel.WECOM)]
    )
    begins = forms.TimeField(
        label=_("from"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
