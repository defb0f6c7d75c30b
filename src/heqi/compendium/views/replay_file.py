"""What a replay found, as an Excel file."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.compendium.models import ReplayRun
from heqi.compendium.replay_words import OUTCOMES
from heqi.compendium.views.replayed import (
    case_lines,
    clause_lines,
    decision_line,
    department_lines,
    subject_lines,
    sum_line,
)
from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook
from heqi.policies.templatetags.policies import clause_label


def workbook_of(run: ReplayRun, *, by: Actor, now: datetime) -> bytes:
    """Numbers by clause and department, then every case and decision that was kept."""
    result = run.result or {}
    decisions = result.get("decisions", {})
    heads = [
        pgettext("a replay", "Part"), _("Case"), _("Department"), _("Clause"),
        pgettext("a replay", "Outcome"), pgettext("a comparison", "Before"), _("With the draft"),
    ]  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for one in clause_lines(result, decisions):
        label = clause_label(one["clause"])
        rows += [(_("By clause"), "", "", label, title, "", n) for title, n in _counts(one)]
    for one in department_lines(result, decisions):
        name = one["name"]
        rows += [(_("By department"), "", name, "", title, "", n) for title, n in _counts(one)]
        if one["points"]:
            title = _("Points of broken promises")
            both = (one["points"]["was"], one["points"]["will"])
            rows.append((_("By department"), "", one["name"], "", title, *both))
    for one in subject_lines(decisions):
        named = (
            (_("Decided anew"), one["looked"]),
            (_("Differ"), one["changed"]),
            (pgettext("a replay", "Cannot be decided"), one["failed"]),
        )
        rows += [(_("Decisions"), one["subject"], "", "", title, "", n) for title, n in named]
    for one in result.get("sheets", []):
        for title, both in ((_("Score"), (one["was"], one["will"])), (_("Grade"), one["grades"])):
            rows.append((_("Monthly appraisal"), one["month"], one["department"], "", title, *both))
    rows += [
        (one["title"], "", "", "", one["field"], one["was"], one["will"])
        for one in map(sum_line, decisions.get("sums", []))
    ]
    for case in case_lines(result.get("examples", []), {}):
        rows += [
            (
                _("Changed cases"), case["label"], case["department"], clause_label(due["clause"]),
                str(due["outcome"][0]), due["was"], due["will"],
            )
            for due in case["due"]
        ]  # fmt: skip
    for row in decisions.get("examples", []):
        one = decision_line(row, "")
        clauses = "、".join(map(clause_label, row["clauses"]))
        rows += [
            (
                one["title"],
                one["label"],
                one["department"],
                clauses,
                f["title"],
                f["was"],
                f["will"],
            )
            for f in one["fields"]
        ]
    return workbook(_("Replay"), heads, rows, by=by, now=now)


def _counts(line: dict[str, Any]) -> list[tuple[str, int]]:
    """The numbers of a clause or a department, as the page has them."""
    return [
        (_("Changed cases"), line["changed"]),
        (str(OUTCOMES["late"][0]), line["late"]),
        (str(OUTCOMES["kept"][0]), line["kept"]),
        (_("Decisions that differ"), line["decisions"]),
    ]
