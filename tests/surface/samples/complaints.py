"""Samples of complaints: level one with its plan, an appeal, a case of the national centre."""

from datetime import timedelta
from typing import Any

from heqi.complaints import actions
from heqi.complaints.actions.national import take_message
from heqi.complaints.models import Complaint, NationalCase, Plan
from heqi.complaints.tests.scenes import assigned, investigated, judged
from heqi.ledger.actors import SYSTEM
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th complaint, under investigation; what there is once is made the first time."""
    at = NOW + timedelta(minutes=n)
    complaint = actions.take_complaint(
        company=cast.units["gas"],
        channel="letter",
        subject=CANARY,
        description=CANARY,
        category="service_quality",
        signs=["injury"],
        contact_name=CANARY,
        contact_phone=f"138001033{n:02d}",
        by=cast.lin,
        now=at,
    )
    actions.grade_complaint(complaint, category="service_quality", by=cast.he, now=at)
    assigned(cast, complaint, now=at)
    made: dict[str, Any] = {"complaint": complaint, "plan": Plan.objects.get(complaint=complaint)}
    take_message(
        cast.units["gas"],
        key=f"k{n}",
        message={"kind": "case", "reference": f"NC-{n}", "subject": CANARY},
        by=SYSTEM,
        now=at,
    )
    made["national_case"] = NationalCase.objects.get(reference=f"NC-{n}")
    if n == 1:
        made |= _judged(cast)
    return made


def _judged(cast: Cast) -> dict[str, Any]:
    complaint: Complaint = actions.take_complaint(
        company=cast.units["gas"],
        channel="visit",
        subject=CANARY,
        description=CANARY,
        category="attitude",
        by=cast.he,
        now=NOW,
    )
    actions.grade_complaint(complaint, category="attitude", by=cast.he, now=NOW)
    judged(
        cast,
        investigated(cast, assigned(cast, complaint)),
        responsible_unit=cast.units["service"],
        reason=CANARY,
    )
    appeal = actions.file_appeal(
        complaint, appellant="department", grounds=CANARY, by=cast.han, now=NOW
    )
    return {"judged_complaint": complaint, "complaint_appeal": appeal}


def _pk(name: str) -> Any:
    return lambda samples: {"pk": getattr(samples, name).pk}


def _step(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.plan.pk, "step": samples.plan.steps.get(kind="confirm").pk}


KWARGS = {
    "complaints:case": _pk("complaint"),
    "complaints:investigation": _pk("complaint"),
    "complaints:add_evidence": _pk("complaint"),
    "complaints:report": _pk("complaint"),
    "complaints:reveal": lambda samples: {"pk": samples.complaint.pk, "field": "phone"},
    "complaints:print": lambda samples: {"pk": samples.complaint.pk, "form": "intake"},
    "complaints:step": lambda samples: {"pk": samples.complaint.pk, "name": "remind"},
    "complaints:plan": _pk("plan"),
    "complaints:finish_step": _step,
    "complaints:appeal": _pk("complaint_appeal"),
    "complaints:appeal_mine": _pk("judged_complaint"),
    "complaints:api_case": lambda samples: {"reference": samples.national_case.reference},
    "complaints:api_callback": lambda samples: {"reference": samples.national_result.reference},
}
LISTS = [
    ("complaints:list", "", "he"),
    ("complaints:list", "?tab=all", "lin"),
    ("complaints:plans", "", "he"),
    ("complaints:analysis", "", "he"),
    ("complaints:national", "", "he"),
]
