"""Samples of master data: everything that hangs on the customer of the spine."""

from typing import Any

from heqi.customers.actions import (
    Papers,
    carry_out_supply_step,
    create_appliance,
    create_contract,
    create_party,
    find_duplicates,
    merge_rows,
    open_task,
)
from heqi.customers.actions.exporting import ask_export
from heqi.customers.facts import needs_of
from heqi.customers.models import DuplicatePair
from heqi.ledger.actors import SYSTEM
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

LISTS = [
    ("customers:points", "", "lin"),
    ("customers:points", "?q=金丝雀", "lin"),
    ("customers:meters", "", "lin"),
    ("customers:compounds", "", "lin"),
    ("customers:steps", "", "lin"),
    ("customers:tasks", "", "lin"),
]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """One more of each kind."""
    gas, party = cast.units["gas"], rows["party"]
    point = party.occupancies.select_related("service_point__premises").earliest("id").service_point
    twins = [
        create_party(
            unit=gas, name=f"{CANARY}双{n}", id_number=f"33010619900101{n:04}", by=SYSTEM, now=NOW
        )
        for _time in range(3)
    ]
    find_duplicates(gas, by=SYSTEM, now=NOW)
    merge = merge_rows("party", winner=twins[0], loser=twins[2], by=SYSTEM, now=NOW)
    step = {"on_file": "gas_on", "gas_on": "suspend", "suspended": "resume"}[point.state]
    needs = needs_of(step, on=NOW.date(), company_id=None)
    papers = Papers(
        on=NOW.date(),
        reason=CANARY,
        documents=dict.fromkeys(needs.documents, ""),
        reading=n,
        settled=needs.settled,
    )
    return {
        "point": point,
        "premises": point.premises,
        "compound": point.premises.compound,
        "meter": point.meters.get(),
        "appliance": create_appliance(point=point, kind="cooker", brand=CANARY, by=SYSTEM, now=NOW),
        "contract": create_contract(
            point=point, party=party, number=f"{CANARY}{n}", since=NOW.date(), by=SYSTEM, now=NOW
        ),
        "step": carry_out_supply_step(point, kind=step, papers=papers, by=SYSTEM, now=NOW),
        "master_task": open_task(unit=gas, title=CANARY, detail=CANARY, by=cast.lin, now=NOW),
        "pair": DuplicatePair.objects.filter(first_id=twins[0].pk, second_id=twins[1].pk).get(),
        "merge": merge,
        "export": ask_export([party.pk], form="excel", reason=CANARY, by=cast.he, now=NOW),
    }


KWARGS = {
    "customers:fetch": lambda s: {"pk": s.export.pk},
    "customers:rename": lambda s: {"pk": s.party.pk},
    "customers:rename_by_use": lambda s: {"use": s.authority_use.pk},
    "customers:change_details": lambda s: {"pk": s.party.pk},
    "customers:point": lambda s: {"pk": s.point.pk},
    "customers:add": lambda s: {"pk": s.point.pk, "noun": "meter"},
    "customers:carry_out": lambda s: {"pk": s.point.pk, "kind": "transfer"},
    "customers:meter": lambda s: {"pk": s.meter.pk},
    "customers:compound": lambda s: {"pk": s.compound.pk},
    "customers:premises": lambda s: {"pk": s.premises.pk},
    "customers:open_account": lambda s: {"pk": s.premises.pk},
    "customers:edit": lambda s: {"noun": "contract", "pk": s.contract.pk},
    "customers:end_contract": lambda s: {"pk": s.contract.pk},
    "customers:changes": lambda s: {"noun": "appliance", "pk": s.appliance.pk},
    "customers:step": lambda s: {"number": s.step.number},
    "customers:step_print": lambda s: {"number": s.step.number},
    "customers:task": lambda s: {"number": s.master_task.number},
    "customers:act_on_task": lambda s: {"number": s.master_task.number, "name": "cancel"},
    "customers:pair": lambda s: {"pk": s.pair.pk},
    "customers:merge_pair": lambda s: {"pk": s.pair.pk},
    "customers:dismiss_pair": lambda s: {"pk": s.pair.pk},
    "customers:merge": lambda s: {"pk": s.merge.pk},
    "customers:undo_merge": lambda s: {"pk": s.merge.pk},
}
