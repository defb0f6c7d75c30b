"""Decisions of a period decided anew under a draft: what the replay of clocks does not see, such as
samples, authority, penalties and appraisal."""

import json
from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count

from heqi.policies.models import Decision
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError

MOST = 50_000
KEPT = 100
# What a question is about, by the first part of its name: the lines of the report.
SUBJECTS = ("service", "callbacks", "authority", "conduct", "appraisal", "complaints", "tiering")


def decide_again(draft: Pack, *, since: date, until: date) -> dict[str, Any]:
    """Every decision first made in the period, decided under the draft: how many of each subject
    differ, and some of them with what was and would be."""
    looked, changed = Counter[str](), Counter[str]()
    examples: list[dict[str, Any]] = []
    rows = Decision.objects.filter(first_on__gte=since, first_on__lt=until).order_by("id")[:MOST]
    for row in rows.iterator(chunk_size=1000):
        subject = row.question.partition(".")[0]
        looked[subject] += 1
        try:
            ruling = decide(draft, row.question, row.facts, row.first_on)
        except (FactError, LookupError):
            continue
        was = {"status": row.status, "answer": row.answer}
        content = json.loads(json.dumps(ruling.as_json(), ensure_ascii=False))
        will = {"status": content["status"], "answer": content["answer"]}
        if was == will:
            continue
        changed[subject] += 1
        if len(examples) < KEPT:
            examples.append(
                {
                    "id": row.pk,
                    "question": row.question,
                    "facts": row.facts,
                    "fields": _differing(row.answer or {}, content["answer"] or {}),
                    "status": [row.status, content["status"]],
                    "clauses": content["clauses"],
                    "records": _records(row),
                }
            )
    return {"looked": dict(looked), "changed": dict(changed), "examples": examples}


def _differing(was: dict[str, Any], will: dict[str, Any]) -> list[list[Any]]:
    names = dict.fromkeys([*was, *will])
    return [[n, was.get(n), will.get(n)] for n in names if was.get(n) != will.get(n)]


def _records(row: Decision) -> int:
    """How many records of the applications carry the decision."""
    total = 0
    for relation in Decision._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str):
            continue
        found = model._default_manager.filter(**{relation.field.name: row})
        total += found.aggregate(n=Count("pk"))["n"]
    return total
