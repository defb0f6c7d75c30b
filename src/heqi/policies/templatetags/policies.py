"""The clause chip: every deadline, limit and penalty on the screen says where it comes from."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heqi.policies.deciding import spoken, spoken_chinese
from heqi.policies.packs import find_clause, policy_of

register = template.Library()


@register.simple_tag
def clause(ref: str, mark: str = "", *, brief: bool = False) -> SafeString:
    """A chip for a clause id; ``mark`` is clause, company_set or law.

    A figure that the company set itself has a dashed chip without the section sign, and still
    leads to the clause that demands the figure; law has a double border.
    """
    found = find_clause(ref)
    if found is None:
        return format_html('<span class="clause missing">{}</span>', ref)
    policy = policy_of(found)
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


@register.simple_tag
def clause_name(ref: str) -> str:
    """The label of a clause without the chip, for sentences and exports."""
    return clause_label(ref)


def clause_label(ref: str) -> str:
    """``分级办法 6.1(7)``, or the id where the pack does not know it."""
    found = find_clause(ref)
    return f"{spoken(policy_of(found).short)} {_number(found.number)}" if found else ref


def _number(number: str) -> str:
    return number if spoken_chinese() else number.replace("·行", "·row ")
