"""The service management committee: members, matters, decisions (inspection/8.2)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.actions import note_committee
from heqi.authority.models import Signal
from heqi.governance.access import LEAD
from heqi.governance.events import MatterDecided
from heqi.governance.facts import due_after, share
from heqi.governance.models import Matter, Seat, Sitting
from heqi.governance.queries import may_be_named, without_votes
from heqi.governance.states import MATTER_FLOW, MatterStatus, SittingStatus
from heqi.inspections.actions import settle_referral
from heqi.inspections.models import Referral
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of

PREFIX = "YA"
NAMED = 8
REFERRAL, SIGNAL = "inspections.referral", "authority.signal"


def needed(**given: str) -> dict[str, str]:
    """The texts without blanks around them; a sentence at each field that is empty."""
    empty = {name: _("Please fill this in.") for name, text in given.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)
    return {name: text.strip() for name, text in given.items()}


@transaction.atomic
def name_member(company: Unit, *, staff: Staff, office: str, by: Actor, now: datetime) -> Seat:
    """Put somebody on the committee."""
    require(by, LEAD, company)
    if office not in Seat.Office.values or not staff.unit.path.startswith(company.path):
        raise ValidationError({"office": _("Choose an office and somebody of the company.")})
    try:
        with transaction.atomic():
            row: Seat = Seat.objects.create(
                company=company,
                unit=company,
                staff=staff,
                office=office,
                since=timezone.localdate(now),
            )
    except IntegrityError:
        raise ValidationError({"staff": _("He is on the committee already.")}) from None
    audit(row, "governance.name_member", by=by, now=now, changes={"office": office})
    return row


@transaction.atomic
def end_seat(seat: Seat, *, by: Actor, now: datetime) -> None:
    """Somebody leaves the committee."""
    require(by, LEAD, seat)
    Seat.objects.filter(pk=seat.pk, until__isnull=True).update(until=timezone.localdate(now))
    audit(seat, "governance.end_seat", by=by, now=now)


@transaction.atomic
def ask_committee(
    *,
    unit: Unit,
    title: str,
    text: str,
    clause: str = "inspection/8.2",
    source: tuple[str, str, str] = ("", "", ""),
    decide_by: datetime | None = None,
    barred: Iterable[int] = (),
    by: Actor,
    now: datetime,
) -> Matter:
    """Bring a matter before the committee; the same ``source`` (type, id, number) once.

    ``decide_by`` is its limit where another policy gives one; ``barred`` are members of the staff
    who have no vote in it.
    """
    require(by, LEAD, unit)
    texts = needed(title=title, text=text)
    kind, pk, number = source
    if pk and (known := Matter.objects.filter(source_type=kind, source_id=pk).first()):
        return known
    row: Matter = Matter.objects.create(
        company=company_of(unit),
        unit=unit,
        number=next_number(PREFIX, timezone.localdate(now)),
        source_type=kind,
        source_id=pk,
        source_number=number[:40],
        title=texts["title"][:120],
        text=texts["text"][:3000],
        clause=clause,
        asked_at=now,
        asked_by=by.name,
        decide_by=decide_by or due_after("decide_matter", unit, start=now, now=now),
        barred=sorted(set(barred)),
    )
    audit(row, "governance.ask_committee", by=by, now=now, changes={"source": number})
    warn_of_votes(row, now=now)
    return row


def warn_of_votes(matter: Matter, *, now: datetime) -> bool:
    """Tell who leads the committee that no member may vote in a matter, and who may be named."""
    if not without_votes(matter):
        return False
    names = "、".join(f"{one.name}（{one.post}）" for one in may_be_named(matter, now=now)[:NAMED])
    notify_holders(
        LEAD, matter.company, "governance.no_votes",
        context={"title": matter.title, "names": names or "—"}, about=matter,
        url=f"/governance/matters/{matter.pk}/", key=f"governance:votes:{matter.pk}:{now:%Y%m%d}",
        by=SYSTEM, now=now,
    )  # fmt: skip
    return True


@transaction.atomic
def list_matter(matter: Matter, *, sitting: Sitting, by: Actor, now: datetime) -> None:
    """Put a matter on the agenda of a sitting that is not over."""
    require(by, LEAD, matter)
    if sitting.company_id != matter.company_id or sitting.status == SittingStatus.CLOSED:
        raise ValidationError({"sitting": _("Choose a sitting that is not over.")})
    move(
        matter, MATTER_FLOW, "list", code="governance.list_matter", by=by, now=now,
        sitting_id=sitting.pk,
    )  # fmt: skip
    matter.sitting = sitting
    warn_of_votes(matter, now=now)


@transaction.atomic
def put_off(matter: Matter, *, reason: str, by: Actor, now: datetime) -> None:
    """Not this time: the matter waits for the next sitting."""
    require(by, LEAD, matter)
    reason = needed(reason=reason)["reason"]
    move(
        matter, MATTER_FLOW, "put_off", code="governance.put_off", by=by, now=now,
        reason=reason[:300], sitting_id=None,
    )  # fmt: skip
    matter.sitting = None


@transaction.atomic
def decide_matter(
    matter: Matter,
    *,
    outcome: str,
    votes_for: int,
    votes_against: int,
    by: Actor,
    now: datetime,
) -> None:
    """What the committee decided, with its votes; whoever asked is answered.

    Who is barred from a matter counts neither among the votes nor for the majority.
    """
    require(by, LEAD, matter)
    outcome = needed(outcome=outcome)["outcome"]
    if matter.sitting is None or matter.sitting.status != SittingStatus.HELD:
        raise ValidationError(_("A matter is decided while its sitting is open."))
    there = voters_of(matter, matter.sitting).count()
    if there < _quorum(matter, now=now):
        raise ValidationError(
            _("Too few members present may vote on this matter: {n}. Put it off.").format(n=there)
        )
    if votes_for < 0 or votes_against < 0 or not 0 < votes_for + votes_against <= there:
        raise ValidationError(
            {"votes_for": _("{n} members present may vote; count their votes.").format(n=there)}
        )
    carried = votes_for > share("majority", now=now, company_id=matter.sitting.company_id) * there
    move(
        matter, MATTER_FLOW, "decide", code="governance.decide", by=by, now=now,
        reason=outcome[:300],
        changes={"for": votes_for, "against": votes_against, "carried": carried},
        outcome=outcome[:3000], votes_for=votes_for, votes_against=votes_against,
        carried=carried, decided_at=now,
    )  # fmt: skip
    _answer_asker(matter, outcome=outcome, carried=carried, by=by, now=now)
    announce(
        MatterDecided(
            matter_id=matter.pk,
            number=matter.number,
            source_type=matter.source_type,
            source_id=matter.source_id,
            carried=carried,
            outcome=outcome,
            unit_id=matter.unit_id,
            company_id=matter.company_id,
        ),
        now=now,
    )


def voters_of(matter: Matter, sitting: Sitting) -> QuerySet[Staff]:
    """Who is present at a sitting and has a vote in a matter."""
    return sitting.present.exclude(pk__in=matter.barred)


def _quorum(matter: Matter, *, now: datetime) -> Decimal:
    """How many must be present of the members who have a vote in a matter; one at least."""
    seats = Seat.objects.filter(company=matter.company_id, until__isnull=True)
    members = seats.exclude(staff_id__in=matter.barred).count()
    return max(Decimal(1), share("quorum", now=now, company_id=matter.company_id) * members)


def _answer_asker(matter: Matter, *, outcome: str, carried: bool, by: Actor, now: datetime) -> None:
    """The record of a lower app that brought the matter keeps the decision, too."""
    given: dict[str, Any] = {"outcome": outcome, "upheld": carried, "by": by, "now": now}
    if matter.source_type == REFERRAL:
        referrals = Referral.objects.select_related("unit", "company")
        settle_referral(referrals.get(pk=int(matter.source_id)), **given)
    elif matter.source_type == SIGNAL:
        signals = Signal.objects.select_related("unit", "company", "use__used_by", "penalty")
        note_committee(signals.get(pk=int(matter.source_id)), **given)


@transaction.atomic
def settle_matter(source: tuple[str, str], *, outcome: str, by: Actor, now: datetime) -> None:
    """Whoever asked has an answer without a sitting: nothing waits for the committee any more."""
    open_rows = Matter.objects.exclude(status=MatterStatus.DECIDED).select_related("unit")
    row = open_rows.filter(source_type=source[0], source_id=source[1]).first()
    if row is not None:
        move(
            row, MATTER_FLOW, "settle", code="governance.settle_matter", by=by, now=now,
            reason=outcome[:300], outcome=outcome[:3000], decided_at=now,
        )  # fmt: skip
