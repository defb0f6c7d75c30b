"""Asking for a replay, and the loop that carries it out; nothing live moves."""

from dataclasses import replace
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
from heqi.rulebook.pack import Pack

LONGEST = timedelta(days=400)
# So many cases are named for each clause, outcome and department.
CASES = 50
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
    from heqi.compendium.trying import try_draft

    def told(done: int, total: int) -> None:
        ReplayRun.objects.filter(pk=run.pk).update(done=done, total=total)

    day = run.draft.effective_on or timezone.localdate(now)
    packs = drafted_packs(run.draft)
    if any(pack is None for pack in packs.values()):
        ReplayRun.objects.filter(pk=run.pk).update(
            status=RunStatus.FAILED,
            fault=_("The draft cannot be read; see its checks."),
            finished_at=now,
        )
        return
    # Companies with the same layers share one.
    shifted = {pack.sha256: _as_of_always(pack, day, run.since) for pack in packs.values() if pack}
    drafts = {unit: shifted[pack.sha256] for unit, pack in packs.items() if pack}
    result = try_draft(drafts, since=run.since, until=run.until, now=now, keep=CASES, told=told)
    ReplayRun.objects.filter(pk=run.pk).update(
        status=RunStatus.DONE,
        result=result,
        done=result["cases"],
        total=result["cases"],
        finished_at=now,
    )


def _as_of_always(pack: Pack, day: date, since: date) -> Pack:
    """The pack as if what holds on the planned day had held in the whole period: a draft begins in
    the future, and is tried on the past."""
    if day <= since:
        return pack
    rules = {
        question: tuple(
            replace(rule, since=min(rule.since, since), until=None)
            for rule in found
            if rule.in_force(day)
        )
        for question, found in pack.rules.items()
    }
    values = {
        name: replace(
            value,
            entries=tuple(
                replace(entry, since=min(entry.since, since), until=None)
                for entry in value.entries
                if entry.in_force(day)
            ),
        )
        for name, value in pack.values.items()
    }
    return replace(pack, rules=rules, values=values, sha256=f"{pack.sha256}@{day}", memo={})
