"""Samples of the life of policies: a draft with a clause, a rule and an opinion asked."""

from datetime import date
from typing import Any

from heqi.compendium.actions import (
    ask_replay,
    ask_review,
    begin_draft,
    evaluate_policy,
    file_report,
    file_suggestion,
    plan_policy,
    record_study,
    register_proof,
    start_campaign,
    write_clause,
    write_entry,
)
from heqi.ledger.actors import SYSTEM
from heqi.policies.actions import ClauseDraft, put_in_force, write_version
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples

QUESTION = "policies.queries"


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th draft; the plan once."""
    gas = cast.units["gas"]
    draft = begin_draft(
        unit=gas,
        department=cast.units["service"],
        kind="new",
        key=f"own-{n}",
        title=f"{CANARY}{n}",
        serves="both",
        reason=CANARY,
        effective_on=NOW.date(),
        by=cast.he,
        now=NOW,
    )
    clause = write_clause(draft, number="1", kind="rule", text=CANARY, by=cast.he, now=NOW)
    if n == 1:
        plan_policy(gas, sort="complaint", department=cast.units["smo"], planned_on=None,
                    note=CANARY, by=cast.he, now=NOW)  # fmt: skip
    under_review = begin_draft(
        unit=gas,
        department=cast.units["service"],
        kind="new",
        key=f"asked-{n}",
        title=f"{CANARY}{n}",
        serves="both",
        reason=CANARY,
        effective_on=NOW.date(),
        by=cast.he,
        now=NOW,
    )
    write_clause(under_review, number="1", kind="rule", text=CANARY, by=cast.he, now=NOW)
    ask_review(under_review, units=[cast.units["service"]], by=cast.he, now=NOW)
    entry = write_entry(
        draft,
        folder="rules",
        path="policies/queries",
        head={"question": QUESTION},
        content={
            "id": f"own_{n}",
            "excepts": ["reply"],
            "clause": draft.key + "/1",
            "since": NOW.date(),
            "then": {"reply": "3 working days"},
        },
        by=cast.he,
        now=NOW,
    )
    run = ask_replay(draft, since=date(2026, 11, 1), until=date(2026, 12, 1), by=cast.he, now=NOW)
    version = write_version(gas, key=f"held-{n}", name=CANARY, clauses=[ClauseDraft("1", CANARY)],
                            effective_from=NOW.date(), by=SYSTEM, now=NOW)  # fmt: skip
    put_in_force(version, since=NOW.date(), trial_until=None, by=SYSTEM, now=NOW)
    campaign = start_campaign(
        version, company=gas, units=[cast.units["service"]], title=CANARY, due_on=NOW.date(),
        quiz=[{"question": CANARY, "clause": "", "options": ["1", "2"], "right": 0}],
        by=cast.he, now=NOW,
    )  # fmt: skip
    record_study(
        cast.units["service"], policy="tiering", subject=CANARY, held_on=NOW.date(),
        trainer=CANARY, attendees=[cast.staff["qian"]], by=cast.he, now=NOW,
    )  # fmt: skip
    proof = register_proof(
        cast.units["service"], clause="tiering/6.1(4)", month=NOW.date(), text=CANARY,
        by=cast.han, now=NOW,
    )  # fmt: skip
    suggestion = file_suggestion(clause="tiering/6.1(4)", text=CANARY, by=cast.qian, now=NOW)
    file_report(
        cast.units["service"], since=date(2026 - n, 10, 1), effect=CANARY, improvements="",
        by=cast.han, now=NOW,
    )  # fmt: skip
    evaluation = evaluate_policy(
        gas, kind="effect", unit=cast.units["service"], policy="tiering", findings=CANARY,
        outcome="revise", by=cast.he, now=NOW,
    )  # fmt: skip
    return {
        "policy_run": run,
        "policy_campaign": campaign,
        "policy_suggestion": suggestion,
        "policy_evaluation": evaluation,
        "policy_proof": proof,
        "policy_draft": draft,
        "policy_clause": clause,
        "policy_entry": entry,
        "policy_review": under_review.reviews.get(),
    }


def _draft(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.policy_draft.pk}


KWARGS = {
    "compendium:*": _draft,
    "compendium:plan": lambda samples: {"sort": "complaint"},
    "compendium:step": lambda samples: _draft(samples) | {"name": "return"},
    "compendium:versions": lambda _samples: {"policy": "tiering"},
    "compendium:withdraw_proof": lambda samples: {"pk": samples.policy_proof.pk},
    "compendium:opinion": lambda samples: {
        "pk": samples.policy_review.draft_id,
        "review": samples.policy_review.pk,
    },
    "compendium:clause": lambda samples: _draft(samples) | {"clause": samples.policy_clause.pk},
    "compendium:turn_clause": lambda samples: (
        _draft(samples) | {"clause": samples.policy_clause.pk}
    ),
    "compendium:new_rule": lambda samples: _draft(samples) | {"question": QUESTION},
    "compendium:say": lambda samples: _draft(samples) | {"question": QUESTION},
    "compendium:entry": lambda samples: _draft(samples) | {"entry": samples.policy_entry.pk},
    "compendium:drop_entry": lambda samples: _draft(samples) | {"entry": samples.policy_entry.pk},
    "compendium:figure": lambda samples: _draft(samples) | {"value": "policies/thresholds"},
    "compendium:say_figure": lambda samples: _draft(samples) | {"value": "policies/thresholds"},
    "compendium:replay": lambda samples: _draft(samples) | {"run": samples.policy_run.pk},
    "compendium:export_replay": lambda samples: _draft(samples) | {"run": samples.policy_run.pk},
    "compendium:prove": lambda samples: {"policy": "tiering", "number": "6.1(4)"},
    "compendium:voice": lambda samples: {"kind": "query"},
    "compendium:answer_voice": lambda samples: {"pk": samples.policy_suggestion.pk},
    "compendium:carry_out": lambda samples: {"pk": samples.policy_evaluation.pk},
    **{
        f"compendium:{name}": lambda samples: {"pk": samples.policy_campaign.pk}
        for name in ("campaign", "read", "quiz", "close_campaign", "export_campaign")
    },
    "compendium:example": lambda samples: _draft(samples) | {"question": QUESTION},
}
LISTS = [
    ("compendium:register", "", "he"),
    ("compendium:drafts", "", "he"),
    ("compendium:campaigns", "", "he"),
    ("compendium:evidence", "?month=2026-11", "he"),
    ("compendium:voices", "", "he"),
]
