"""What the loop does: terms that end, who was inactive too long, tiers, ratings that close."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify_holders
from heqi.supervision.access import MANAGE
from heqi.supervision.actions.members import release_supervisor
from heqi.supervision.actions.ratings import close_round
from heqi.supervision.actions.tiering import propose_vip
from heqi.supervision.facts import terms_on
from heqi.supervision.models import Round, Supervisor, Term
from heqi.supervision.states import Ending, RoundStatus, Standing

BATCH = 50


def end_terms(*, now: datetime) -> int:
    """Release whose term is over, and who was inactive for as long as the policy says."""
    today = timezone.localdate(now)
    serving = Supervisor.objects.filter(status=Standing.SERVING).select_related(
        "company", "unit", "party"
    )
    over = list(serving.filter(until__lte=today)[:BATCH])
    idle = [
        row
        for row in serving.filter(until__gt=today, active_on__isnull=False).order_by("active_on")[
            :BATCH
        ]
        if terms_on(on=today, company_id=row.company_id).after(
            "inactive", row.active_on or today, row.unit
        )
        <= today
    ]
    with override("zh-hans"):
        for row, ending, reason in [
            *((row, Ending.TERM, _("The term ended.")) for row in over),
            *((row, Ending.INACTIVE, _("Inactive for too long.")) for row in idle),
        ]:
            with transaction.atomic():
                release_supervisor(row, ending=ending, reason=reason, by=SYSTEM, now=now)
                _tell(row, now=now)
    return len(over) + len(idle)


def ask_tiers(*, now: datetime) -> int:
    """Propose the tier of supervisors for whom it was not possible so far; once a day each."""
    since = now - timedelta(days=1)
    rows = Term.objects.filter(
        Q(tried_at__isnull=True) | Q(tried_at__lt=since),
        tier_asked=False,
        supervisor__status=Standing.SERVING,
        supervisor__party__isnull=False,
        until=F("supervisor__until"),
        appointed_at__lt=since,
    ).select_related("supervisor__party__company", "supervisor__party__unit")
    tried = list(rows[:BATCH])
    for term in tried:
        won = Term.objects.filter(pk=term.pk, tried_at=term.tried_at).update(tried_at=now)
        if won:
            propose_vip(term, by=SYSTEM, now=now)
    return len(tried)


def close_rounds(*, now: datetime) -> int:
    """Close ratings whose time is over."""
    rows = Round.objects.filter(
        status=RoundStatus.OPEN, closes_on__lt=timezone.localdate(now)
    ).select_related("company", "unit")
    found = list(rows[:BATCH])
    for row in found:
        close_round(row, by=SYSTEM, now=now)
    return len(found)


def _tell(row: Supervisor, *, now: datetime) -> None:
    notify_holders(
        MANAGE,
        row.company,
        "supervision.ended",
        context={"name": row.name, "why": row.get_ending_display()},
        about=row,
        url=f"/network/members/{row.pk}/",
        key=f"supervisor{row.pk}:ended",
        by=SYSTEM,
        now=now,
    )
