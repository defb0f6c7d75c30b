"""Personal links of supervisors: issued, sent, revoked."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState
from heqi.notices.actions import notify
from heqi.notices.actions.writing import Address
from heqi.people.access import require
from heqi.supervision.access import MANAGE
from heqi.supervision.models import Link, Supervisor
from heqi.supervision.states import Standing


@transaction.atomic
def issue_link(supervisor: Supervisor, *, by: Actor, now: datetime) -> Link:
    """A new link until the end of the term; an earlier one closes."""
    require(by, MANAGE, supervisor)
    if supervisor.status != Standing.SERVING or supervisor.until is None:
        raise ValidationError(_("Only who serves gets a personal link."))
    rows = Link.objects.filter(supervisor=supervisor, revoked_at__isnull=True)
    rows.update(revoked_at=now, revoked_by=by.name)
    made: Link = Link.objects.create(
        supervisor=supervisor, expires_on=supervisor.until, issued_at=now, issued_by=by.name
    )
    audit(supervisor, "supervision.issue_link", by=by, now=now, changes={"link": made.pk})
    return made


@transaction.atomic
def revoke_link(link: Link, *, by: Actor, now: datetime) -> None:
    """The link opens no door any more: it was lost, or went to the wrong person."""
    require(by, MANAGE, link.supervisor)
    won = Link.objects.filter(pk=link.pk, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by.name
    )
    if not won:
        raise StaleState(_("This link is closed already."))
    audit(link.supervisor, "supervision.revoke_link", by=by, now=now, changes={"link": link.pk})


@transaction.atomic
def send_link(link: Link, *, url: str, by: Actor, now: datetime) -> None:
    """Send the address of the link to the supervisor's phone."""
    require(by, MANAGE, link.supervisor)
    if not link.is_valid(timezone.localdate(now)):
        raise ValidationError(_("This link is closed already."))
    tell_member(
        link.supervisor,
        "supervision.link",
        {"url": url, "until": link.expires_on},
        key=f"link{link.pk}:{now:%Y%m%d%H%M}",
        by=by,
        now=now,
    )
    audit(link.supervisor, "supervision.send_link", by=by, now=now, changes={"link": link.pk})


def tell_member(
    supervisor: Supervisor,
    code: str,
    context: dict[str, object],
    *,
    key: str,
    by: Actor,
    now: datetime,
) -> None:
    """A message to the phone of a supervisor."""
    notify(
        Address(name=supervisor.name, phone=supervisor.phone),
        code,
        context={"name": supervisor.name, **context},
        about=supervisor,
        unit=supervisor.unit,
        key=key,
        by=by,
        now=now,
    )
