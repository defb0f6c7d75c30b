"""The clause chip: every deadline, limit and penalty on the screen says where it comes from."""

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.policies.deciding import spoken, spoken_chinese
from heqi.policies.models import PolicyQuery
from heqi.policies.packs import common_pack, find_clause, packs_known, policy_of
from heqi.rulebook.conditions import say_condition
from heqi.rulebook.pack import Clause, Policy, Ref, Rule, Value

register = template.Library()


@register.simple_tag(takes_context=True)
def clause(context: Context, ref: str, mark: str = "", *, brief: bool = False) -> SafeString:
    """A chip for a clause id; ``mark`` is clause, company_set or law.

    A figure that the company set itself has a dashed chip without the section sign, and still
    leads to the clause that demands the figure; law has a double border.
    """
    company = getattr(getattr(context.get("request"), "actor", None), "company_id", None)
    found = find_clause(ref, company)
    if found is None:
        return format_html('<span class="clause missing">{}</span>', clause_label(ref))
    policy = policy_of(found, company)
    title = f"{spoken(found.title)} · {clause_label(ref)}"
    if mark == "company_set":
        label, css = _("Company-set"), "clause company"
    else:
        is_law = mark == "law" or found.pack == "law"
        label = f"{spoken(policy.short)} {_number(found.number)}"
        css = "clause law" if is_law else "clause"
        if brief:
            label = f"{spoken(policy.short).removesuffix('办法')} {_number(found.number)}"
    try:
        address = reverse("policies:clause", args=[found.policy, found.id.split("/", 1)[1]])
    except NoReverseMatch:
        return format_html('<span class="{}" title="{}">{}</span>', css, title, label)
    return format_html('<a class="{}" href="{}" title="{}">{}</a>', css, address, title, label)


@register.filter
def clause_title(ref: str) -> str:
    """The title of a clause for an id; any other text as it is."""
    found = find_clause(ref)
    return spoken(found.title) if found else ref


@register.simple_tag
def clause_name(ref: str) -> str:
    """The label of a clause without the chip, for sentences and exports."""
    return clause_label(ref)


def clause_label(ref: str) -> str:
    """``分级办法 6.1(7)``; a heading by its policy and number; else the id as it is."""
    found = find_clause(ref)
    if found:
        return f"{spoken(policy_of(found).short)} {_number(found.number)}"
    key, _slash, number = ref.partition("/")
    policy = common_pack().policies.get(key)
    return f"{spoken(policy.short)} {number}" if policy and number else ref


def _number(number: str) -> str:
    return number if spoken_chinese() else number.replace("·行", "·row ")


KINDS = {
    "rule": gettext_lazy("rule"),
    "process": gettext_lazy("process"),
    "duty": gettext_lazy("duty"),
    "record": gettext_lazy("record"),
    "form": gettext_lazy("form"),
    "role": gettext_lazy("post"),
    "context": gettext_lazy("context"),
}


@register.simple_tag
def clause_kind(kind: str) -> str:
    """The kind of a clause in words."""
    return str(KINDS.get(kind, kind))


@register.simple_tag(name="spoken")
def spoken_tag(words: Any) -> str:
    """Bilingual words, ``Words`` or ``{zh, en}``, in the user's language."""
    if isinstance(words, dict):
        return str(words["zh"] if spoken_chinese() else words["en"])
    return spoken(words) if words else ""


@register.simple_tag
def month_words(month: date) -> str:
    """``2026 年 11 月`` or ``November 2026``."""
    if spoken_chinese():
        return f"{month.year} 年 {month.month} 月"
    return f"{month:%B %Y}"


@register.simple_tag
def query_text(query: PolicyQuery) -> str:
    """What is doubtful, in the user's language."""
    return query.text_zh if spoken_chinese() else query.text_en


@register.simple_tag
def policy_crumbs(policy: Policy | None = None, clause: Clause | None = None) -> list[Any]:
    """The way to a policy page."""
    crumbs = [{"label": _("Policies"), "href": reverse("policies:compendium")}]
    if policy:
        href = reverse("policies:policy", args=[policy.id])
        crumbs.append({"label": spoken(policy.title), "href": href})
    if clause:
        crumbs.append({"label": clause.number, "href": ""})
    return crumbs


@register.simple_tag
def import_crumbs(last: str = "") -> list[Any]:
    """The way to an imported document or one of its tables."""
    crumbs = [
        {"label": _("Policies"), "href": reverse("policies:compendium")},
        {"label": _("Imports"), "href": reverse("policies:imports")},
    ]
    return [*crumbs, {"label": last, "href": ""}] if last else crumbs


@register.simple_tag
def rule_when(rule: Rule) -> str:
    """The conditions of a rule in words."""
    question = common_pack().question(rule.question)
    return spoken(say_condition(rule.when, question.facts)) or _("always")


def _value(value_id: str) -> Value:
    """A table of figures, whoever of the companies has it."""
    return next(pack.values[value_id] for pack in packs_known() if value_id in pack.values)


@register.simple_tag
def rule_then(rule: Rule) -> SafeString:
    """What a rule gives, field by field, with its figures."""
    question = common_pack().question(rule.question)
    lines: list[tuple[str, str]] = []
    for name, term in rule.then.items():
        title = spoken(question.answer[name].title)
        if isinstance(term, Ref):
            table = spoken(_value(term.value).title)
            lines.append((title, _("by table: {title}").format(title=table)))
        else:
            lines.append((title, spoken(question.answer[name].say(term))))
    lines += [(spoken(_value(value_id).title), _("by table")) for value_id in rule.spread]
    return format_html_join("", "<div>{}: {}</div>", lines)
