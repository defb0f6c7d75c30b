"""Samples of the quality of entries: an error, checks, a report, a withdrawal, a suggestion."""

from datetime import date, timedelta
from typing import Any

from heqi.quality.actions import (
    Wrong,
    blame_complaint,
    draw_sample,
    file_suggestion,
    finish_self_check,
    open_review,
    propose_withdrawal,
    record_error,
    record_training,
    report_month,
    verify_party,
)
from heqi.quality.models import Check, CheckKind, FoundBy
from heqi.quality.tests.scenes import PARTIES, complained, entered_party
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples

MONTH, BEFORE = date(2026, 11, 1), date(2026, 10, 1)


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each; what there is once only is made the first time."""
    at = NOW + timedelta(minutes=n)
    party = entered_party(cast, CANARY, id_number="", phones=[f"1390010{2200 + n}"], at=at)
    error = record_error(
        PARTIES,
        party.pk,
        wrong=Wrong("mobile", "wrong", CANARY, "data-entry/1.2.1", "clause"),
        found_by=FoundBy.SAMPLE,
        by=cast.he,
        now=at,
    )
    verify_party(party, by=cast.lin, now=at)
    training = record_training(
        unit=cast.units["service"],
        subject=CANARY,
        held_on=NOW.date(),
        trainer=CANARY,
        staff=[cast.staff["qian"]],
        by=cast.he,
        now=at,
    )
    suggestion = file_suggestion(area="process", title=CANARY, text=CANARY, by=cast.qian, now=at)
    finish_self_check(on=(NOW - timedelta(days=n)).date(), note=CANARY, by=cast.qian, now=at)
    stock = Check.objects.create(
        company=cast.units["gas"],
        unit=cast.units["gas"],
        kind=CheckKind.STOCK,
        source=PARTIES.subject_type,
        started_at=at,
        by_name=CANARY,
        finished_at=at,
    )
    made = {
        "entry_party": party,
        "entry_error": error,
        "entry_training": training,
        "entry_suggestion": suggestion,
        "stock_check": stock,
    }
    return made | (_once(cast, error) if n == 1 else {})


def _once(cast: Cast, error: Any) -> dict[str, Any]:
    """What a company has once a month, a quarter, or a person."""
    sample = draw_sample(cast.units["gas"], month=MONTH, seed="x", by=cast.he, now=NOW)
    said = dict.fromkeys(("subject", "description", "contact_name"), CANARY)
    number = complained(cast, at=NOW + timedelta(hours=1), **said)
    blame_complaint(error, complaint=number, by=cast.he, now=NOW)
    return {
        "sample_check": sample,
        "sample_item": sample.items.first(),
        "month_report": report_month(cast.units["service"], month=BEFORE, by=cast.he, now=NOW),
        "withdrawal": propose_withdrawal(cast.staff["qian"], reason=CANARY, by=cast.admin, now=NOW),
        "rights_review": open_review(cast.units["gas"], by=cast.he, now=NOW),
    }


def _pk(name: str) -> Any:
    return lambda samples: {"pk": getattr(samples, name).pk}


def _judged(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.sample_check.pk, "item": samples.sample_item.pk}


KWARGS = {
    "quality:error": _pk("entry_error"),
    "quality:step": lambda samples: {"pk": samples.entry_error.pk, "name": "return"},
    "quality:new_error": lambda samples: {
        "kind": "customers.party",
        "pk": samples.entry_party.pk,
    },
    "quality:check": _pk("sample_check"),
    "quality:judge": _judged,
    "quality:report": _pk("month_report"),
    "quality:propose": lambda samples: {"pk": samples.cast.staff["qian"].pk},
    "quality:withdrawal": _pk("withdrawal"),
    "quality:review": _pk("rights_review"),
    "quality:suggestion": _pk("entry_suggestion"),
    "quality:verify": _pk("entry_party"),
}
