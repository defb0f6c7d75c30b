"""Samples of the life of policies: a draft with a clause, a rule and an opinion asked."""

from typing import Any

from heqi.compendium.actions import (
    ask_review,
    begin_draft,
    plan_policy,
    write_clause,
    write_entry,
)
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
    return {
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
    "compendium:example": lambda samples: _draft(samples) | {"question": QUESTION},
}
LISTS = [
    ("compendium:register", "", "he"),
    ("compendium:drafts", "", "he"),
]
