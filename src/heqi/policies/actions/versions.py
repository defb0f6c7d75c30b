"""The life of a version: laid down as a draft, on trial, in force, superseded, repealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.models import Unit
from heqi.policies.events import PolicyVersionTurned
from heqi.policies.models import (
    Binding,
    ClauseText,
    PolicyDocument,
    PolicyVersion,
    VersionState,
)

HELD = (VersionState.TRIAL, VersionState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A clause as it is to stand in a version; clauses follow each other, the deeper below."""

    number: str
    text: str
    ref: str = ""
    kind: str = ""
    depth: int = 0


@transaction.atomic
def write_version(
    unit: Unit,
    *,
    key: str,
    name: str,
    short: str = "",
    clauses: Iterable[ClauseDraft],
    effective_from: date,
    by: Actor,
    now: datetime,
) -> PolicyVersion:
    """Lay down the next version of a policy of a unit; it does not hold yet."""
    document, _created = PolicyDocument.objects.get_or_create(
        unit=unit, key=key, defaults={"name": name[:200], "short": short[:40], "order": 90}
    )
    last = document.versions.order_by("-number").first()
    version = PolicyVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        state=VersionState.DRAFT,
        effective_from=effective_from,
        created_at=now,
    )
    rows = [
        ClauseText(
            version=version,
            position=position,
            depth=clause.depth,
            number=clause.number[:40],
            ref=clause.ref[:80],
            kind=clause.kind[:20],
            text=clause.text,
            full=clause.text,
        )
        for position, clause in enumerate(clauses)
    ]
    ClauseText.objects.bulk_create(rows)
    above: list[ClauseText] = []
    children = []
    for row in rows:
        above = above[: row.depth]
        if above:
            row.parent = above[-1]
            children.append(row)
        above.append(row)
    ClauseText.objects.bulk_update(children, ["parent"], batch_size=500)
    audit(version, "policies.write_version", by=by, now=now, changes={"clauses": len(rows)})
    return version


@transaction.atomic
def put_in_force(
    version: PolicyVersion, *, since: date, trial_until: date | None, by: Actor, now: datetime
) -> None:
    """Let a version hold for its unit from a day on, on trial where a trial is set; the version
    before it is superseded on that day."""
    unit = version.document.unit
    state = VersionState.TRIAL if trial_until else VersionState.IN_FORCE
    for binding in Binding.objects.filter(
        version__document=version.document, unit=unit, until__isnull=True
    ).select_related("version"):
        _end(binding, since)
        _turn_trial(binding.version, since, by=by, now=now)
        _turn(binding.version, VersionState.SUPERSEDED, since, by=by, now=now)
    Binding.objects.create(version=version, unit=unit, since=since)
    PolicyVersion.objects.filter(pk=version.pk).update(
        effective_from=since, trial_until=trial_until
    )
    version.effective_from, version.trial_until = since, trial_until
    _turn(version, state, since, by=by, now=now)


@transaction.atomic
def repeal_version(version: PolicyVersion, *, on: date, by: Actor, now: datetime) -> None:
    """Let a version hold no longer from a day on, without another in its place."""
    for binding in Binding.objects.filter(version=version, until__isnull=True):
        _end(binding, on)
    _turn_trial(version, on, by=by, now=now)
    _turn(version, VersionState.REPEALED, on, by=by, now=now)


def _end(binding: Binding, on: date) -> None:
    if binding.since < on:
        Binding.objects.filter(pk=binding.pk).update(until=on)
    else:
        Binding.objects.filter(pk=binding.pk).delete()


def turn_trials(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: a trial that ended unrevised is in force from that very day on, however
    late the loop comes by (framework/5.3-approval and the final provisions of each policy)."""
    today = timezone.localdate(now)
    due = PolicyVersion.objects.filter(
        state=VersionState.TRIAL, trial_until__lte=today
    ).select_related("document__unit")[:batch]
    turned = 0
    for version in due:
        assert version.trial_until is not None
        with transaction.atomic():
            turned += _turn(version, VersionState.IN_FORCE, version.trial_until, by=SYSTEM, now=now)
    return turned


def _turn_trial(version: PolicyVersion, on: date, *, by: Actor, now: datetime) -> None:
    """A trial that ended before another took its place was in force in between."""
    if version.state == VersionState.TRIAL and version.trial_until and version.trial_until < on:
        _turn(version, VersionState.IN_FORCE, version.trial_until, by=by, now=now)


def _turn(
    version: PolicyVersion, state: VersionState, on: date, *, by: Actor, now: datetime
) -> bool:
    """Compare-and-swap of the state with the day on which it holds; whoever is faster tells."""
    was = version.state
    values = {"state": state} | ({"in_force_on": on} if state == VersionState.IN_FORCE else {})
    if not PolicyVersion.objects.filter(pk=version.pk, state=was).update(**values):
        return False
    version.state = state
    audit(
        version,
        "policies.turn_version",
        by=by,
        now=now,
        changes={"state": [str(was), str(state)], "on": on},
    )
    announce(
        PolicyVersionTurned(
            version_id=version.pk,
            policy=version.document.key,
            unit_id=version.document.unit_id,
            was=str(was),
            state=str(state),
            on=on.isoformat(),
        ),
        now=now,
    )
    return True


def trial_end(since: date, months: int) -> date:
    """The day on which a trial of so many months ends: the same day of the later month."""
    month = since.month - 1 + months
    year, month = since.year + month // 12, month % 12 + 1
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=since.day - 1), last)
