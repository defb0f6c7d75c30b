"""Asking the policies: one door, every answer kept with its reasons."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from heqi.policies.models import Decision
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken as spoken
from heqi.policies.speaking import spoken_chinese as spoken_chinese
from heqi.rulebook.reasons import explain_ruling
from heqi.rulebook.ruling import Ruling, decide
from heqi.rulebook.values import FactError, Words


class NoSingleAnswer(Exception):  # noqa: N818 - a fault of the policy, not of the program
    """The policies give no single answer; carries the kept decision."""

    def __init__(self, decision: Decision, words: Words) -> None:
        super().__init__(words.zh if spoken_chinese() else words.en)
        self.decision = decision


class NoRule(NoSingleAnswer):
    """No rule stands for these facts."""


class Conflict(NoSingleAnswer):
    """Rules in force answer differently."""


class MissingFacts(NoSingleAnswer):
    """A fact is missing that could change the answer."""


FAULTS = {"no_rule": NoRule, "conflict": Conflict, "missing": MissingFacts}


def rule_on(
    question: str, facts: Mapping[str, object], *, on: date, company_id: int | None
) -> Ruling:
    """The ruling of a company's policies without keeping it: for previews, before anything is
    saved. None asks what all companies have in common."""
    try:
        return decide(current_pack(company_id), question, facts, on)
    except FactError as error:
        raise ValidationError(spoken(error.message)) from error


def ask(
    question: str, facts: Mapping[str, object], *, on: date, company_id: int | None
) -> Decision:
    """The kept decision of a company's policies on a question for facts on a day.

    Raises ``NoRule``, ``Conflict`` or ``MissingFacts`` (each with its kept decision) where there
    is no single answer, ``ValidationError`` for a fact that the question does not take.
    """
    ruling = rule_on(question, facts, on=on, company_id=company_id)
    decision = keep(ruling, on=on, company_id=company_id)
    fault = FAULTS.get(ruling.status)
    if fault:
        raise fault(decision, explain_ruling(current_pack(company_id), ruling))
    return decision


def keep(ruling: Ruling, *, on: date, company_id: int | None) -> Decision:
    """Store a ruling once; equal content shares one row."""
    content: dict[str, Any] = json.loads(json.dumps(ruling.as_json(), ensure_ascii=False))
    pack = current_pack(company_id).sha256
    text = json.dumps([pack, content], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    decision, _created = Decision.objects.get_or_create(
        digest=digest,
        defaults={
            "question": ruling.question,
            "facts": content["facts"],
            "status": ruling.status,
            "answer": content["answer"],
            "clauses": content["clauses"],
            "missing": content["missing"],
            "trace": content,
            "version": ruling.version,
            "pack_sha256": pack,
            "first_on": on,
        },
    )
    return decision
