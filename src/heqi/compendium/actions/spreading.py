"""Making policies known: campaigns with audience, quiz and reminders; study sessions
(framework/5.2.1.4, 5.2.3.2)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import DRAFT, LEAD
from heqi.compendium.models import Acknowledgement, Campaign, StudySession
from heqi.compendium.terms import awareness
from heqi.duties.actions import Proof, fulfil
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.policies.models import PolicyVersion

UNIT = "people.unit"


@transaction.atomic
def start_campaign(
    version: PolicyVersion,
    *,
    company: Unit,
    units: Sequence[Unit],
    title: str,
    due_on: date,
    quiz: Sequence[Mapping[str, Any]] = (),
    by: Actor,
    now: datetime,
) -> Campaign:
    """Everybody who works in the units reads and confirms a policy, and answers a short quiz."""
    require(by, LEAD, company)
    today = timezone.localdate(now)
    if due_on < today:
        raise ValidationError({"due_on": _("This day is past.")})
    if not units:
        raise ValidationError({"units": _("Choose at least one department.")})
    most = int(awareness(today, company)["questions"])
    if len(quiz) > most:
        raise ValidationError(_("A quiz has at most {n} questions.").format(n=most))
    campaign = Campaign.objects.create(
        number=next_number("XG", today),
        company=company,
        unit=company,
        version=version,
        title=title.strip()[:120],
        quiz=[dict(question) for question in quiz],
        due_on=due_on,
        started_at=now,
        started_by=by.name,
    )
    campaign.units.set(units)
    inside = Q()
    for unit in units:
        inside |= Q(unit__path__startswith=unit.path)
    people = list(Staff.objects.filter(inside, left_on=None).select_related("unit"))
    if not people:
        raise ValidationError({"units": _("Nobody works in these departments.")})
    Acknowledgement.objects.bulk_create(
        [Acknowledgement(campaign=campaign, staff=one, unit=one.unit) for one in people],
        batch_size=500,
    )
    for one in people:
        _tell(campaign, one, "compendium.campaign", f"campaign:{campaign.pk}", by=by, now=now)
    audit(campaign, "compendium.start_campaign", by=by, now=now,
          changes={"people": len(people), "due_on": due_on})  # fmt: skip
    return campaign


def _tell(campaign: Campaign, to: Staff, code: str, key: str, *, by: Actor, now: datetime) -> None:
    notify(
        to,
        code,
        context={"title": campaign.title, "due": f"{campaign.due_on:%Y-%m-%d}"},
        about=campaign,
        url=f"/compendium/campaigns/{campaign.pk}/",
        key=key,
        by=by,
        now=now,
    )


def own_row(campaign: Campaign, by: Actor) -> Acknowledgement:
    """The actor's own row; whoever is not addressed has none."""
    row = campaign.people.filter(staff_id=by.id if by.kind == "staff" and by.id else 0).first()
    if row is None:
        raise refuse(_("You are not among those who are addressed."))
    return row


@transaction.atomic
def confirm_read(campaign: Campaign, *, by: Actor, now: datetime) -> Acknowledgement:
    """Somebody has read the policy; without a quiz that is all."""
    row = own_row(campaign, by)
    if row.read_at is None:
        row.read_at = now
        if not campaign.quiz:
            row.passed_at = now
        row.save(update_fields=["read_at", "passed_at"])
        audit(campaign, "compendium.confirm_read", by=by, now=now, changes={"staff": row.staff_id})
    return row


@transaction.atomic
def answer_quiz(
    campaign: Campaign, *, answers: Sequence[int | None], by: Actor, now: datetime
) -> Acknowledgement:
    """Answer the quiz, as often as it takes; passed by the company's share of right answers."""
    row = own_row(campaign, by)
    if row.read_at is None:
        raise ValidationError(_("Read and confirm the policy first."))
    if len(answers) != len(campaign.quiz) or any(answer is None for answer in answers):
        raise ValidationError(_("Answer every question."))
    right = sum(
        given == question["right"] for given, question in zip(answers, campaign.quiz, strict=True)
    )
    from decimal import Decimal

    share = Decimal(str(awareness(timezone.localdate(now), campaign.company)["pass"]))
    passed = right >= share * len(campaign.quiz)
    row.answers, row.right = list(answers), right
    row.tries += 1
    if passed and row.passed_at is None:
        row.passed_at = now
    row.save(update_fields=["answers", "right", "tries", "passed_at"])
    audit(campaign, "compendium.answer_quiz", by=by, now=now,
          changes={"staff": row.staff_id, "right": right, "passed": passed})  # fmt: skip
    return row


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: Actor, now: datetime) -> None:
    """End a campaign; it counts as the study that the company owes."""
    require(by, LEAD, campaign.company)
    if not Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=now):
        raise ValidationError(_("This campaign has ended already."))
    campaign.closed_at = now
    audit(campaign, "compendium.close_campaign", by=by, now=now)
    for kind in ("acknowledgement", "quiz"):
        proof = Proof(kind=kind, text=campaign.title, at=now, key=f"{campaign.number}:{kind}")
        fulfil("policy_study", UNIT, str(campaign.company_id), proof, by=SYSTEM, now=now)


def remind_readers(*, now: datetime, batch: int = 200) -> int:
    """The loop's task: who has not passed is reminded on the days that the company set."""
    running = Campaign.objects.filter(closed_at=None).order_by().values("company")
    told = 0
    for company in Unit.objects.filter(pk__in=running):
        told += _remind(company, now, batch - told)
    return told


def _remind(company: Unit, now: datetime, batch: int) -> int:
    today = timezone.localdate(now)
    told = 0
    for n, days in enumerate(awareness(today, company)["remind_before"]):
        rows = Acknowledgement.objects.filter(
            campaign__company=company,
            campaign__closed_at=None,
            campaign__due_on__lte=today + timedelta(days=int(days)),
            campaign__started_at__lt=now - timedelta(days=1),
            passed_at=None,
            staff__left_on=None,
            reminders=n,
        ).select_related("campaign", "staff__unit")[: batch - told]
        for row in rows:
            claimed = Acknowledgement.objects.filter(pk=row.pk, reminders=n).update(
                reminders=F("reminders") + 1
            )
            if claimed:
                key = f"remind:{row.pk}:{n}"
                _tell(row.campaign, row.staff, "compendium.remind", key, by=SYSTEM, now=now)
                told += 1
    return told


@transaction.atomic
def record_study(
    unit: Unit,
    *,
    policy: str,
    subject: str,
    held_on: date,
    trainer: str,
    attendees: Sequence[Staff],
    note: str = "",
    by: Actor,
    now: datetime,
) -> StudySession:
    """A department studied together: who was there (framework/5.2.3.2)."""
    require(by, DRAFT, unit)
    if held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("This day is still to come.")})
    if not attendees:
        raise ValidationError({"attendees": _("Choose who was present.")})
    row = StudySession.objects.create(
        company=company_of(unit),
        unit=unit,
        policy=policy,
        subject=subject.strip()[:120],
        held_on=held_on,
        trainer=trainer.strip()[:80],
        note=note.strip()[:500],
        recorded_at=now,
        recorded_by=by.name,
    )
    row.attendees.set(attendees)
    audit(row, "compendium.record_study", by=by, now=now, changes={"present": len(attendees)})
    for kind in ("attendance", "acknowledgement"):
        proof = Proof(kind=kind, text=row.subject, at=now, key=f"study:{row.pk}:{kind}")
        fulfil("department_study", UNIT, str(unit.pk), proof, by=SYSTEM, now=now)
    return row
