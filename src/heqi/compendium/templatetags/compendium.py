"""Words of the life of policies."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from heqi.compendium.cells import cells_of
from heqi.compendium.content import pack_for
from heqi.compendium.models import EffectReport, Entry
from heqi.compendium.terms import report_span
from heqi.policies.packs import packs_known
from heqi.policies.speaking import spoken

register = template.Library()

DONE = {
    "begin_draft": _("began the draft"),
    "revise_head": _("changed what it says of itself"),
    "write_clause": _("wrote a clause"),
    "drop_clause": _("took a clause out"),
    "cover_point": _("said which clause covers a content point"),
    "write_entry": _("wrote a rule, figures or an example"),
    "drop_entry": _("took a rule, figures or an example out"),
    "load_pack": _("imported a pack"),
    "ask_review": _("asked the departments"),
    "give_opinion": _("gave an opinion"),
    "reply_opinion": _("answered an opinion"),
    "return_draft": _("sent it back"),
    "submit_draft": _("submitted it for approval"),
    "mark_approved": _("noted the approval and filing"),
    "mark_returned": _("noted the return"),
    "issue_draft": _("numbered and issued it"),
    "publish": _("published it"),
    "drop_draft": _("gave it up"),
    "ask_replay": _("asked for a replay"),
}


@register.simple_tag
def audit_word(code: str) -> str:
    """What somebody did, in words."""
    return str(DONE.get(code.partition(".")[2], code))


@register.simple_tag
def figures_of(entry: Entry) -> SafeString:
    """The figures of an entry of a value, cell by cell."""
    content: Any = entry.content if isinstance(entry.content, dict) else {}
    pack = pack_for(entry.sheet.draft)
    value = pack.values.get(entry.sheet.path)
    table = content.get("table", content.get("value"))
    rows = cells_of(value, table, pack) if value else []
    return format_html_join(
        "",
        '<span class="me-3">{} <b class="num">{}</b></span>',
        ((spoken(cell.title), cell.shown) for cell in rows),
    )


@register.simple_tag
def policy_short(key: str) -> str:
    """The short name of a policy, or its code where the packs do not know it."""
    found = next((p.policies[key] for p in packs_known() if key in p.policies), None)
    return spoken(found.short) if found else key


@register.simple_tag
def reported(report: EffectReport) -> str:
    """The period that a report is about."""
    first, after = report_span(report.since, report.unit)
    return f"{first:%Y-%m-%d} – {after - timedelta(days=1):%Y-%m-%d}"
