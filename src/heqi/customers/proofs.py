"""Customers as what authority is used for: what their files prove of its conditions."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from heqi.authority.subjects import Finding, Kind, Proof, Subject, open_door, prove, register
from heqi.customers.access import VIEW
from heqi.customers.models import BusinessStep, Party, ServicePoint, StepKind
from heqi.customers.purposes import register_context
from heqi.customers.search import search_customers
from heqi.customers.states import PartyState, PointState
from heqi.ledger.actors import Actor
from heqi.people.access import may

POINT = "customers.servicepoint"
MOST = 8


def holder_of(point: ServicePoint, *, on: date | None = None) -> Party | None:
    """Who uses, else who owns a service point on a day; without one, now."""
    there = Q(until__isnull=True)
    if on is not None:
        there = Q(since__lte=on) & (there | Q(until__gt=on))
    rows = point.occupancies.filter(there).select_related("party").order_by("since", "id")
    found = {row.role: row.party for row in rows}
    return found.get("user") or found.get("owner") or next(iter(found.values()), None)


def masked(name: str) -> str:
    """A name as a list shows it to whoever did not open the file: the first character."""
    return f"{name[:1]}**" if name else ""


def point_subject(point: ServicePoint) -> Subject:
    """A service point with its customer, the name masked."""
    party = holder_of(point)
    return Subject(
        type=POINT,
        id=str(point.pk),
        label=_("Account {number} {name}").format(
            number=point.account_no, name=masked(party.name if party else "")
        ).strip(),
        url=f"/customers/{party.pk}/" if party else "",
        beneficiary=f"party:{party.pk}" if party else "",
        beneficiary_name=f"{party.number} {masked(party.name)}" if party else "",
        note=str(point.get_state_display()),
    )  # fmt: skip


def points_of(party: Party) -> "models.QuerySet[ServicePoint]":
    """The service points that a customer holds now."""
    rows = ServicePoint.objects.filter(occupancies__party=party, occupancies__until__isnull=True)
    return rows.order_by("id").distinct()


def subject_of_party(party: Party, point: ServicePoint | None) -> Subject | None:
    """An account with the customer who is meant, also where somebody else uses it."""
    if point is None:
        return None
    return replace(
        point_subject(point),
        url=f"/customers/{party.pk}/",
        beneficiary=f"party:{party.pk}",
        beneficiary_name=f"{party.number} {masked(party.name)}",
    )


def _find(actor: Actor, text: str, now: datetime) -> Iterator[Subject]:
    if not may(actor, VIEW):
        return
    hits = search_customers(actor, text, limit=MOST, now=now).hits
    wanted = [hit.service_point_id for hit in hits if hit.service_point_id]
    rows: Any = ServicePoint.objects.visible_to(actor).filter(pk__in=wanted).in_bulk()
    for pk in dict.fromkeys(wanted):
        if pk in rows:
            yield point_subject(rows[pk])


def _read(actor: Actor, pk: str) -> Subject | None:
    if not pk.isdigit() or len(pk) > 18:
        return None
    point: Any = ServicePoint.objects.visible_to(actor).filter(pk=int(pk)).first()
    return point_subject(point) if point else None


def _by_number(actor: Actor, number: str) -> Subject | None:
    rows: Any = ServicePoint.objects.visible_to(actor)
    point = rows.filter(account_no=number).first()
    return point_subject(point) if point else None


def state_on(point: ServicePoint, on: date) -> str:
    """The state of a point on a day: what the first step after that day found there, else the
    present one; empty where it changed since without a step on record."""
    later = BusinessStep.objects.filter(service_point=point, on__gt=on).exclude(before="")
    first = later.order_by("on", "id").values_list("before", flat=True).first()
    if first is not None:
        return first
    return "" if point.state_since and point.state_since > on else point.state


def on_gas(point: ServicePoint, on: date) -> Finding | None:
    """Whether gas burned at a point that day (authority/4-permission-1)."""
    state = state_on(point, on)
    if not state:
        return None
    holds = state == PointState.GAS_ON
    return Finding(
        holds, f"用气状态：{_said(state, 'zh')}", f"supply: {_said(state, 'en')}", value=holds
    )


def new_conversion(point: ServicePoint, on: date) -> Finding | None:
    """Whether the customer was being converted that day: on file, not on gas yet."""
    state = state_on(point, on)
    if state in ("", PointState.GAS_ON):
        return None  # converted, but when: the conversion order says
    holds = state == PointState.ON_FILE
    return Finding(holds, f"用气状态：{_said(state, 'zh')}", f"supply: {_said(state, 'en')}")


def own_customer(party: Party | None, on: date) -> Finding:
    """Whether somebody was a customer of the company that day (authority/4-permission-3)."""
    closed = BusinessStep.objects.filter(party=party, kind=StepKind.CLOSE, on__gt=on)
    holds = party is not None and (party.state == PartyState.ACTIVE or closed.exists())
    return Finding(holds, "在册客户" if holds else "不在册", "on file" if holds else "not on file")


def vulnerable(party: Party | None, on: date) -> Finding | None:
    """Marked as elderly, frail, sick or disabled; without the mark a paper proves it."""
    if party is None or not party.vulnerable:
        return None
    return Finding(True, "档案有关爱标记", "marked on file")


def vip(party: Party | None, on: date) -> Finding | None:
    """A VIP by the tier on file that day; who else is a key customer a paper says."""
    if party is None or party.tier == "standard" or (party.tier_since and party.tier_since > on):
        return None
    return Finding(True, "VIP 客户", "VIP customer")


def _said(state: str, language: str) -> str:
    with override("zh-hans" if language == "zh" else "en"):
        return str(PointState(state).label)


def _point(check: Callable[[ServicePoint, date], Finding | None]) -> Proof:
    def proof(pk: str, on: date) -> Finding | None:
        point = ServicePoint.objects.filter(pk=int(pk)).first()
        return check(point, on) if point else None

    return proof


def _holder(check: Callable[[Party | None, date], Finding | None]) -> Proof:
    return _point(lambda point, on: check(holder_of(point, on=on), on))


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An authority in effect to change a name explains why the customer's file is opened."""
    from heqi.customers.actions.renaming import granted_use

    use = granted_use(party, actor)
    return use is not None and str(use.pk) == pk


def register_proofs() -> None:
    """Offer service points as subjects, with what the files prove; see to a change of name."""
    open_door("note_former_name", "customers:rename_by_use", gettext_lazy("Change the name"))
    register_context("authority", reason="work_order", check=vouch)
    register(
        Kind(
            POINT,
            pgettext_lazy("subjects of authority", "customers"),
            _find,
            _read,
            code="service_point",
            by_number=_by_number,
        )
    )
    prove(
        POINT,
        {
            "already_on_gas": _point(on_gas),
            "new_conversion": _point(new_conversion),
            "own_customer": _holder(own_customer),
            "vulnerable": _holder(vulnerable),
            "vip_or_key_customer": _holder(vip),
        },
    )
