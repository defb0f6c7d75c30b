"""Rules of a draft in their forms: from the notation of packs into the form and back, whole."""

from collections.abc import Mapping
from typing import Any

from heqi.compendium.content import packs_below
from heqi.compendium.figuring import cite
from heqi.compendium.forms import clause_choices
from heqi.compendium.merging import merged, unchanged
from heqi.compendium.models import Draft, Entry
from heqi.compendium.ruleforms import RuleForm, initial_of
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Question


def form_of(draft: Draft, question: Question, data: Any, initial: dict[str, Any]) -> RuleForm:
    """The form of a rule, with what the draft and the packs below it have to choose from."""
    pack = packs_below(draft).reading.pack
    names = dict.fromkeys(rule.id for rule in (pack.rules.get(question.id, ()) if pack else ()))
    own = Entry.objects.filter(sheet__draft=draft, sheet__folder="rules").select_related("sheet")
    beside = [str(one) for one in own if one.sheet.question == question.id]
    clauses = dict(clause_choices(draft))
    cited = initial.get("clause")
    if cited and cited not in clauses:
        clauses = {cited: spoken(cite(draft, cited)), **clauses}
    return RuleForm(
        data,
        initial=initial,
        question=question,
        clauses=list(clauses.items()),
        names=names,
        beside=[*beside, *initial.get("excepts", ())],
    )


def edited(draft: Draft, written: Mapping[str, Any], form: RuleForm) -> dict[str, Any]:
    """A rule as it was written, with what was changed in the form that it was shown in."""
    initial = initial_of(form.question, written)
    as_it_stands = unchanged(form_of(draft, form.question, None, initial))
    before = form_of(draft, form.question, as_it_stands, initial)
    if not before.is_valid():
        return form.content()
    found: dict[str, Any] = merged(written, before.content(), form.content())
    return found


def written_rule(draft: Draft, question: str, name: str) -> dict[str, Any] | None:
    """A rule in force in the notation of packs, as it stands in the uppermost pack that has it,
    from the day of the draft on."""
    below = packs_below(draft)
    rules = below.reading.pack.rules.get(question, ()) if below.reading.pack else ()
    held = [rule for rule in rules if rule.id == name]
    if not held:
        return None
    on = draft.effective_on
    found = next((rule for rule in held if on and rule.in_force(on)), held[-1])
    for folder in reversed(below.folders):
        for _inside, node in folder.documents["rules"]:
            listed = next((inside for key, inside in node.pairs if key == "rules"), None)
            for item in listed.items if listed else ():
                if item.place == found.place:
                    content = item.plain()
                    content.pop("until", None)
                    return {**content, "since": on or content["since"], "replace": True}
    return None
