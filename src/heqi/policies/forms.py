"""Forms of the policy pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000


class ImportForm(forms.Form):
    """A policy document as text or Word."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_("A text file (UTF-8 or GB18030) or a Word document, 20 MB at most."),
    )

    def clean_file(self) -> object:
        """Bounded before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


class AnswerForm(forms.Form):
    """The answer to a policy query."""

    answer = forms.CharField(
        label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
