"""Samples of the spine: a VIP, an order in each state, and what hangs on them."""

from collections.abc import Callable
from typing import Any

from heqi.approvals.actions import submit
from heqi.approvals.tests.flows import LADDER
from heqi.callbacks.models import CallbackTask
from heqi.customers.models import Party
from heqi.evidence.actions import attach
from heqi.evidence.tests.files import png
from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify
from heqi.policies.actions import import_document
from heqi.policies.reader.tests.synthetic import compendium_text
from heqi.service.actions import log_contact
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.actions import close_order, save_view
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """One of each; ``rows`` are those of the apps below."""
    gas = cast.units["gas"]
    party, point = make_vip(
        cast,
        name=f"{CANARY}{n}",
        phones=(f"1380010{2200 + n}",),
        account_no=f"0203-118-{7700 + n}",
        meter=f"4107008{80 + n}",
        compound=f"{CANARY}苑",
        room=f"{1100 + n}",
    )
    orders = {
        state: _order(cast, capture, party, point, state)
        for state in ("to_dispatch", "on_site", "done", "closed")
    }
    # A VIP's order is called about at once.
    task = CallbackTask.objects.get(order=orders["closed"])
    source = import_document(
        compendium_text().encode(), filename=f"汇编{n}.txt", unit=gas, by=cast.he, now=NOW
    )
    approval = submit(
        party,
        kind="authority.use",
        title=f"{CANARY}减免",
        number=f"SQ261123-{n:05}",
        steps=LADDER,
        unit=cast.units["repair1"],
        by=cast.zhou,
        now=NOW,
    )
    return {
        "party": party,
        "order": orders["to_dispatch"],
        "field_order": orders["on_site"],
        "request": orders["to_dispatch"].request,
        "view": save_view(name=f"{CANARY}{n}", query="tab=late", by=cast.lin, now=NOW),
        "task": task,
        "photo": attach(
            approval,
            content=png(grey=200 - n),
            name="现场.png",
            key=f"sample-{n}",
            by=cast.zhou,
            now=NOW,
        ),
        "approval": approval,
        "contact": log_contact(
            unit=gas,
            channel="phone",
            caller_number=f"1380010{2200 + n}",
            party=party,
            by=cast.lin,
            now=NOW,
        ),
        "notice": notify(
            cast.staff["lin"],
            "approvals.reminder",
            context={"title": f"{CANARY}减免", "number": f"SQ{n}", "by": "周立峰", "reason": ""},
            channels=["in_app", "sms"],
            key=f"sample-{n}",
            by=SYSTEM,
            now=NOW,
        )[0],
        "source": source,
        "table": source.tables.first(),
        "query": source.queries.first(),
    }


def _order(cast: Cast, capture: Capture, party: Party, point: Any, state: str) -> WorkOrder:
    with capture(execute=True):
        request = make_request(
            cast,
            party=party,
            service_point=point,
            address=f"{CANARY}苑3幢",
            contact_name=CANARY,
            description=f"{CANARY}松手即熄",
        )
    order = WorkOrder.objects.select_related("request", "unit", "company").get(request=request)
    with capture(execute=True):
        if state == "closed":
            close_order(order, reason="已电话解决", by=cast.sun, now=NOW)
        elif state != "to_dispatch":
            bring(order, state, cast, crew="ma", override_reason="队长在抢修")
    order.refresh_from_db()
    return order


# Address → its arguments.
KWARGS: dict[str, Callable[[Samples], dict[str, Any]]] = {
    "approvals:*": lambda s: {"pk": s.approval.pk},
    "customers:unmask": lambda s: {"pk": s.party.pk, "field": "phone"},
    "customers:*": lambda s: {"pk": s.party.pk},
    "evidence:*": lambda s: {"pk": s.photo.pk},
    "notices:*": lambda s: {"pk": s.notice.pk},
    "policies:answer": lambda s: {"pk": s.query.pk},
    "policies:import": lambda s: {"pk": s.source.pk},
    "policies:confirm": lambda s: {"pk": s.source.pk},
    "policies:table": lambda s: {"pk": s.table.pk},
    "policies:policy": lambda s: {"policy": "tiering"},
    "policies:clause": lambda s: {"policy": "tiering", "number": "6.1(4)"},
    "desk:request": lambda s: {"number": s.request.number},
    "desk:request_step": lambda s: {"number": s.request.number, "name": "solve"},
    "desk:*": lambda s: {"pk": s.contact.pk},
    "workorders:order": lambda s: {"key": s.order.number},
    "workorders:print": lambda s: {"key": s.order.number},
    "workorders:step": lambda s: {"pk": s.order.pk, "name": "dispatch"},
    "workorders:field_order": lambda s: {"pk": s.field_order.pk},
    "workorders:command": lambda s: {"pk": s.field_order.pk, "action": "start"},
    "workorders:delete_view": lambda s: {"pk": s.view.pk},
    "workorders:*": lambda s: {"pk": s.order.pk},
    "service:*": lambda s: {"pk": s.request.pk},
    "callbacks:*": lambda s: {"pk": s.task.pk},
}

# Lists that ask as often for three rows as for one: address, query, who reads it.
LISTS = [
    ("approvals:list", "", "han"),
    ("approvals:list", "?tab=done", "zhou"),
    ("approvals:list", "?tab=mine", "zhou"),
    ("customers:list", "", "he"),
    ("customers:list", "?q=金丝雀", "lin"),
    ("customers:search", "?q=金丝雀", "lin"),
    ("customers:lookups", "", "he"),
    ("notices:inbox", "?tab=all", "lin"),
    ("notices:outbox", "", "he"),
    ("policies:compendium", "", "he"),
    ("policies:queries", "", "he"),
    ("policies:imports", "", "he"),
    ("desk:calls", "", "lin"),
    ("desk:requests", "?tab=all", "lin"),
    ("desk:events", "", "lin"),
    ("workorders:queue", "", "sun"),
    ("workorders:queue", "?tab=all", "sun"),
    ("workorders:board", "", "sun"),
    ("workorders:field", "", "ma"),
    ("home", "", "lin"),
    ("home", "", "sun"),
    ("home", "", "he"),
    ("home", "", "han"),
]
