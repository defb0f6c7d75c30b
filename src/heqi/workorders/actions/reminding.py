"""Reminders of orders (催办): counted on the row, told to the crew and the dispatchers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify, notify_post
from heqi.people.access import require
from heqi.service.actions import remind_request
from heqi.workorders.events import OrderReminded
from heqi.workorders.kinds import kind_words, ladder
from heqi.workorders.models import WorkOrder
from heqi.workorders.posts import staffed


@transaction.atomic
def remind_order(order: WorkOrder, *, note: str = "", by: Actor, now: datetime) -> WorkOrder:
    """Ask when the order will be done. An order of a request is reminded through its request, so
    that every order of it is, and the customer's own reminders count together with ours."""
    require(by, "service.remind", order)
    if not order.is_open:
        raise IllegalMove(_("This order is no longer open. Reload the page."))
    if order.request is not None and order.request.is_open:
        remind_request(order.request, note=note, by=by, now=now)
        return order
    return take_reminder(
        order, count=order.reminders + 1, note=note.strip()[:300], by_name=by.name, by=by, now=now
    )


@transaction.atomic
def take_reminder(
    order: WorkOrder, *, count: int, note: str, by_name: str, by: Actor, now: datetime
) -> WorkOrder:
    """Somebody asked for the ``count``-th time: note it and tell whom the ladder names."""
    WorkOrder.objects.filter(pk=order.pk).update(reminders=count, reminded_at=now)
    order.reminders, order.reminded_at = count, now
    audit(order, "workorders.remind", by=by, now=now, changes={"count": count}, reason=note)
    _tell(order, count, note, by_name, by=by, now=now)
    announce(
        OrderReminded(
            order_id=order.pk, number=order.number, count=count, company_id=order.company_id
        ),
        now=now,
    )
    return order


def _tell(
    order: WorkOrder, count: int, note: str, by_name: str, *, by: Actor, now: datetime
) -> None:
    context = {
        "number": order.number,
        "kind": kind_words(order.kind),
        "address": order.address,
        "count": count,
        "name": by_name,
        "note": note or "—",
    }
    key, url = f"reminder:{order.pk}:{count}", f"/orders/{order.number}/"
    posts: list[str] = []
    for rung in ladder():
        if rung["at"] != "reminder" or count < rung.get("from", 1):
            continue
        for who in rung["tell"]:
            if who != "assignee":
                posts.append(who)
            elif order.assignee is not None:
                notify(
                    order.assignee,
                    "workorders.reminded",
                    context=context,
                    about=order,
                    url=url,
                    key=key,
                    by=by,
                    now=now,
                )
    for post in staffed(order, posts):
        notify_post(
            post,
            order.unit,
            "workorders.reminded",
            context=context,
            about=order,
            url=url,
            key=key,
            by=by,
            now=now,
        )
