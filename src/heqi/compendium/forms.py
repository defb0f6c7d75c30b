"""Forms of the life of policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.compendium.content import pack_for
from heqi.compendium.models import Draft, DraftClause, DraftKind, Need, PolicySort
from heqi.compendium.states import DraftStatus, Opinion
from heqi.evidence.sniffing import MAX_SIZE
from heqi.people.models import Unit
from heqi.policies.speaking import spoken
from heqi.policies.templatetags.policies import KINDS

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LINES = forms.Textarea(attrs={"rows": 2})
TEXT = forms.Textarea(attrs={"rows": 4})
EVERY = [("", _("all"))]


def choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class UnitChoice(forms.ModelChoiceField):
    """One unit; an id that no database holds is a wrong choice."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is no id before the database is asked."""
        if value not in self.empty_values and (not str(value).isdigit() or len(str(value)) > 18):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice",
                params={"value": str(value)[:18]},
            )  # fmt: skip
        return super().to_python(value)


class DraftFilter(forms.Form):
    """Filters of the drafts; wrong values are ignored."""

    q = forms.CharField(label=_("Title / number"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "status", [*EVERY, *DraftStatus.choices])
        choose(self, "kind", [*EVERY, *DraftKind.choices])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class HeadForm(forms.Form):
    """What a draft says of itself."""

    sort = forms.ChoiceField(
        label=_("Required policy"),
        required=False,
        help_text=_("Required policies must have the content points of the framework."),
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    title_en = forms.CharField(label=_("English title"), max_length=160, required=False)
    short = forms.CharField(label=_("Short title"), max_length=40, required=False)
    serves = forms.ChoiceField(label=_("Whose need it serves"), choices=Need.choices)
    weighs = forms.CharField(
        label=_("Weighed against (cost, risk)"), max_length=300, required=False
    )
    effective_on = forms.DateField(label=_("Planned to take effect on"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LINES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "sort", list(PolicySort.choices))


class NewDraftForm(HeadForm):
    """A new policy, a revision or a repeal."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DraftKind.choices)
    key = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits, hyphens; clauses are cited as code/number."),
    )
    unit = UnitChoice(label=_("Holds for"), queryset=Unit.objects.none())
    department = UnitChoice(label=_("Responsible department"), queryset=Unit.objects.none())
    field_order = (
        "kind", "unit", "department", "sort", "key", "title", "short", "title_en", "serves",
        "effective_on", "weighs", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class ClauseForm(forms.Form):
    """A clause of a draft."""

    number = forms.CharField(label=_("Number"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"))
    depth = forms.IntegerField(
        label=_("Level"), min_value=0, max_value=4, required=False, initial=0
    )
    title = forms.CharField(label=_("Headline"), max_length=80, required=False)
    ref = forms.ChoiceField(
        label=_("Bound to"),
        required=False,
        help_text=_("A clause that the packs know already: its rules then stand beside this text."),
    )
    text = forms.CharField(label=_("Text"), max_length=4000, widget=TEXT, required=False)
    text_en = forms.CharField(
        label=_("English summary"), max_length=4000, widget=LINES, required=False
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = pack_for(draft)
        choose(self, "kind", list(KINDS.items()))
        known = pack.policies.get(draft.key)
        keys = [draft.key] if known else []
        sort = draft.sort.replace("_", "-")
        if sort and sort not in keys and sort in pack.policies:
            keys.append(sort)
        refs = [("", "—")]
        held = (self.initial or {}).get("ref")
        for key in keys:
            for ref in pack.policies[key].clauses:
                clause = pack.clauses[ref]
                short = spoken(pack.policies[key].short)
                refs.append((ref, f"{short} {clause.number} {spoken(clause.title)}"))
        if held and held not in dict(refs):
            refs.append((held, held))
        choose(self, "ref", refs)


class ReviewForm(forms.Form):
    """Which departments are asked."""

    units = forms.ModelMultipleChoiceField(
        label=_("Departments"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        field.queryset = units  # type: ignore[attr-defined]
        field.initial = [unit.pk for unit in units]


class OpinionForm(forms.Form):
    """A department's opinion."""

    opinion = forms.ChoiceField(
        label=_("Opinion"),
        choices=[(o, o.label) for o in (Opinion.AGREES, Opinion.CHANGES)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What should change"), max_length=1000, widget=LINES,
                           required=False)  # fmt: skip


class ReplyForm(forms.Form):
    """What was made of an opinion."""

    reply = forms.CharField(label=_("What was made of it"), max_length=1000, widget=LINES)


class ReasonForm(forms.Form):
    """Why a draft goes back or is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LINES)


class IssueForm(forms.Form):
    """The general office numbers and dates a policy."""

    issue_number = forms.CharField(label=_("Document number"), max_length=60)
    filing_number = forms.CharField(label=_("Filing number"), max_length=60, required=False)
    effective_on = forms.DateField(label=_("Takes effect on"), widget=DAY)


class PlanForm(forms.Form):
    """Who is responsible for a required policy, and by when."""

    sort = forms.ChoiceField(label=_("Required policy"))
    department = UnitChoice(label=_("Responsible department"), queryset=Unit.objects.none())
    planned_on = forms.DateField(label=_("Planned for"), widget=DAY, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "sort", [(v, label) for v, label in PolicySort.choices if v])
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class PackForm(forms.Form):
    """A pack as a ZIP file."""

    file = forms.FileField(label=_("Pack (ZIP)"))

    def clean_file(self) -> Any:
        """Bounded before it is read."""
        file = self.cleaned_data["file"]
        if file.size > 5_000_000:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file


def clause_choices(draft: Draft) -> list[tuple[str, str]]:
    """The clauses that a rule of the draft may cite, by the id that it then names."""
    rows: list[DraftClause] = list(draft.clauses.all())
    for row in rows:
        row.draft = draft
    own = [(row.cited, f"{row.number} {row.title or row.text[:20]}") for row in rows]
    taken = {value for value, _label in own}
    pack = pack_for(draft)
    sort = draft.sort.replace("_", "-")
    for key in dict.fromkeys([draft.key, sort]):
        policy = pack.policies.get(key)
        for ref in policy.clauses if policy else ():
            if ref not in taken:
                clause = pack.clauses[ref]
                own.append((ref, f"{spoken(policy.short)} {clause.number} {spoken(clause.title)}"))  # type: ignore[union-attr]
    return own


class ProofForm(forms.Form):
    """Evidence beside a clause: what it shows, with a file, a photo or a record."""

    text = forms.CharField(label=_("What it shows"), max_length=200)
    file = forms.FileField(label=_("File or photo"), required=False)
    record = forms.CharField(
        label=_("Related record"),
        required=False,
        max_length=400,
        help_text=_("The address of the record's page, if there is one."),
    )

    def clean_file(self) -> Any:
        """Refused by its size before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_SIZE:
            limit = MAX_SIZE // 1_000_000
            raise forms.ValidationError(
                gettext("The file is larger than {limit} MB.").format(limit=limit)
            )
        return file


class WithdrawForm(forms.Form):
    """Why evidence is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
