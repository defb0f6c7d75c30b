"""Opinions as they come: by the personal link, or recorded by the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import start_timeline
from heqi.evidence.actions import attach
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import refuse, require
from heqi.supervision.access import HANDLE
from heqi.supervision.actions.members import was_active
from heqi.supervision.actions.timing import record
from heqi.supervision.catalogue import codes
from heqi.supervision.doors import member, opens
from heqi.supervision.events import OpinionReceived
from heqi.supervision.facts import opinion_limits, terms_on
from heqi.supervision.models import Link, Opinion, Supervisor
from heqi.supervision.states import OPINION_FLOW, Standing

PREFIX = "JD"
LINK = "link"
HOUR = timedelta(hours=1)
PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Said:
    """What a supervisor says."""

    area: str
    title: str
    text: str
    place: str = ""
    seen_on: date | None = None


@transaction.atomic
def submit_opinion(
    link: Link,
    said: Said,
    *,
    photos: Iterable[tuple[str, bytes]] = (),
    key: str | None = None,
    now: datetime,
) -> Opinion:
    """A supervisor says something by his link; the same ``key`` sent twice is kept once.

    ``Refused`` where the link is closed, or said more in an hour than the policy allows.
    """
    today = timezone.localdate(now)
    supervisor = link.supervisor
    if not opens(link, on=today):
        raise refuse(_("This link is closed. Please ask the service management office."))
    if key and (earlier := Opinion.objects.filter(supervisor=supervisor, key=key).first()):
        return earlier
    most = terms_on(on=today, company_id=supervisor.company_id).opinions_an_hour
    lately = Opinion.objects.filter(
        supervisor=supervisor, channel=LINK, received_at__gt=now - HOUR
    ).count()
    if lately >= most:
        raise refuse(
            _("{n} opinions came by this link within an hour. Please go on a little later."), n=most
        )
    by = member(supervisor)
    row = _keep(supervisor, said, channel=LINK, key=key, by=by, now=now)
    for name, content in list(photos)[:PHOTOS]:
        attach(row, content=content, name=name, kind="photo", by=by, now=now)
    Link.objects.filter(pk=link.pk).update(used_at=now)
    return row


@transaction.atomic
def record_opinion(
    supervisor: Supervisor, said: Said, *, channel: str, by: Actor, now: datetime
) -> Opinion:
    """The office writes down what a supervisor said by phone, at a meeting, on a visit."""
    require(by, HANDLE, supervisor)
    if supervisor.status != Standing.SERVING:
        raise ValidationError({"supervisor": _("Only who serves gives opinions as a supervisor.")})
    if channel not in codes("channels") or channel == LINK:
        raise ValidationError({"channel": _("Say how the opinion came.")})
    return _keep(supervisor, said, channel=channel, key=None, by=by, now=now)


@transaction.atomic
def withdraw_opinion(opinion: Opinion, *, reason: str, by: Actor, now: datetime) -> None:
    """Taken back by the supervisor, or recorded twice; the reason stays."""
    require(by, HANDLE, opinion)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    if opinion.judged_at is not None:
        raise ValidationError(_("It was judged already; judge it anew."))
    move(
        opinion,
        OPINION_FLOW,
        "withdraw",
        code="supervision.withdraw",
        by=by,
        now=now,
        reason=reason.strip()[:300],
        is_open=False,
    )
    record(opinion, "withdrawn", reason=reason.strip(), by=by, now=now)


def _keep(
    supervisor: Supervisor,
    said: Said,
    *,
    channel: str,
    key: str | None,
    by: Actor,
    now: datetime,
) -> Opinion:
    today = timezone.localdate(now)
    _check(said, today)
    decision = opinion_limits(on=today, company_id=supervisor.company_id)
    row: Opinion = Opinion.objects.create(
        company=supervisor.company,
        unit=supervisor.company,
        number=next_number(PREFIX, today),
        supervisor=supervisor,
        channel=channel,
        area=said.area,
        title=said.title.strip()[:80],
        text=said.text.strip()[:2000],
        place=said.place.strip()[:120],
        seen_on=said.seen_on,
        key=key,
        received_at=now,
        recorded_by_id=by.id if by.kind == "staff" else None,
        decision=decision,
        queue_at=now,
    )
    start_timeline(
        row, unit=supervisor.company, decision=decision, facts={}, label=row.number, by=by, now=now
    )
    record(row, "received", by=by, now=now)
    audit(
        row,
        "supervision.receive",
        by=by,
        now=now,
        changes={"supervisor": supervisor.pk, "channel": channel, "area": row.area},
        decision=decision.pk,
    )
    was_active(supervisor, today)
    notify_holders(
        HANDLE,
        supervisor.company,
        "supervision.received",
        context={
            "number": row.number,
            "title": row.title,
            "name": supervisor.name,
            "due": row.due_at,
        },
        about=row,
        whose=row.unit,
        url=f"/network/opinions/{row.pk}/",
        key=f"opinion{row.pk}:received",
        by=by,
        now=now,
    )
    announce(
        OpinionReceived(
            opinion_id=row.pk,
            number=row.number,
            supervisor_id=supervisor.pk,
            area=row.area,
            company_id=row.company_id,
        ),
        now=now,
    )
    return row


def _check(said: Said, today: date) -> None:
    wrong: dict[str, str] = {}
    if said.area not in codes("areas"):
        wrong["area"] = _("Choose what it is about.")
    if not said.title.strip():
        wrong["title"] = _("Please fill this in.")
    if not said.text.strip():
        wrong["text"] = _("Please fill this in.")
    if said.seen_on is not None and said.seen_on > today:
        wrong["seen_on"] = _("This day is still to come.")
    if wrong:
        raise ValidationError(wrong)
