"""The monthly sample (data-entry/7.1): drawn with a stored seed, judged entry by entry."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.models import Entry
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import ask
from heqi.policies.measures import month_after
from heqi.quality.access import CHECK, LEAD
from heqi.quality.actions.duty import checked
from heqi.quality.actions.recording import Entered, Wrong, record_error
from heqi.quality.models import Check, CheckKind, EntryError, FoundBy, Group, SampleItem
from heqi.quality.periods import month_of
from heqi.quality.queries.entries import month_entries
from heqi.quality.sources import BY_CODE, BY_TYPE, label_of
from heqi.rulebook.sampling import Pick, draw

SAMPLE = "data.sample"


@transaction.atomic
def draw_sample(company: Unit, *, month: date, seed: str = "", by: Actor, now: datetime) -> Check:
    """Draw the month's entries to be checked, of each person and kind as the policy says.

    Drawing again with the same seed gives the same entries. A month that was drawn before its end
    can be drawn again once more was entered: what was drawn stays, and the later entries get their
    share. ValidationError where nothing was entered since, or the month lies ahead.
    """
    require(by, LEAD, company)
    today = timezone.localdate(now)
    month = month_of(month)
    if month > today:
        raise ValidationError({"month": _("This month has not begun yet.")})
    known = Check.objects.filter(company=company, kind=CheckKind.SAMPLE, month=month).first()
    seed = known.seed if known else seed or secrets.token_hex(8)
    picks: list[Pick[Entry]] = []
    population = 0
    decision = ratio = None
    for group in Group.values:
        decision = ask(SAMPLE, {"group": group}, on=today, company_id=company.pk)
        answer = decision.answer or {}
        ratio = Decimal(str(answer["ratio"]))
        entries = _last_of_each(company, month, group)
        population += len(entries)
        drawn = draw(
            entries,
            ratio,
            seed,
            key=lambda entry: entry.pk,
            strata=lambda entry: (entry.unit_id, entry.actor_id),
            at_least_per={lambda entry: entry.actor_id: int(answer["at_least"])},
        )
        picks += [pick for pick in drawn.picks if pick.drawn]
    if known is not None:
        return _draw_more(known, picks, population, by=by, now=now)
    try:
        with transaction.atomic():
            check: Check = Check.objects.create(
                company=company,
                unit=company,
                kind=CheckKind.SAMPLE,
                month=month,
                decision=decision,
                seed=seed,
                ratio=ratio,
                population=population,
                started_at=now,
                by_name=by.name,
            )
    except IntegrityError:
        raise ValidationError({"month": _("This month was drawn already.")}) from None
    items = [item for pick in picks if (item := _item(check, pick)) is not None]
    SampleItem.objects.bulk_create(items)
    Check.objects.filter(pk=check.pk).update(total=len(items), finished_at=None if items else now)
    check.total = len(items)
    audit(
        check,
        "quality.draw_sample",
        by=by,
        now=now,
        changes={"month": month, "seed": seed, "drawn": len(items), "of": population},
        decision=decision.pk if decision else None,
    )
    return check


def _draw_more(
    check: Check, picks: list[Pick[Entry]], population: int, *, by: Actor, now: datetime
) -> Check:
    """The same draw over the whole month: who was entered later gets in by the same ranks."""
    if population <= check.population:
        raise ValidationError({"month": _("This month was drawn already.")})
    had = set(check.items.values_list("subject_type", "subject_id", "staff_id"))
    fresh = [
        pick
        for pick in picks
        if (pick.item.subject_type, pick.item.subject_id, pick.item.actor_id) not in had
    ]
    items = [item for pick in fresh if (item := _item(check, pick)) is not None]
    SampleItem.objects.bulk_create(items)
    done = {} if items else {"finished_at": check.finished_at}
    won = Check.objects.filter(pk=check.pk, population=check.population).update(
        population=population, total=F("total") + len(items), **({"finished_at": None} | done)
    )
    if not won:
        raise ValidationError({"month": _("This month was drawn already.")})
    audit(
        check,
        "quality.draw_more",
        by=by,
        now=now,
        changes={"month": check.month, "drawn": len(items), "of": population},
    )
    check.refresh_from_db()
    return check


def draw_the_rest(*, now: datetime) -> int:
    """What was entered after a sample was drawn in the middle of its month gets its share by the
    same seed once the month is over; called by the loop. Samples that grew."""
    month = month_of(month_of(timezone.localdate(now)) - timedelta(days=1))
    end, grown = midnight(month_after(month)), 0
    rows = Check.objects.filter(kind=CheckKind.SAMPLE, month=month, started_at__lt=end)
    for check in rows.select_related("company"):
        try:
            draw_sample(check.company, month=month, by=SYSTEM, now=now)
        except ValidationError:  # nothing was entered since
            continue
        grown += 1
    return grown


def _last_of_each(company: Unit, month: date, group: str) -> list[Entry]:
    """The last entry of each record and person: one record is checked once."""
    found: dict[tuple[str, str, int | None], Entry] = {}
    for entry in month_entries(company, month):
        if BY_CODE[entry.code].group == group:
            found[entry.subject_type, entry.subject_id, entry.actor_id] = entry
    return list(found.values())


def _item(check: Check, pick: Pick[Entry]) -> SampleItem | None:
    entry = pick.item
    source = BY_CODE[entry.code]
    row = source.row(entry.subject_id)
    staff = Staff.objects.select_related("unit").filter(pk=entry.actor_id or 0).first()
    if row is None or staff is None:
        return None
    because = pick.words()
    return SampleItem(
        check_run=check,
        entry_id=entry.pk,
        code=entry.code,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        subject_label=label_of(row),
        group=source.group,
        staff=staff,
        unit=staff.unit,
        entered_at=entry.at,
        because_zh=because.zh[:200],
        because_en=because.en[:200],
    )


@transaction.atomic
def judge_item(
    item: SampleItem, *, wrong: Wrong | None = None, by: Actor, now: datetime
) -> EntryError | None:
    """Say that a drawn entry is right, or record its error. Nobody judges his own."""
    require(by, CHECK, item.unit)
    if by.kind == "staff" and by.id == item.staff_id:
        raise refuse(_("Nobody checks his own entries in the monthly check."))
    check = item.check_run
    result = SampleItem.Result.WRONG if wrong else SampleItem.Result.RIGHT
    won = SampleItem.objects.filter(pk=item.pk, result=SampleItem.Result.PENDING).update(
        result=result, checked_at=now, checked_by=by.name
    )
    if not won:
        raise ValidationError(_("This entry was checked already."))
    item.result = result
    error = None
    if wrong:
        error = record_error(
            BY_TYPE[item.subject_type],
            item.subject_id,
            wrong=wrong,
            found_by=FoundBy.SAMPLE,
            check=check,
            who=Entered(item.staff, item.entered_at),
            by=by,
            now=now,
        )
    Check.objects.filter(pk=check.pk).update(
        done=F("done") + 1, found=F("found") + (1 if wrong else 0)
    )
    last = Check.objects.filter(pk=check.pk, done__gte=F("total"), finished_at=None).update(
        finished_at=now
    )
    if last:
        checked(check, by=by, now=now)
    audit(
        check,
        "quality.judge_item",
        by=by,
        now=now,
        changes={"entry": item.entry_id, "record": item.subject_label, "result": result},
    )
    return error
