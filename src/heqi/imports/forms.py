"""The file, the columns, the confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.imports.kinds import FIELDS
from heqi.imports.kinds.columns import GROUPS
from heqi.imports.models import Batch
from heqi.people.models import Unit

# Fields that a file often leaves out because they are the same in every row.
EVERYWHERE = ("city", "district", "usage", "pressure", "meter_kind")


class UploadForm(forms.Form):
    """A file for a unit."""

    unit = forms.ModelChoiceField(label=_("For"), queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Excel (.xlsx) or CSV"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class MappingForm(forms.Form):
    """A choice per column, a text per field that is the same everywhere."""

    def __init__(self, batch: Batch, data: Any = None) -> None:
        super().__init__(data)
        fields = {place: name for name, place in batch.mapping.items()}
        groups: dict[str, list[tuple[str, Any]]] = {}
        for field in FIELDS.values():
            groups.setdefault(field.group, []).append((field.name, field.label))
        choices: list[Any] = [("", _("leave out"))]
        choices += [(label, groups.get(key, [])) for key, label in GROUPS.items()]
        for place, heading in enumerate(batch.columns):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or _("Column {n}").format(n=place + 1),
                choices=choices,
                required=False,
                initial=fields.get(place, ""),
            )
        for name in EVERYWHERE:
            self.fields[f"d_{name}"] = forms.CharField(
                label=str(FIELDS[name].label),
                required=False,
                max_length=FIELDS[name].longest,
                initial=batch.defaults.get(name, ""),
            )
        self.batch = batch

    def mapping(self) -> dict[str, int]:
        """Field to column; a field chosen twice is an error of the form."""
        found: dict[str, int] = {}
        for place in range(len(self.batch.columns)):
            name = self.cleaned_data.get(f"c{place}")
            if not name:
                continue
            if name in found:
                raise forms.ValidationError(
                    _("“{field}” is chosen for two columns.").format(field=FIELDS[name].label)
                )
            found[name] = place
        return found

    def defaults(self) -> dict[str, str]:
        """What holds for every row."""
        return {name: self.cleaned_data.get(f"d_{name}", "") for name in EVERYWHERE}

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Each column's choice with its first values."""
        return [
            (self[f"c{place}"], [row[place] for row in self.batch.samples if place < len(row)][:3])
            for place in range(len(self.batch.columns))
        ]

    def everywhere(self) -> list[Any]:
        """The texts for all rows."""
        return [self[f"d_{name}"] for name in EVERYWHERE]


class ConfirmForm(forms.Form):
    """Whether rows with errors are left out."""

    leave_out = forms.BooleanField(required=False)


class UndoForm(forms.Form):
    """Why an import is undone."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
