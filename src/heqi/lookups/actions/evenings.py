"""The same day: what was found so far is asked at set hours, before the night review."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.lookups.actions.reviewing import review_company_day
from heqi.lookups.facts import day_bounds
from heqi.lookups.models import DayQuestion, Progress, Verdict, VerdictKind
from heqi.lookups.thresholds import limits_on
from heqi.notices.actions import notify
from heqi.people.access import refuse
from heqi.people.models import Staff, Unit
from heqi.people.queries import open_companies


def review_evenings(*, now: datetime) -> int:
    """At the hours of the pack review the day so far and ask its viewers; companies reviewed."""
    day, done = timezone.localdate(now), 0
    for company in open_companies():
        hours = limits_on(day, company.pk).content["ask_hours"]
        due = [at for hour in hours if (at := midnight(day) + timedelta(hours=int(hour))) <= now]
        if not due:
            continue
        with transaction.atomic():
            Progress.objects.get_or_create(company=company)
            won = Progress.objects.filter(
                Q(asked_at__isnull=True) | Q(asked_at__lt=max(due)), pk=company.pk
            ).update(asked_at=now)
            if won:
                review_company_day(company, day, now=now)
                ask_of_day(company, day, now=now)
                done += 1
    return done


def ask_of_day(company: Unit, day: date, *, now: datetime) -> list[DayQuestion]:
    """Ask each viewer about the looks of a day that nothing explains so far (rules R1 and R2).

    Whether a reason was true is settled later; the viewer hears of it now, and can still enter the
    order or say what it was for. What was looked at after he was asked is asked about at the next
    hour, what came after the last hour with the night review; an answer stands for the looks
    before it only.
    """
    since, until = day_bounds(day)
    open_ones = Verdict.objects.filter(company=company, at__gte=since, at__lt=until).exclude(
        verdict=VerdictKind.EXPLAINED
    )
    seen: dict[int, list[int]] = defaultdict(list)
    last: dict[int, datetime] = {}
    for staff, party, at in open_ones.order_by("at").values_list("staff_id", "party_id", "at"):
        seen[staff].append(party)
        last[staff] = at
    people = Staff.objects.select_related("unit").in_bulk(seen)
    made = []
    for pk, parties in sorted(seen.items()):
        figures = {"looks": len(parties), "customers": len(set(parties))}
        question, new = DayQuestion.objects.get_or_create(
            staff_id=pk, day=day, defaults={"company": company, "asked_at": now, **figures}
        )
        if not new:
            again = last[pk] > question.asked_at or len(parties) > question.looks
            asked = {"asked_at": now, "answered_at": None} if again else {}
            DayQuestion.objects.filter(pk=question.pk).update(**figures, **asked)
            if not again:
                continue
        made.append(question)
        notify(
            people[pk],
            "lookups.day_question",
            context={"day": f"{day:%Y-%m-%d}", **figures},
            about=question,
            unit=people[pk].unit,
            url="/lookups/mine/",
            key=f"day{question.pk}" if new else f"day{question.pk}:{now:%Y%m%d%H%M}",
            by=SYSTEM,
            now=now,
        )
    return made


@transaction.atomic
def answer_of_day(question: DayQuestion, *, text: str, by: Actor, now: datetime) -> None:
    """What the looks of the day were for, in the viewer's words; the reviewers read it later."""
    if by.kind != "staff" or by.id != question.staff_id:
        raise refuse(_("Only the person who was asked can answer."))
    if not text.strip():
        raise ValidationError({"text": _("Please say what the look-ups were for.")})
    said = text.strip()[:500]
    question.answer = f"{question.answer}\n{said}" if question.answer else said
    question.answered_at = now
    question.save(update_fields=["answer", "answered_at"])
    audit(
        question,
        "lookups.answer_of_day",
        by=by,
        now=now,
        changes={"day": question.day, "looks": question.looks},
    )
