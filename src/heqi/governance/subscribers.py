"""Lower apps ask the committee, and supervisors' opinions become improvements."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.authority.events import AuthorityMisused
from heqi.authority.posts import head_of
from heqi.governance.actions import ask_committee, settle_matter, want_improvement
from heqi.inspections.events import CommitteeAsked, ReferralDecided
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.models import Unit
from heqi.supervision.events import ImprovementWanted


def _barred(unit: Unit, *ids: int | None, now: datetime) -> set[int]:
    """Who has no vote: whom it is about, who heads the department concerned, who brings it."""
    head = head_of(unit, on=timezone.localdate(now))
    return {pk for pk in (*ids, head.pk if head else None) if pk is not None}


@on(CommitteeAsked)
def take_referral(event: CommitteeAsked, *, now: datetime) -> None:
    """Inspections bring who does not rectify before the committee (inspection/8.2)."""
    unit = Unit.objects.get(pk=event.unit_id)
    ask_committee(
        unit=unit, title=event.title, text=event.reason,
        clause=event.clause, source=("inspections.referral", str(event.referral_id), event.number),
        barred=_barred(unit, event.staff_id, event.asker_id, now=now), by=SYSTEM, now=now,
    )  # fmt: skip


@on(ReferralDecided)
def drop_decided_referral(event: ReferralDecided, *, now: datetime) -> None:
    """The office entered the minutes itself: the matter no longer waits for a sitting."""
    source = ("inspections.referral", str(event.referral_id))
    settle_matter(source, outcome=event.outcome, by=SYSTEM, now=now)


@on(AuthorityMisused)
def take_misuse(event: AuthorityMisused, *, now: datetime) -> None:
    """Misuse with damage is decided by the committee (authority/6.2)."""
    if not event.committee:
        return
    with override("zh-hans"):
        title = _("Misuse of authority {number}").format(number=event.number)
    unit = Unit.objects.get(pk=event.unit_id)
    barred = _barred(unit, event.staff_id, event.holder_id, event.judge_id, now=now)
    ask_committee(
        unit=unit, title=title, text=event.finding or title,
        clause=event.clause, source=("authority.signal", str(event.signal_id), event.number),
        barred=barred, by=SYSTEM, now=now,
    )  # fmt: skip


@on(ImprovementWanted)
def take_opinion(event: ImprovementWanted, *, now: datetime) -> None:
    """A supervisor's opinion is to become an improvement (supervision/use)."""
    want_improvement(
        unit=Unit.objects.get(pk=event.unit_id), title=event.title, gap=event.text,
        source=("supervision.opinion", str(event.opinion_id), event.number), by=SYSTEM, now=now,
    )  # fmt: skip
