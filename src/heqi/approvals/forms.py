"""Forms of the approval pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.approvals.models import Approval
from heqi.approvals.queries import colleagues_of, earlier_steps
from heqi.people.models import Staff


class StaffField(forms.ModelChoiceField):
    """Somebody of the company, with post and unit."""

    def label_from_instance(self, obj: Any) -> str:
        """``韩雪 · 客户服务部主任 · 客户服务部``."""
        return f"{obj.name} · {obj.post} · {obj.unit}"


class StepForm(forms.Form):
    """Knows which step the signer saw, so that nobody signs the next one by mistake."""

    step = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**53
    )

    def __init__(self, *args: Any, approval: Approval, now: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"step": approval.current_id})
        super().__init__(*args, **kwargs)
        for name in ("staff", "to_staff"):
            field = self.fields.get(name)
            if isinstance(field, StaffField):
                field.queryset = colleagues_of(approval, on=now.date())
        if "to" in self.fields:
            choices: list[tuple[str, Any]] = [("", _("the requester"))]
            choices += [(str(link.step.pk), link.title) for link in earlier_steps(approval)]
            self.fields["to"] = forms.ChoiceField(
                label=_("Send back to"), choices=choices, required=False
            )


def _text(label: Any, *, required: bool) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, required=required, widget=area)


class ApproveForm(StepForm):
    """Opinion and signature."""

    opinion = _text(_("Opinion"), required=False)
    signature = forms.CharField(required=False, max_length=700_000, widget=forms.HiddenInput)


class ReturnForm(StepForm):
    """Why, and to whom."""

    to = forms.ChoiceField(required=False)
    reason = _text(_("Reason"), required=True)


class ReasonForm(StepForm):
    """Why."""

    reason = _text(_("Reason"), required=True)


class NoteForm(StepForm):
    """A word with it, if wished."""

    reason = _text(_("Note"), required=False)


class AddSignerForm(StepForm):
    """Whom, and when."""

    staff = StaffField(label=_("Signer"), queryset=Staff.objects.none())
    where = forms.ChoiceField(
        label=_("Signs before or after me"),
        choices=[("after", _("after me")), ("before", _("before me"))],
    )
    reason = _text(_("Note"), required=False)


class HandOverForm(StepForm):
    """Who signs instead."""

    staff = StaffField(label=_("Signs instead"), queryset=Staff.objects.none())
    reason = _text(_("Reason"), required=True)


class AssignForm(StepForm):
    """Who signs where nobody can."""

    staff = StaffField(label=_("Signer"), queryset=Staff.objects.none())
    reason = _text(_("Reason"), required=True)
