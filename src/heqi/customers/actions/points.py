"""Service points: opened, given to parties, moved through their states."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.actions.contracts import end_contract
from heqi.customers.actions.record import record_creation, write_entry
from heqi.customers.events import CustomerTransferred, PointClosed, SupplyChanged
from heqi.customers.models import Occupancy, OccupancyRole, Party, Premises, ServicePoint
from heqi.customers.search.index import refresh
from heqi.customers.search.tokens import key_of
from heqi.customers.states import POINT_FLOW, ContractState, PointState
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require


@transaction.atomic
def create_service_point(
    *,
    premises: Premises,
    account_no: str,
    party: Party | None = None,
    roles: Sequence[str] = (OccupancyRole.USER, OccupancyRole.OWNER, OccupancyRole.PAYER),
    by: Actor,
    now: datetime,
) -> ServicePoint:
    """Open an account at an address, for a customer or for nobody yet."""
    require(by, CHANGE, premises)
    key = key_of(account_no)
    if len(key) < 4:
        raise ValidationError({"account_no": _("An account number has four digits or more.")})
    if ServicePoint.objects.filter(company_id=premises.company_id, account_key=key).exists():
        raise ValidationError({"account_no": _("This account number is taken.")})
    today = timezone.localdate(now)
    point = ServicePoint(
        company_id=premises.company_id,
        unit_id=premises.unit_id,
        premises=premises,
        account_no=account_no.strip(),
        account_key=key,
        account_reversed=key[::-1],
        opened_on=today,
    )
    point.full_clean(exclude=["unit", "premises"])
    point.save(force_insert=True)
    if party is not None:
        _same_company(point, party)
        _occupy(point, party, roles, today)
    refresh(points=[point.pk], parties=[party.pk] if party else [])
    record_creation(
        point,
        "customers.create_service_point",
        ["account_no", "state", "opened_on"],
        by=by,
        now=now,
        premises=premises.pk,
        **(dict.fromkeys(roles, party.pk) if party else {}),
    )
    return point


@transaction.atomic
def assign_role(
    point: ServicePoint,
    *,
    party: Party,
    role: str,
    since: date,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Occupancy:
    """Make a party owner, user or payer from a day on; who was it before ends on that day."""
    require(by, CHANGE, point)
    _same_company(point, party)
    _open(point)
    if role not in OccupancyRole.values:
        raise ValidationError({"role": _("This role does not exist.")})
    before = _end(point, [role], since)
    row = _occupy(point, party, [role], since)[0]
    refresh(points=[point.pk], parties=[party.pk, *before])
    write_entry(
        point,
        "customers.assign_role",
        {role: (before[0] if before else None, party.pk), "since": (None, since)},
        by=by,
        now=now,
        reason=reason,
    )
    return row


@transaction.atomic
def transfer_account(
    point: ServicePoint,
    *,
    to: Party,
    on: date,
    reason: str,
    roles: Sequence[str] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Hand an account over to another customer (过户) in ``roles``; empty: those of its holder.

    Others keep theirs: a landlord stays the owner when the tenant changes. The contracts of who
    has no role left end on the day.
    """
    require(by, CHANGE, point)
    _same_company(point, to)
    _open(point)
    holders = list(
        point.occupancies.filter(until__isnull=True).values_list("role", "party_id").order_by("id")
    )
    if set(roles) - set(OccupancyRole.values):
        raise ValidationError({"roles": _("This role does not exist.")})
    roles = list(roles) or roles_of_holder(point) or list(OccupancyRole.values)
    if all(dict(holders).get(role) == to.pk for role in roles):
        raise ValidationError({"to": _("The account is this customer's already.")})
    before = _end(point, roles, on)
    _occupy(point, to, roles, on)
    _end_contracts(point, before, on=on, reason=reason, by=by, now=now)
    refresh(points=[point.pk], parties=[to.pk, *before])
    former = dict(holders)
    write_entry(
        point,
        "customers.transfer",
        {**{role: (former.get(role), to.pk) for role in roles}, "since": (None, on)},
        by=by,
        now=now,
        reason=reason,
    )
    announce(
        CustomerTransferred(
            service_point_id=point.pk,
            company_id=point.company_id,
            from_party_id=before[0] if before else None,
            to_party_id=to.pk,
        ),
        now=now,
    )


def holder_of(point: ServicePoint) -> Party | None:
    """Who holds the account: the user, else the owner, else the payer."""
    held = {
        row.role: row.party
        for row in point.occupancies.filter(until__isnull=True).select_related("party")
    }
    order = (OccupancyRole.USER, OccupancyRole.OWNER, OccupancyRole.PAYER)
    return next((held[role] for role in order if role in held), None)


def roles_of_holder(point: ServicePoint) -> list[str]:
    """The roles that the holder of an account has."""
    holder = holder_of(point)
    rows = point.occupancies.filter(until__isnull=True, party=holder) if holder else None
    return [] if rows is None else list(rows.order_by("id").values_list("role", flat=True))


def _end_contracts(
    point: ServicePoint,
    parties: Sequence[int],
    *,
    on: date,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Contracts of those of the parties who have no role left at the service point."""
    left = point.occupancies.filter(until__isnull=True).values("party")
    rows = point.contracts.filter(state=ContractState.IN_FORCE, party__in=parties)
    for contract in rows.exclude(party__in=left):
        end_contract(contract, on=max(on, contract.since), reason=reason, by=by, now=now)


@transaction.atomic
def change_supply(
    point: ServicePoint,
    *,
    step: str,
    on: date | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Take one step of the flow: gas_on, suspend, resume, seal, unseal, vacate, reoccupy.

    ``on`` is the day on which it happened, today where it is not given.
    """
    require(by, CHANGE, point)
    if step == "close":
        raise ValidationError(_("An account is closed by its own action."))
    _move(point, step, on=on or timezone.localdate(now), reason=reason, by=by, now=now)


@transaction.atomic
def close_account(
    point: ServicePoint, *, on: date | None = None, reason: str, by: Actor, now: datetime
) -> None:
    """Close an account for good (销户); impossible while a meter hangs there.

    Contracts in force end with it. ``on`` is the day on which it happened, else today.
    """
    require(by, CHANGE, point)
    if point.state == PointState.CLOSED:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if point.meters.filter(state="in_use").exists():
        raise ValidationError(_("Remove the meter before closing the account."))
    day = on or timezone.localdate(now)
    _move(point, "close", on=day, reason=reason, by=by, now=now, closed_on=day)
    for contract in point.contracts.filter(state=ContractState.IN_FORCE):
        end_contract(contract, on=max(day, contract.since), reason=reason, by=by, now=now)
    announce(PointClosed(service_point_id=point.pk, company_id=point.company_id), now=now)


def _move(
    point: ServicePoint,
    step: str,
    *,
    on: date,
    reason: str,
    by: Actor,
    now: datetime,
    **values: Any,
) -> None:
    if point.state_since is not None and on < point.state_since:
        raise ValidationError({"on": _("The day lies before that of the present state.")})
    before = point.state
    move(
        point,
        POINT_FLOW,
        step,
        code=f"customers.{step}",
        by=by,
        now=now,
        field="state",
        reason=reason,
        state_since=on,
        state_reason=reason[:200],
        revision=point.revision + 1,
        changes={"revision": point.revision + 1},
        **values,
    )
    if step == "gas_on" and point.premises.gassed_on is None:
        Premises.objects.filter(pk=point.premises_id, gassed_on__isnull=True).update(gassed_on=on)
    announce(
        SupplyChanged(
            service_point_id=point.pk, company_id=point.company_id, before=before, state=point.state
        ),
        now=now,
    )


def _occupy(
    point: ServicePoint, party: Party, roles: Sequence[str], since: date
) -> list[Occupancy]:
    return Occupancy.objects.bulk_create(
        Occupancy(party=party, service_point=point, role=role, since=since) for role in roles
    )


def _end(point: ServicePoint, roles: Sequence[str], until: date) -> list[int]:
    """End current roles; returns the parties that had them."""
    rows = point.occupancies.filter(until__isnull=True, role__in=roles)
    parties = list(dict.fromkeys(rows.order_by("id").values_list("party_id", flat=True)))
    if rows.filter(since__gt=until).exists():
        raise ValidationError(_("The day lies before the day on which the present role began."))
    rows.update(until=until)
    return parties


def _same_company(point: ServicePoint, party: Party) -> None:
    if party.company_id != point.company_id:
        raise ValidationError({"party": _("The customer belongs to another company.")})


def _open(point: ServicePoint) -> None:
    if point.state == PointState.CLOSED:
        raise IllegalMove(_("This account is closed for good."))
