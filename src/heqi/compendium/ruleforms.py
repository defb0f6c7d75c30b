"""A form for a rule, made from the question it answers: limits, ratios, ranges, criteria, duties,
items of authority, grounds; each field by its kind."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.compendium.controls import AnswerForm, controls, parse, shown_of
from heqi.compendium.forms import DAY, LINES, choose
from heqi.compendium.packing import dump
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.conditions import EQUALITY, MEMBERS, ORDER
from heqi.rulebook.pack import Question
from heqi.rulebook.values import CODE, FactSpec

ROWS = 4
OPERATORS = {
    "is": _("is"), "not": _("is not"), "in": _("is one of"), "not_in": _("is none of"),
    "at_least": _("at least"), "at_most": _("at most"), "less_than": _("less than"),
    "more_than": _("more than"), "has": _("contains"), "has_any": _("contains one of"),
    "has_all": _("contains all of"), "has_none": _("contains none of"), "known": _("is known"),
}  # fmt: skip
LISTS = ("in", "not_in", "has_any", "has_all", "has_none")
# The kinds of rules by the kind of what they answer, as the page groups questions.
GROUPS = (
    ("limit", _("Limits of time"), ("limit",)),
    ("ratio", _("Ratios"), ("ratio",)),
    ("range", _("Ranges and amounts"), ("range", "money", "decimal", "integer")),
    ("criterion", _("Criteria: which class, level, tier"), ("one_of", "boolean", "code")),
    ("duty", _("Duties and posts"), ("posts", "some_of", "codes")),
    ("other", _("Others"), ("data", "text", "date")),
)


def group_of(question: Question) -> str:
    """Under which heading a question stands: authority and grounds by their subject, the others
    by the first kind of field they answer with."""
    if question.id.startswith("authority."):
        return "authority"
    if question.id.startswith(("conduct.", "appraisal.")):
        return "ground"
    kinds = {field.kind for field in question.answer.values()}
    return next((code for code, _title, its in GROUPS if kinds & set(its)), "other")


def groups() -> list[tuple[str, Any, list[Question]]]:
    """Every question under its heading."""
    headings = [(code, title) for code, title, _kinds in GROUPS]
    headings[-1:-1] = [("authority", _("Items of authority")), ("ground", _("Grounds and scores"))]
    found: dict[str, list[Question]] = {code: [] for code, _title in headings}
    for question in common_pack().questions.values():
        found[group_of(question)].append(question)
    return [(code, title, found[code]) for code, title in headings if found[code]]


class RuleForm(AnswerForm):
    """A rule of a question; ``content()`` is the rule in the notation of packs."""

    id = forms.CharField(
        label=_("Name of the rule"),
        max_length=60,
        help_text=_("Small letters, digits, underscores. The name of a rule in force replaces it."),
    )
    clause = forms.ChoiceField(label=_("Clause that demands it"))
    since = forms.DateField(label=_("From"), widget=DAY)
    until = forms.DateField(label=_("Until (excluded)"), widget=DAY, required=False)
    excepts = forms.MultipleChoiceField(label=_("Instead of"), required=False)
    more = forms.CharField(
        label=_("Further conditions (any of, none of)"),
        required=False,
        max_length=4000,
        widget=LINES,
        help_text=_("In the notation of packs, e.g. any: [{fact: level, is: one}]"),
    )
    mark = forms.ChoiceField(
        label=_("Mark"),
        required=False,
        choices=[
            ("", _("as the clause is")),
            ("clause", _("stated by the clause")),
            ("company_set", _("set by the company")),
        ],
    )
    basis_zh = forms.CharField(label=_("Basis"), max_length=300, required=False)
    basis_en = forms.CharField(label=_("Basis in English"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        question: Question,
        clauses: list[tuple[str, str]],
        names: Iterable[str],
        beside: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.names = question, set(names)
        choose(self, "clause", [("", "—"), *clauses])
        # Rules in force, and those that the same draft brings.
        others = sorted({*self.names, *beside})
        choose(self, "excepts", [(name, name) for name in others])
        facts = [("", "—"), *((f.name, spoken(f.title)) for f in question.facts.values())]
        for row in range(ROWS if question.facts else 0):
            self.fields[f"fact{row}"] = forms.ChoiceField(
                label=gettext("Fact"), choices=facts, required=False
            )
            self.fields[f"op{row}"] = forms.ChoiceField(
                label=gettext("Comparison"), choices=list(OPERATORS.items()), required=False
            )
            self.fields[f"value{row}"] = forms.CharField(
                label=gettext("Value"), required=False, max_length=300
            )
        for field in question.answer.values():
            for name, control in controls(field).items():
                self.fields[name] = control

    def conditions(self) -> list[list[forms.BoundField]]:
        """The rows of conditions for the page."""
        rows = range(ROWS if self.question.facts else 0)
        return [[self[f"fact{n}"], self[f"op{n}"], self[f"value{n}"]] for n in rows]

    def answers(self) -> list[forms.BoundField]:
        """The fields of the answer for the page."""
        return [self[name] for name in self.fields if name.startswith("then-")]

    def clean_id(self) -> str:
        """A name as packs write it."""
        name = str(self.cleaned_data["id"])
        if not CODE.match(name):
            raise forms.ValidationError(_("Letters, digits, underscores, hyphens and points only."))
        return name

    def clean_more(self) -> list[Any]:
        """Conditions in the notation of packs."""
        text = self.cleaned_data["more"].strip()
        if not text:
            return []
        found = parse(text)
        if found is None:
            raise forms.ValidationError(_("These conditions cannot be read."))
        return found if isinstance(found, list) else [found]

    def clean(self) -> dict[str, Any]:
        """Read conditions and answers."""
        said = super().clean() or self.cleaned_data
        said["when"] = self._when()
        said["then"] = self._then()
        if not said["then"]:
            self.add_error(None, _("Say what holds: fill in at least one answer."))
        return said

    def _when(self) -> list[dict[str, Any]]:
        found = []
        for row in range(ROWS):
            name = self.cleaned_data.get(f"fact{row}")
            spec = self.question.facts.get(name or "")
            if spec is None:
                continue
            op = self.cleaned_data.get(f"op{row}") or "is"
            if op not in allowed(spec):
                self.add_error(
                    f"op{row}", _("This comparison does not fit the fact “{fact}”.").format(
                        fact=spoken(spec.title))
                )  # fmt: skip
                continue
            text = (self.cleaned_data.get(f"value{row}") or "").strip()
            found.append({"fact": name, op: fact_value(spec, op, text)})
        return found

    def _then(self) -> dict[str, Any]:
        then: dict[str, Any] = {}
        for field in self.question.answer.values():
            value = self.answer_of(field)
            said = field.kind == "data" and value is not None
            if said or value not in (None, "", [], {}):
                then[field.name] = value
        return then

    def content(self) -> dict[str, Any]:
        """The rule in the notation of packs; one of a rule's name in force replaces it."""
        said = self.cleaned_data
        rule: dict[str, Any] = {"id": said["id"]}
        if said["id"] in self.names:
            rule["replace"] = True
        if said["excepts"]:
            rule["excepts"] = list(said["excepts"])
        if said.get("clause"):
            rule["clause"] = said["clause"]
        rule["since"] = said["since"]
        if said.get("until"):
            rule["until"] = said["until"]
        when = [*said["when"], *(said.get("more") or [])]
        if when:
            rule["when"] = when
        rule["then"] = said["then"]
        if said.get("mark"):
            rule["mark"] = said["mark"]
        if said.get("basis_zh"):
            rule["basis"] = {"zh": said["basis_zh"], "en": said["basis_en"] or said["basis_zh"]}
        return rule


def allowed(spec: FactSpec) -> tuple[str, ...]:
    """The comparisons that fit a fact."""
    if spec.kind == "boolean":
        return ("is", "not", "known")
    if spec.kind in ("some_of",):
        return ("is", "not", *MEMBERS, "known")
    if spec.kind in ("integer", "decimal", "date"):
        return (*EQUALITY, *ORDER, "known")
    return (*EQUALITY, "known")


def fact_value(spec: FactSpec, op: str, text: str) -> Any:
    """What was typed as the value of a comparison: codes or their words, numbers, days."""
    if op == "known":
        return text not in ("false", "no", "否")
    if op in LISTS or (spec.kind == "some_of" and op in ("is", "not")):
        return [_one(spec, part) for part in re.split(r"[\s,，、]+", text) if part]
    return _one(spec, text)


def _one(spec: FactSpec, text: str) -> Any:
    if spec.kind == "boolean":
        return text in ("true", "yes", "是", "1")
    if spec.kind in ("integer", "decimal"):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        return int(number) if number == number.to_integral_value() else number
    if spec.kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    for code, said in (spec.words or {}).items():
        if text in (said.zh, said.en):
            return code
    return text


def initial_of(question: Question, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a rule; what it has no control for stands in its raw notation."""
    shown: dict[str, Any] = {
        "id": content.get("id"),
        "clause": content.get("clause"),
        "since": content.get("since"),
        "until": content.get("until"),
        "mark": content.get("mark", ""),
        "basis_zh": (content.get("basis") or {}).get("zh"),
        "basis_en": (content.get("basis") or {}).get("en"),
    }
    excepts = content.get("excepts") or []
    shown["excepts"] = excepts if isinstance(excepts, list) else [excepts]
    when = content.get("when") or []
    when = [when] if isinstance(when, Mapping) else list(when)
    row, more = 0, []
    for test in when:
        ops = [key for key in test if key != "fact"]
        if "fact" in test and len(ops) == 1 and row < ROWS:
            value = test[ops[0]]
            said = " ".join(map(str, value)) if isinstance(value, list) else str(value)
            shown |= {f"fact{row}": test["fact"], f"op{row}": ops[0],
                      f"value{row}": said.lower() if isinstance(value, bool) else said}  # fmt: skip
            row += 1
        else:
            more.append(test)
    if more:
        shown["more"] = dump(more).strip()
    for name, value in (content.get("then") or {}).items():
        field = question.answer.get(name)
        if field is not None:
            shown |= shown_of(field, value)
    return shown


def fits(question: Question, content: Mapping[str, Any]) -> bool:
    """Whether the form can show the rule whole; if not, it is edited in its own notation."""
    if "withdraw" in content:
        return False
    then = content.get("then") or {}
    if "value" in then:
        return False
    return not any(isinstance(v, Mapping) and set(v) <= {"value", "key"} for v in then.values())
