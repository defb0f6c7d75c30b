"""What a replay found, as the page and the file show it: numbers, and the cases behind each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.paginator import Paginator
from django.urls import NoReverseMatch

from heqi.clocks.models import Timeline
from heqi.clocks.pages import hrefs_of
from heqi.compendium.models import ReplayRun
from heqi.compendium.replay_words import (
    OUTCOMES,
    facts_words,
    question_words,
    said,
    subject_word,
)
from heqi.policies.templatetags.policies import clause_label

PAGE = 20
FILTERS = ("clause", "department", "outcome", "subject")
Given = Mapping[str, str]


def report_of(run: ReplayRun, given: Given) -> dict[str, Any]:
    """Everything that the page shows; ``given`` narrows the cases and decisions behind."""
    result = run.result or {}
    decisions = result.get("decisions", {})
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    cases = [one for one in result.get("examples", []) if _among(one, chosen)]
    differing = [one for one in decisions.get("examples", []) if _decided(one, chosen)]
    page = Paginator(cases, PAGE).get_page(given.get("page"))
    more = Paginator(differing, PAGE).get_page(given.get("more"))
    return {
        "result": result,
        "clauses": clause_lines(result, decisions),
        "departments": department_lines(result, decisions),
        "subjects": subject_lines(decisions),
        "sheets": result.get("sheets", []),
        "sums": [sum_line(one) for one in decisions.get("sums", [])],
        "chosen": [_filter(name, value, chosen) for name, value in chosen.items()],
        "page": page,
        "cases": case_lines(page.object_list, chosen),
        "more": more,
        "more_links": _links(more, chosen),
        "decisions": _decisions(more.object_list),
    }


def clause_lines(result: dict[str, Any], decisions: dict[str, Any]) -> list[dict[str, Any]]:
    """A line for each clause."""
    names = dict.fromkeys([*result.get("by_clause", {}), *decisions.get("by_clause", {})])
    return [
        {
            "clause": name,
            "href": urlencode({"clause": name}),
            "changed": result.get("by_clause", {}).get(name, 0),
            "late": result.get("late_by_clause", {}).get(name, 0),
            "kept": result.get("kept_by_clause", {}).get(name, 0),
            "decisions": decisions.get("by_clause", {}).get(name, 0),
        }
        for name in names
    ]


def department_lines(result: dict[str, Any], decisions: dict[str, Any]) -> list[dict[str, Any]]:
    """A line for each department."""
    points = {one["department"]: one for one in result.get("appraisal", [])}
    counted = (result.get("by_department", {}), decisions.get("by_department", {}))
    return [
        {
            "name": name,
            "href": urlencode({"department": name}),
            "changed": counted[0].get(name, 0),
            "late": result.get("late_by_department", {}).get(name, 0),
            "kept": result.get("kept_by_department", {}).get(name, 0),
            "decisions": counted[1].get(name, 0),
            "points": points.get(name),
        }
        for name in dict.fromkeys([*counted[0], *counted[1], *points])
    ]


def subject_lines(decisions: dict[str, Any]) -> list[dict[str, Any]]:
    """A line for each subject: decided anew, differing, and what the draft cannot decide."""
    changed = decisions.get("changed", {})
    found = [
        {
            "subject": subject_word(code),
            "href": urlencode({"subject": code}),
            "looked": looked,
            "changed": changed.get(code, 0),
            "failed": decisions.get("failed", {}).get(code, 0),
        }
        for code, looked in decisions.get("looked", {}).items()
    ]
    return sorted(found, key=lambda one: (-one["changed"], -one["looked"]))


def sum_line(one: dict[str, Any]) -> dict[str, Any]:
    """What a figure adds up to."""
    title, fields = question_words(one["question"])
    was, will = Decimal(one["was"]), Decimal(one["will"])
    return {
        "title": title,
        "field": fields.get(one["field"], one["field"]),
        "was": f"{was.normalize():f}",
        "will": f"{will.normalize():f}",
    }


def _among(case: dict[str, Any], chosen: Given) -> bool:
    if "subject" in chosen or chosen.get("department", case["department"]) != case["department"]:
        return False
    clauses = [chosen["clause"]] if "clause" in chosen else list(case["due"])
    outcomes = [case["outcome"].get(clause) for clause in clauses if clause in case["due"]]
    return bool(outcomes) and ("outcome" not in chosen or chosen["outcome"] in outcomes)


def _decided(one: dict[str, Any], chosen: Given) -> bool:
    return (
        "outcome" not in chosen
        and chosen.get("department", one["department"]) == one["department"]
        and ("clause" not in chosen or chosen["clause"] in one["clauses"])
        and one["question"].startswith(chosen.get("subject", ""))
    )


def _filter(name: str, value: str, chosen: Given) -> dict[str, str]:
    rest = urlencode({n: v for n, v in chosen.items() if n != name})
    words = {"clause": clause_label, "subject": subject_word}
    if name == "outcome":
        return {"label": str(OUTCOMES[value][0]) if value in OUTCOMES else value, "href": rest}
    return {"label": words[name](value) if name in words else value, "href": rest}


def _links(page: Any, chosen: Given) -> dict[str, str]:
    links = {}
    if page.has_previous():
        links["previous"] = urlencode({**chosen, "more": page.previous_page_number()})
    if page.has_next():
        links["next"] = urlencode({**chosen, "more": page.next_page_number()})
    return links


def case_lines(rows: Iterable[dict[str, Any]], chosen: Given) -> list[dict[str, Any]]:
    """Cases with what became of each promise."""
    rows = list(rows)
    hrefs = _hrefs([(*row["subject"], row["case"]) for row in rows])
    return [
        {
            "label": row["case"],
            "href": hrefs.get(number, ""),
            "department": row["department"],
            "facts": facts_words(row.get("facts", {})),
            "due": [
                {
                    "clause": clause,
                    "was": _instant(pair[0]),
                    "will": _instant(pair[1]),
                    "outcome": OUTCOMES[row["outcome"][clause]],
                }
                for clause, pair in row["due"].items()
                if chosen.get("clause", clause) == clause
            ],
        }
        for number, row in enumerate(rows)
    ]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _hrefs(records: list[tuple[str, int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, (label, pk, name) in enumerate(records):
        try:
            found |= hrefs_of([Timeline(pk=number, subject_type=label, subject_id=pk, label=name)])
        except NoReverseMatch:
            continue
        if number not in found and hasattr(apps.get_model(label), "get_absolute_url"):
            found[number] = apps.get_model(label)(pk=pk).get_absolute_url()
    return found


def _decisions(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(rows)
    hrefs = _hrefs([tuple(row["record"]) for row in rows])
    return [decision_line(row, hrefs.get(number, "")) for number, row in enumerate(rows)]


def decision_line(one: dict[str, Any], href: str) -> dict[str, Any]:
    """A record whose decision differs."""
    title, fields = question_words(one["question"])
    label, pk, number = one["record"]
    kind = str(apps.get_model(label)._meta.verbose_name)
    return {
        "title": title,
        "label": number or f"{kind} {pk}",
        "href": href,
        "department": one["department"],
        "fields": [
            {
                "title": fields.get(name, name),
                "was": said(one["question"], name, was),
                "will": said(one["question"], name, will),
            }
            for name, was, will in one["fields"]
        ],
    }
