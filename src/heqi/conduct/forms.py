"""Forms of cases."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from heqi.conduct.access import RAISE, VIEW
from heqi.conduct.actions.hearing import HEAD, PERSON
from heqi.conduct.actions.proving import Paper
from heqi.conduct.facts import Outcome, grouped_grounds, measured_grounds, words_of
from heqi.conduct.models import Case
from heqi.conduct.models.cases import Figure
from heqi.conduct.states import Hearing, Side, SumState
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff, Unit
from heqi.policies.templatetags.policies import clause_label

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MONTH = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")


def _choices(form: forms.Form, name: str, rows: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = rows


def _people(form: forms.Form, name: str, actor: Actor, right: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    units = visible_units(actor, right)
    field.queryset = (
        Staff.objects.filter(unit__in=units, left_on__isnull=True)
        .select_related("unit", "post")
        .order_by("unit__path", "number")
    )
    field.label_from_instance = lambda one: f"{one.name} · {one.unit} · {one.post}"  # type: ignore[method-assign, assignment]


class FilterForm(forms.Form):
    """What the list is filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / source / name / fact"), required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    side = forms.ChoiceField(label=pgettext_lazy("conduct", "Reward or penalty"), required=False)
    ground = forms.ChoiceField(label=pgettext_lazy("conduct", "Ground"), required=False)
    since = forms.DateField(label=_("Raised from"), required=False, widget=DAY)
    until = forms.DateField(label=_("Raised until"), required=False, widget=DAY)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        _choices(self, "unit", [("", _("all")), *[(unit.pk, str(unit)) for unit in units]])
        _choices(self, "side", [("", _("all")), *Side.choices])
        _choices(self, "ground", [("", _("all")), *grouped_grounds()])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class GroundForm(forms.Form):
    """Under which clause; the picker knows chapters 3.1 and 3.2 and nothing else."""

    ground = forms.ChoiceField(label=pgettext_lazy("conduct", "Ground"))
    measured = forms.DecimalField(
        label=_("Measured"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    distinct = forms.CharField(
        label=_("Why this is another fact"),
        required=False,
        max_length=300,
        help_text=_("Only where a case of the same day under the same clause is on record."),
    )

    def __init__(
        self, *args: Any, on: date, company_id: int | None, side: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "ground", [("", "—"), *grouped_grounds(side)])
        rows = measured_grounds(side, on=on, company_id=company_id)
        if not rows:
            del self.fields["measured"]
            return
        self.fields["measured"].help_text = "；".join(
            _("{clause}: {what}").format(clause=clause_label(clause), what=what)
            for clause, what in rows
        )


class RaiseForm(GroundForm):
    """A new case."""

    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("For a department or a group; a person brings his own unit."),
    )
    staff = forms.ModelChoiceField(
        label=_("Person concerned"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label="—",
    )
    members = StaffChoices(
        label=_("Achieved together by"), queryset=Staff.objects.none(), required=False
    )
    main = StaffChoices(label=_("Main contributors"), queryset=Staff.objects.none(), required=False)
    happened_on = forms.DateField(label=_("Happened on"), widget=DAY)
    source_number = forms.CharField(
        label=_("Number of the record"),
        max_length=40,
        required=False,
        help_text=_("Complaint, order, inspection …: the same record is not used twice."),
    )
    title = forms.CharField(label=pgettext_lazy("conduct", "Fact in a few words"), max_length=120)
    facts = forms.CharField(label=pgettext_lazy("conduct", "Facts"), max_length=4000, widget=WORDS)
    field_order = (
        "ground", "measured", "unit", "staff", "happened_on", "source_number", "distinct",
        "members", "main", "title", "facts",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_units(actor, RAISE, ["department", "team"]).order_by("path")
        for name in ("staff", "members", "main"):
            _people(self, name, actor, RAISE)

    def clean(self) -> dict[str, Any]:
        """A person brings his unit; whoever names none says which department it is."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        staff = given.get("staff")
        if staff is not None:
            given["unit"] = staff.unit
        elif given.get("unit") is None and "unit" not in self.errors:
            self.add_error("unit", _("Name the person concerned, or the unit."))
        return given


class TakeUpForm(GroundForm):
    """Whom it is about and under which ground."""

    staff = forms.ModelChoiceField(
        label=_("Person concerned"), queryset=Staff.objects.none(), required=False
    )

    def __init__(self, *args: Any, actor: Actor, right: str, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"ground": case.ground, "staff": case.staff_id, "measured": case.measured}
        )
        super().__init__(*args, **kwargs)
        _people(self, "staff", actor, right)


class StatementForm(forms.Form):
    """What the person concerned says."""

    statement = forms.CharField(
        label=_("Your statement"), max_length=4000, widget=WORDS, required=False
    )
    waive = forms.BooleanField(label=_("I make no statement"), required=False)


class HearingForm(forms.Form):
    """That whom it is about was heard, put on record by somebody else."""

    whose = forms.ChoiceField(label=_("Who was heard"), required=False)
    hearing = forms.ChoiceField(
        label=_("Heard"),
        choices=[choice for choice in Hearing.choices if choice[0] != Hearing.WRITTEN],
        help_text=_("That nothing was said is put on record once the time to speak has passed."),
    )
    statement = forms.CharField(
        label=_("What was said"), max_length=4000, widget=WORDS, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        whose.choices = [
            (HEAD if one.pk == case.head_id else PERSON, one.name) for one in case.unheard
        ]


class InquiryForm(forms.Form):
    """The unit's report, the finding, and where each proof is."""

    report = forms.CharField(label=_("Report of the unit"), max_length=4000, widget=WORDS)
    finding = forms.CharField(
        label=_("Finding of the inquiry"), max_length=4000, widget=WORDS, required=False
    )

    def __init__(self, *args: Any, case: Case, outcome: Outcome | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"report": case.report, "finding": case.finding})
        super().__init__(*args, **kwargs)
        attached = outcome.attached if outcome else []
        for code in outcome.proof if outcome else ():
            self.fields[f"proof_{code}"] = forms.CharField(
                label=_("Proof: {what}").format(what=words_of("proof", code)),
                max_length=300,
                required=False,
                initial=case.proofs.get(code, ""),
                help_text=_("Number of the record, or name of a file on the case.")
                if code in attached
                else _("Number of the record, name of the file, or why there is none."),
            )
            if code in attached:
                self.fields[f"file_{code}"] = forms.FileField(
                    label=_("File: {what}").format(what=words_of("proof", code)), required=False
                )

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        given = dict(self.cleaned_data)
        proofs = {
            name.removeprefix("proof_"): given.pop(name)
            for name in list(given)
            if name.startswith("proof_")
        }
        files = {
            name.removeprefix("file_"): given.pop(name)
            for name in list(given)
            if name.startswith("file_")
        }
        papers = {
            code: Paper(file.name, file.read()) for code, file in files.items() if file is not None
        }
        return {**given, "proofs": proofs, "papers": papers}


def _points() -> str:
    return pgettext("conduct", "points")


def _money(label: Any, least: Any, most: Any, *, unit: str, clause: str, required: bool) -> Any:
    return forms.DecimalField(
        label=label,
        max_digits=8,
        decimal_places=2,
        required=required,
        help_text=_("{least} to {most} {unit}").format(
            least=f"{least.normalize():f}", most=f"{most.normalize():f}", unit=unit
        ),
        widget=forms.NumberInput(
            attrs={"min": f"{least:f}", "max": f"{most:f}", "step": "0.01", "data-clause": clause}
        ),
    )


class ContentForm(forms.Form):
    """Content of the reward or penalty: the ground says which figures, and their ranges."""

    def __init__(self, *args: Any, case: Case, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares: list[str] = []
        for what, allowed in outcome.ranges.items():
            money = what in (Figure.AMOUNT, Figure.HEAD)
            field = _money(
                Figure(what).label, allowed.least, allowed.most,
                unit=str(_("yuan") if money else _points()), clause=allowed.clause,
                required=False,
            )  # fmt: skip
            field.initial = case.figure(what)
            self.fields[what] = field
        share = outcome.ranges.get(Figure.AMOUNT)
        for member in case.members.select_related("staff") if case.together else ():
            if member.is_main and share is not None:
                name = f"share_{member.pk}"
                self.fields[name] = _money(
                    _("Individual reward for {name}").format(name=member.staff.name),
                    share.least, share.most,
                    unit=str(_("yuan")), clause=share.clause, required=False,
                )  # fmt: skip
                self.fields[name].initial = member.amount
                self.shares.append(name)
        if outcome.measures:
            self.fields["measure"] = forms.ChoiceField(
                label=_("Measure"),
                choices=[(code, words_of("measures", code)) for code in outcome.measures],
                initial=case.measure,
            )
        if outcome.handled_by_department:
            self.fields["treatment"] = forms.CharField(
                label=_("How the department deals with the person"),
                max_length=500,
                widget=WORDS,
                initial=case.treatment,
            )
        self.fields["remarks"] = forms.CharField(
            label=_("Remarks"), max_length=500, required=False, initial=case.remarks
        )

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        given = dict(self.cleaned_data)
        return {
            "figures": {what: given[what] for what in Figure.values if what in given},
            "shares": {int(name.removeprefix("share_")): given[name] for name in self.shares},
            "measure": given.get("measure", ""),
            "treatment": given.get("treatment", ""),
            "remarks": given["remarks"],
        }


class OpinionForm(forms.Form):
    """The opinion with which the form is submitted."""

    opinion = forms.CharField(label=_("Opinion"), max_length=500, widget=WORDS)


class AppealForm(forms.Form):
    """Why the decision is wrong."""

    appeal = forms.CharField(label=_("Grounds of the appeal"), max_length=4000, widget=WORDS)


class JudgementForm(forms.Form):
    """What becomes of the decision."""

    outcome_ = forms.ChoiceField(
        label=_("Decision on the appeal"),
        choices=[
            ("uphold", pgettext_lazy("conduct", "The decision stands")),
            ("change", pgettext_lazy("conduct", "The decision is changed")),
            ("overturn", pgettext_lazy("conduct", "The decision is reversed")),
        ],
    )
    judgement = forms.CharField(label=_("Reasons"), max_length=4000, widget=WORDS)

    def __init__(self, *args: Any, case: Case, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what, row in case.figures.items():
            money = what in (Figure.AMOUNT, Figure.HEAD)
            self.fields[what] = _money(
                _("New: {what}").format(what=Figure(what).label), row.least, row.most,
                unit=str(_("yuan") if money else _points()), clause=row.clause, required=False,
            )  # fmt: skip
        if outcome.measures:
            self.fields["measure"] = forms.ChoiceField(
                label=_("New: {what}").format(what=_("Measure")),
                choices=[
                    ("", _("unchanged")),
                    *((code, words_of("measures", code)) for code in outcome.measures
                      if code != case.measure),
                ],
                required=False,
            )  # fmt: skip
        if outcome.handled_by_department:
            self.fields["treatment"] = forms.CharField(
                label=_("New: {what}").format(what=_("How the department deals with the person")),
                max_length=500,
                widget=WORDS,
                required=False,
            )

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        given = dict(self.cleaned_data)
        return {
            "outcome_": given["outcome_"],
            "judgement": given["judgement"],
            "figures": {what: given[what] for what in Figure.values if what in given},
            "measure": given.get("measure", ""),
            "treatment": given.get("treatment", ""),
        }


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=WORDS)


class NoticeFilterForm(forms.Form):
    """What the list of company-wide notices is filtered by."""

    text = forms.CharField(label=_("Number / name / fact"), required=False, max_length=60)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class SumFilterForm(forms.Form):
    """What the list of proposed sums is filtered by."""

    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"], widget=MONTH)
    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        _choices(self, "unit", [("", _("all")), *[(unit.pk, str(unit)) for unit in units]])
        _choices(self, "state", [("", _("all")), *SumState.choices])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}
