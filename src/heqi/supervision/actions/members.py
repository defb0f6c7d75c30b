"""Nominating, appointing, renewing and releasing supervisors."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.supervision.access import MANAGE
from heqi.supervision.actions.tiering import leave_tier, propose_vip
from heqi.supervision.events import SupervisorAppointed, SupervisorReleased
from heqi.supervision.facts import decided_terms
from heqi.supervision.models import Link, Supervisor, Term
from heqi.supervision.states import STANDING_FLOW, Ending, Group, Standing

PREFIX = "DY"
LIVING = (Standing.NOMINATED, Standing.SERVING)


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, as the register keeps it."""

    name: str
    group: str
    phone: str
    organisation: str = ""
    position: str = ""
    recommended_by: str = ""
    note: str = ""
    party: Party | None = None


@transaction.atomic
def nominate_supervisor(company: Unit, person: Person, *, by: Actor, now: datetime) -> Supervisor:
    """Put somebody on the register; he serves once he is appointed (supervision/members)."""
    require(by, MANAGE, company)
    values = _checked(company, person)
    row: Supervisor = Supervisor.objects.create(
        company=company,
        unit=company,
        number=next_number(PREFIX, timezone.localdate(now)),
        nominated_at=now,
        **values,
    )
    audit(row, "supervision.nominate", by=by, now=now, changes={"group": row.group})
    return row


@transaction.atomic
def change_supervisor(supervisor: Supervisor, person: Person, *, by: Actor, now: datetime) -> None:
    """Correct what the register says of somebody."""
    require(by, MANAGE, supervisor)
    values = _checked(supervisor.company, person, but=supervisor)
    changed = [name for name, value in values.items() if getattr(supervisor, name) != value]
    if not changed:
        return
    Supervisor.objects.filter(pk=supervisor.pk).update(**values)
    for name, value in values.items():
        setattr(supervisor, name, value)
    audit(supervisor, "supervision.change", by=by, now=now, changes={"fields": changed})


@transaction.atomic
def appoint_supervisor(
    supervisor: Supervisor,
    *,
    since: date,
    confidential_on: date | None,
    by: Actor,
    now: datetime,
) -> Term:
    """Begin the first term. Confidentiality is signed before; the service is unpaid.

    Who is a customer is proposed as a VIP for the term, as tiering/4.1 wants it.
    """
    require(by, MANAGE, supervisor)
    today = timezone.localdate(now)
    terms, decision = decided_terms(on=today, company_id=supervisor.company_id)
    if confidential_on is None or confidential_on > today:
        raise ValidationError(
            {"confidential_on": _("Confidentiality is signed before the appointment.")}
        )
    serving = Supervisor.objects.filter(company=supervisor.company_id, status=Standing.SERVING)
    if serving.count() >= terms.most:
        raise ValidationError(
            _("The network has {n} supervisors, the most it may have.").format(n=terms.most)
        )
    until = terms.after("term", since, supervisor.unit)
    if until <= today:
        raise ValidationError({"since": _("This term would be over already.")})
    move(
        supervisor,
        STANDING_FLOW,
        "appoint",
        code="supervision.appoint",
        by=by,
        now=now,
        changes={"since": since.isoformat(), "until": until.isoformat()},
        decision=decision.pk,
        confidential_on=confidential_on,
        until=until,
        active_on=since,
    )
    return _begin(supervisor, 1, since, until, decision.pk, by=by, now=now)


@transaction.atomic
def renew_supervisor(supervisor: Supervisor, *, by: Actor, now: datetime) -> Term:
    """Add a term to the present one, as often as the policy allows."""
    require(by, MANAGE, supervisor)
    if supervisor.status != Standing.SERVING or supervisor.until is None:
        raise ValidationError(_("Only who serves can be renewed."))
    terms, decision = decided_terms(on=timezone.localdate(now), company_id=supervisor.company_id)
    last = supervisor.terms.order_by("-place").first()
    place = (last.place if last else 0) + 1
    if place > terms.renewals + 1:
        raise ValidationError(
            _("A supervisor is renewed {n} time at most.").format(n=terms.renewals)
        )
    since = supervisor.until
    until = terms.after("term", since, supervisor.unit)
    Supervisor.objects.filter(pk=supervisor.pk).update(until=until)
    supervisor.until = until
    Link.objects.filter(supervisor=supervisor, revoked_at__isnull=True).update(expires_on=until)
    audit(
        supervisor,
        "supervision.renew",
        by=by,
        now=now,
        changes={"since": since.isoformat(), "until": until.isoformat()},
        decision=decision.pk,
    )
    return _begin(supervisor, place, since, until, decision.pk, by=by, now=now)


@transaction.atomic
def decline_nomination(supervisor: Supervisor, *, reason: str, by: Actor, now: datetime) -> None:
    """Whoever was nominated does not become a supervisor."""
    require(by, MANAGE, supervisor)
    move(
        supervisor,
        STANDING_FLOW,
        "decline",
        code="supervision.decline",
        by=by,
        now=now,
        reason=_worded(reason),
        ending=Ending.DECLINED,
        ended_on=timezone.localdate(now),
    )


@transaction.atomic
def release_supervisor(
    supervisor: Supervisor, *, ending: str, reason: str, by: Actor, now: datetime
) -> None:
    """End the term: his links close, and his tier is looked at anew."""
    require(by, MANAGE, supervisor)
    if ending not in Ending.values or ending == Ending.DECLINED:
        raise ValidationError({"ending": _("Say why the term ends.")})
    today = timezone.localdate(now)
    move(
        supervisor,
        STANDING_FLOW,
        "release",
        code="supervision.release",
        by=by,
        now=now,
        changes={"ending": ending},
        reason=_worded(reason),
        ending=ending,
        ended_on=today,
    )
    Link.objects.filter(supervisor=supervisor, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by.name
    )
    leave_tier(supervisor, by=by, now=now)
    announce(
        SupervisorReleased(
            supervisor_id=supervisor.pk,
            number=supervisor.number,
            party_id=supervisor.party_id,
            ending=ending,
            company_id=supervisor.company_id,
        ),
        now=now,
    )


@transaction.atomic
def reveal_phone(supervisor: Supervisor, *, by: Actor, now: datetime) -> str:
    """The whole number, for calling; each look is logged."""
    require(by, MANAGE, supervisor)
    audit(supervisor, "supervision.reveal_phone", by=by, now=now)
    return supervisor.phone


def was_active(supervisor: Supervisor, on: date) -> None:
    """He said something, came or rated: the months of inactivity begin anew."""
    if supervisor.active_on is None or supervisor.active_on < on:
        Supervisor.objects.filter(pk=supervisor.pk).update(active_on=on)
        supervisor.active_on = on


def _begin(
    supervisor: Supervisor,
    place: int,
    since: date,
    until: date,
    decision: int,
    *,
    by: Actor,
    now: datetime,
) -> Term:
    term: Term = Term.objects.create(
        supervisor=supervisor,
        place=place,
        since=since,
        until=until,
        decision_id=decision,
        appointed_at=now,
        appointed_by=by.name,
    )
    propose_vip(term, by=by, now=now)
    announce(
        SupervisorAppointed(
            supervisor_id=supervisor.pk,
            number=supervisor.number,
            party_id=supervisor.party_id,
            term=place,
            until=until.isoformat(),
            company_id=supervisor.company_id,
        ),
        now=now,
    )
    return term


def _worded(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    return reason.strip()[:300]


def _checked(company: Unit, person: Person, *, but: Supervisor | None = None) -> dict[str, object]:
    wrong: dict[str, str] = {}
    if not person.name.strip():
        wrong["name"] = _("Please fill this in.")
    if person.group not in Group.values:
        wrong["group"] = _("Say which group he comes from.")
    digits = "".join(ch for ch in person.phone if ch.isascii() and ch.isdigit())
    if not 7 <= len(digits) <= 15:
        wrong["phone"] = _("A phone number is expected.")
    if person.party is not None:
        if person.party.company_id != company.pk or person.party.state != PartyState.ACTIVE:
            wrong["party"] = _("There is no such customer.")
        others = Supervisor.objects.filter(party=person.party, status__in=LIVING)
        if others.exclude(pk=but.pk if but else 0).exists():
            wrong["party"] = _("This customer is on the register already.")
    if wrong:
        raise ValidationError(wrong)
    return {
        "name": person.name.strip()[:60],
        "group": person.group,
        "phone": digits,
        "organisation": person.organisation.strip()[:80],
        "position": person.position.strip()[:60],
        "recommended_by": person.recommended_by.strip()[:80],
        "note": person.note.strip()[:300],
        "party": person.party,
    }
