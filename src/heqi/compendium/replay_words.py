"""How the findings of a replay read: subjects, outcomes, values of answers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken, spoken_chinese
from heqi.rulebook.spans import parse_limit

OUTCOMES = {
    "late": (pgettext_lazy("a replay", "Newly late"), "over"),
    "kept": (pgettext_lazy("a replay", "No longer late"), "ok"),
    "moved": (pgettext_lazy("a replay", "Another deadline"), "soon"),
    "new": (pgettext_lazy("a replay", "New promise"), "pri"),
    "gone": (pgettext_lazy("a replay", "No promise any more"), "hold"),
}
SUBJECTS = {
    "service": gettext_lazy("Promises"),
    "callbacks": gettext_lazy("Callbacks and samples"),
    "authority": gettext_lazy("Authority"),
    "conduct": gettext_lazy("Rewards and penalties"),
    "appraisal": gettext_lazy("Appraisal"),
    "complaints": gettext_lazy("Complaints"),
    "tiering": gettext_lazy("Tiers"),
    "policies": gettext_lazy("Policies"),
    "duties": gettext_lazy("Duties"),
    "data": gettext_lazy("Data entry"),
    "safety": gettext_lazy("Safety checks"),
    "projects": pgettext_lazy("a replay", "Projects"),
    "counter": pgettext_lazy("a replay", "Counter"),
    "inspection": pgettext_lazy("a replay", "Inspections"),
    "supervision": pgettext_lazy("a replay", "Supervision"),
    "rectifications": pgettext_lazy("a replay", "Rectifications"),
    "workorders": pgettext_lazy("a replay", "Work orders"),
    "emergencies": pgettext_lazy("a replay", "Emergencies"),
    "supply": pgettext_lazy("a replay", "Outages"),
}


def subject_word(code: str) -> str:
    """What questions of a kind are about."""
    if code in SUBJECTS:
        return str(SUBJECTS[code])
    questions = [q for q in common_pack().questions.values() if q.id.startswith(f"{code}.")]
    return spoken(questions[0].title) if questions else code


def question_words(code: str) -> tuple[str, dict[str, str]]:
    """What a question and its fields are called."""
    question = common_pack().questions.get(code)
    if question is None:
        return code, {}
    return spoken(question.title), {
        name: spoken(field.title) for name, field in question.answer.items()
    }


def facts_words(facts: dict[str, Any]) -> str:
    """What the draft makes of the case, such as another tier."""
    spec = common_pack().question("service.commitments").facts
    return "、".join(
        spoken(spec[name].words[value])
        if name in spec and value in spec[name].words
        else str(value)
        for name, value in facts.items()
    )


def said(question: str, name: str, value: Any) -> str:
    """A value of an answer in words."""
    spec = common_pack().questions.get(question)
    field = spec.answer.get(name) if spec else None
    words = (field.words if field else None) or {}
    posts = common_pack().posts
    language = "zh" if spoken_chinese() else "en"
    if value is None or value == []:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(said(question, name, one) for one in value)
    if isinstance(value, dict) and "limit" in value:
        return parse_limit(value["limit"]).words(language)
    if str(value) in words:
        return spoken(words[str(value)])
    if field is not None and field.kind == "posts" and str(value) in posts:
        return spoken(posts[str(value)])
    if field is not None and field.kind == "limit":
        return parse_limit(value).words(language)
    return str(value)
