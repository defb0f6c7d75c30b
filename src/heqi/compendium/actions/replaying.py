"""Asking for a replay, and the loop that carries it out; nothing live moves."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import DRAFT, LEAD
from heqi.compendium.content import drafted_packs
from heqi.compendium.models import Draft, ReplayRun
from heqi.compendium.states import RunStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import may, require

LONGEST = timedelta(days=400)
OPEN = (RunStatus.WAITING, RunStatus.RUNNING)


@transaction.atomic
def ask_replay(draft: Draft, *, since: date, until: date, by: Actor, now: datetime) -> ReplayRun:
    """Ask what a period would have been under the draft."""
    if not may(by, LEAD, draft.unit):
        require(by, DRAFT, draft.department)
    if until <= since:
        raise ValidationError({"until": _("The period ends before it begins.")})
    if until - since > LONGEST:
        raise ValidationError({"until": _("A period of at most 400 days.")})
    if draft.runs.filter(status__in=OPEN).exists():
        raise ValidationError(_("A replay of this draft is under way already."))
    run = ReplayRun.objects.create(
        draft=draft, unit=draft.unit, since=since, until=until, asked_at=now, asked_by=by.name
    )
    audit(draft, "compendium.ask_replay", by=by, now=now,
          changes={"since": since, "until": until})  # fmt: skip
    return run


def replay_due(*, now: datetime, batch: int = 1) -> int:
    """The loop's task: replays that wait, one after the other."""
    done = 0
    for run in ReplayRun.objects.filter(status=RunStatus.WAITING).select_related("draft__unit")[
        :batch
    ]:
        claimed = ReplayRun.objects.filter(pk=run.pk, status=RunStatus.WAITING).update(
            status=RunStatus.RUNNING
        )
        if claimed:
            _carry_out(run, now)
            done += 1
    return done


def _carry_out(run: ReplayRun, now: datetime) -> None:
    # Arrays are loaded by the process that needs them, not by every page.
    from heqi.compendium.trying import try_packs

    def told(done: int, total: int) -> None:
        ReplayRun.objects.filter(pk=run.pk).update(done=done, total=total)

    day = run.draft.effective_on or timezone.localdate(now)
    packs = drafted_packs(run.draft)
    readable = {unit: pack for unit, pack in packs.items() if pack}
    if len(readable) < len(packs):
        ReplayRun.objects.filter(pk=run.pk).update(
            status=RunStatus.FAILED,
            fault=_("The draft cannot be read; see its checks."),
            finished_at=now,
        )
        return
    result = try_packs(readable, day=day, since=run.since, until=run.until, now=now, told=told)
    ReplayRun.objects.filter(pk=run.pk).update(
        status=RunStatus.DONE,
        result=result,
        done=result["cases"],
        total=result["cases"],
        finished_at=now,
    )
