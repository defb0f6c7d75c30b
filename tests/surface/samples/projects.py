"""Samples of installation projects: a compound under construction with a receipt."""

from decimal import Decimal
from typing import Any

from heqi.ledger.actors import SYSTEM
from heqi.projects.actions import (
    Home,
    Part,
    add_households,
    finish_estimate,
    finish_survey,
    install_households,
    open_project,
    record_payment,
    sign_contract,
)
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A project of the company, taken by the hotline."""
    with capture(execute=True):
        project = open_project(
            unit=cast.units["dispatch"],
            kind="compound",
            name=f"{CANARY}苑{n}期",
            address=f"{CANARY}苑",
            applicant=CANARY,
            contact_name=CANARY,
            contact_phone=f"1380010{2200 + n}",
            party=rows.get("party"),
            by=cast.lin,
            now=NOW,
        )
        homes = [Home(building="1", entrance="1", room=str(100 + k), name=CANARY) for k in (1, 2)]
        add_households(project, homes, by=SYSTEM, now=NOW)
        finish_survey(project, finding=CANARY, conditions_met=False, by=SYSTEM, now=NOW)
        finish_estimate(project, amount=Decimal(9000), by=SYSTEM, now=NOW)
        sign_contract(
            project,
            number=f"HT-{n}",
            amount=Decimal(9000),
            signed_on=NOW.date(),
            ready_on=NOW.date(),
            expires_on=NOW.date(),
            instalments=[Part(CANARY, Decimal(9000), before_stage="construction")],
            by=SYSTEM,
            now=NOW,
        )
        payment = record_payment(
            project,
            amount=Decimal(9000),
            receipt_no=f"SJ-{n}",
            by=SYSTEM,
            now=NOW,
        )
        install_households(project, list(project.households.all()[:1]), by=SYSTEM, now=NOW)
    return {"project": project, "project_payment": payment}


KWARGS = {
    "projects:step": lambda s: {"number": s.project.number, "name": "hold"},
    "projects:reverse": lambda s: {"number": s.project.number, "pk": s.project_payment.pk},
    "projects:*": lambda s: {"number": s.project.number},
}
LISTS = [
    ("projects:list", "", "lin"),
    ("projects:list", "?tab=all", "he"),
    ("projects:mine", "", "ma"),
]
