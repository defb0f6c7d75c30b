"""Clauses without a figure, and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.people.models import Unit
from heqi.policies.packs import compendium_policies, current_pack
from heqi.policies.speaking import spoken, spoken_chinese
from heqi.rulebook.pack import Clause, Pack, Question

# What a clause without a figure and without a rule is, by its kind.
WHY_NOT = {
    "context": gettext_lazy("Explains; there is nothing to count."),
    "role": gettext_lazy("Says who is responsible; what he must do is counted at its own clause."),
    "record": gettext_lazy("Says what must be on record; a form without it is not accepted."),
    "form": gettext_lazy("A form; it is filled in and printed, not counted."),
    "process": gettext_lazy("A course of steps; steps with a limit are counted one by one."),
    "duty": gettext_lazy("Asks for something without a limit or period that could be missed."),
    "rule": gettext_lazy("A condition without a limit of time; it holds or is refused."),
}
# Questions whose answers are promises: what is promised can be kept or missed.
PROMISES = "commitment"
# A duty is planned and counted by its own rhythm.
DUTIES = "duties.recurring"
UNCOUNTED = "policies/uncounted"
NAMED = 2


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A clause without a figure, and why."""

    clause: Clause
    why: str


def why_not_measured(measured: set[str], company: Unit, policy: str = "") -> list[Unmeasured]:
    """The clauses of the compendium, or of one policy, that have no figure; each says why."""
    pack = current_pack(company.pk)
    asked, timed, said = _asked(pack), timed_clauses(pack), said_reasons(pack)
    return [
        Unmeasured(
            pack.clauses[ref],
            said.get(ref) or _why(pack.clauses[ref], asked.get(ref, []), ref in timed),
        )
        for one in compendium_policies(company.pk)
        for ref in one.clauses
        if ref not in measured and policy in ("", one.id)
    ]


def _asked(pack: Pack) -> dict[str, list[Question]]:
    """The questions that the rules of a clause answer."""
    found: dict[str, dict[str, Question]] = {}
    for name, rules in pack.rules.items():
        for rule in rules:
            found.setdefault(rule.clause, {})[name] = pack.questions[name]
    return {clause: list(questions.values()) for clause, questions in found.items()}


def timed_clauses(pack: Pack) -> set[str]:
    """Clauses by which a rule promises something that a clock or a duty's plan can count."""
    found = set[str]()
    for name, rules in pack.rules.items():
        answer = pack.questions[name].answer
        for rule in rules:
            fields = set(rule.then).union(*(pack.values[v].fields for v in rule.spread))
            if name == DUTIES or any("start" in answer[f].clock for f in fields & set(answer)):
                found.add(rule.clause)
    return found


def said_reasons(pack: Pack) -> dict[str, str]:
    """Why a clause with a limit or a ratio has no figure, as the packs say it."""
    _by, documents = pack.data.get(UNCOUNTED, ("", ()))
    language = "zh" if spoken_chinese() else "en"
    return {
        row["clause"]: row[language]
        for document in documents
        for row in document["clauses_without_figure"]
    }


def _why(clause: Clause, asked: list[Question], timed: bool) -> str:
    if not asked or clause.kind in ("context", "form"):
        return str(WHY_NOT.get(clause.kind, WHY_NOT["rule"]))
    if timed and any(question.combine == PROMISES for question in asked):
        return _("Nothing that it promises fell due in the month.")
    titles = ("、" if spoken_chinese() else ", ").join(
        spoken(question.title) for question in asked[:NAMED]
    )
    return _("It decides ({what}); a decision is neither kept nor missed.").format(what=titles)
