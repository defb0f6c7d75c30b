"""Tasks of master data with their clock (data-entry/5-master, 6.3, 6.4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.customers.access import TASKS
from heqi.customers.events import MasterDataFinished, MasterDataReturned
from heqi.customers.models import MasterDataTask, Party, ServicePoint, TaskKind
from heqi.customers.states import TASK_FLOW
from heqi.entry.findings import ERRORS
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.policies.deciding import ask

PREFIX = "SJ"
# The moments that start and stop the clocks of each kind (question data.limits).
STARTS = {TaskKind.CREATE: ("task_received",), TaskKind.UPDATE: ("received", "happened")}
STOPS = {TaskKind.CREATE: ("created",), TaskKind.UPDATE: ("passed_on", "entered")}


@transaction.atomic
def open_task(
    *,
    unit: Unit,
    kind: str = TaskKind.CREATE,
    title: str,
    detail: str = "",
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    source_type: str = "",
    source_id: str = "",
    source_number: str = "",
    received_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> MasterDataTask:
    """Ask for master data to be created or updated; the limit runs from ``received_at``.

    Higher apps name their record as the source; the same source asks once, the task there is is
    handed back. Whoever may do what the source is about may ask: no right of its own.
    """
    if source_id:
        asked = MasterDataTask.objects.filter(
            kind=kind, source_type=source_type, source_id=source_id
        ).first()
        if asked is not None:
            return asked
    if kind not in TaskKind.values:
        raise ValidationError({"kind": _("This kind of task does not exist.")})
    start = received_at or now
    if start > now:
        raise ValidationError({"received_at": _("The instant lies in the future.")})
    task: MasterDataTask = MasterDataTask(
        company=company_of(unit),
        unit=unit,
        number=next_number(PREFIX, timezone.localdate(now)),
        kind=kind,
        title=title.strip(),
        detail=detail.strip(),
        party=party,
        service_point=service_point,
        source_type=source_type,
        source_id=source_id,
        source_number=source_number,
        received_at=start,
    )
    task.full_clean(exclude=["unit", "party", "service_point"])
    task.save(force_insert=True)
    decision = ask(
        "data.limits", {"entry": kind}, on=timezone.localdate(start), company_id=unit.company_id
    )
    timeline = start_timeline(
        task,
        unit=unit,
        decision=decision,
        facts={"entry": kind},
        label=task.number,
        by=by,
        now=now,
    )
    for moment in STARTS[TaskKind(kind)]:
        record_moment(timeline, moment, at=start, by=by, now=now)
    _copy_due(task)
    audit(
        task,
        "customers.open_task",
        by=by,
        now=now,
        changes={"kind": kind, "source": source_number or source_id, "due": task.due_at},
        personal={"title": task.title, "detail": task.detail},
        decision=decision.pk,
    )
    return task


@transaction.atomic
def finish_task(
    task: MasterDataTask,
    *,
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The data are created or updated: the clock stops. Says what came of it."""
    require(by, TASKS, task)
    for row in (party, service_point):
        if row is not None and row.company_id != task.company_id:
            raise ValidationError(_("This belongs to another company."))
    party_id = party.pk if party else task.party_id
    point_id = service_point.pk if service_point else task.service_point_id
    if task.kind == TaskKind.CREATE and not (party_id or point_id):
        raise ValidationError(_("Name the customer or the account that was created."))
    move(
        task,
        TASK_FLOW,
        "finish",
        code="customers.finish_task",
        by=by,
        now=now,
        field="state",
        changes={"party": party_id, "service_point": point_id},
        reason=note,
        party_id=party_id,
        service_point_id=point_id,
        finished_at=now,
        finished_by_id=by.id,
        finished_by=by.name,
        note=note.strip()[:300],
    )
    timeline = timeline_of(task)
    if timeline is not None:
        for moment in (*STOPS[TaskKind(task.kind)], "corrected"):
            record_moment(timeline, moment, by=by, now=now)
    announce(
        MasterDataFinished(
            task_id=task.pk,
            company_id=task.company_id,
            kind=task.kind,
            source_type=task.source_type,
            source_id=task.source_id,
            party_id=party_id,
            service_point_id=point_id,
        ),
        now=now,
    )


@transaction.atomic
def cancel_task(task: MasterDataTask, *, reason: str, by: Actor, now: datetime) -> None:
    """Nothing has to be created after all."""
    require(by, TASKS, task)
    _reason(reason)
    move(
        task,
        TASK_FLOW,
        "cancel",
        code="customers.cancel_task",
        by=by,
        now=now,
        field="state",
        reason=reason,
        finished_at=now,
        finished_by_id=by.id,
        finished_by=by.name,
        note=reason.strip()[:300],
    )
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, "cancelled", reason=reason[:200], by=by, now=now)


@transaction.atomic
def reopen_task(
    task: MasterDataTask, *, reason: str, entry_error: str = "", by: Actor, now: datetime
) -> None:
    """The next step sends the entry back (data-entry/7.3): it is corrected within its limit.

    ``entry_error`` is the class of the error where what was entered is wrong, empty where
    something else is still to be done.
    """
    require(by, TASKS, task)
    _reason(reason)
    if entry_error and entry_error not in ERRORS:
        raise ValidationError({"entry_error": _("Choose the class of the error.")})
    if entry_error and not (task.party_id or task.service_point_id):
        raise ValidationError(
            {"entry_error": _("The task names no customer and no account that could be wrong.")}
        )
    entered_by, entered_at = task.finished_by_id, task.finished_at
    move(
        task,
        TASK_FLOW,
        "reopen",
        code="customers.reopen_task",
        by=by,
        now=now,
        field="state",
        reason=reason,
        changes={"error": entry_error} if entry_error else None,
        finished_at=None,
        finished_by_id=None,
        finished_by="",
        note=reason.strip()[:300],
    )
    timeline = timeline_of(task)
    if timeline is not None:
        record_moment(timeline, "returned", reason=reason[:200], by=by, now=now)
    _copy_due(task)
    if entry_error:
        announce(
            MasterDataReturned(
                task_id=task.pk,
                company_id=task.company_id,
                error=entry_error,
                reason=reason.strip(),
                staff_id=entered_by,
                entered_at=(entered_at or now).isoformat(),
                party_id=task.party_id,
                service_point_id=task.service_point_id,
            ),
            now=now,
        )


def _copy_due(task: MasterDataTask) -> None:
    """The governing clock's due instant and clause, for the list."""
    timeline = timeline_of(task)
    clock = governing_clock(timeline) if timeline else None
    task.due_at = clock.due_at if clock else None
    task.clause = clock.clause if clock else ""
    MasterDataTask.objects.filter(pk=task.pk).update(due_at=task.due_at, clause=task.clause)


def _reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
