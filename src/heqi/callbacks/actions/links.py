"""The link by which a customer answers who could not be reached (callback/timing)."""

from datetime import datetime

from django.urls import reverse

from heqi.callbacks.doors import token_of
from heqi.callbacks.facts import attempt_rules, limit_from
from heqi.callbacks.models import CallbackTask
from heqi.ledger.actors import Actor
from heqi.notices.actions import Address, notify


def send_reply_link(task: CallbackTask, *, site: str, by: Actor, now: datetime) -> None:
    """Send the customer the address of his page, in the transaction of the last attempt."""
    if task.expires_at is None:
        task.expires_at = limit_from(
            attempt_rules(now=now, company_id=task.company_id).answer, "expires", task.company, now
        )
        CallbackTask.objects.filter(pk=task.pk).update(expires_at=task.expires_at)
    notify(
        Address(name=task.contact_name, phone=task.contact_phone),
        "callbacks.reply_link",
        context={
            "company": task.company.name,
            "url": site.rstrip("/") + reverse("callbacks:reply", args=[token_of(task)]),
            "until": task.expires_at,
        },
        about=task,
        unit=task.unit,
        key=f"callback-link:{task.pk}",
        by=by,
        now=now,
    )
