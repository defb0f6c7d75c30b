"""Full checks of VIP organisations: initiated, led, attended, reported (tiering/6.2(5))."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Occupancy, Party
from heqi.duties.actions import Present
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import Refused, may, require
from heqi.people.models import Staff, Unit
from heqi.safety.access import LEAD, ORGANISE, PLAN
from heqi.safety.actions.duty import HALF_YEARLY, count_for_duty
from heqi.safety.actions.planning import CHECK_PREFIX
from heqi.safety.events import FullCheckReported
from heqi.safety.facts import FULL, Recurring, recurring
from heqi.safety.models import Check, FullCheck, Member
from heqi.safety.posts import check_holder, staff_of
from heqi.safety.selection import BURNING
from heqi.safety.states import FULL_FLOW, CheckStatus
from heqi.workorders.guards import holds_post

PREFIX = "QJ"


@transaction.atomic
def initiate_full_check(
    party: Party,
    *,
    unit: Unit,
    lead: Staff,
    members: Sequence[Staff],
    planned_on: date,
    lead_reason: str = "",
    by: Actor,
    now: datetime,
) -> FullCheck:
    """The deputy general manager sets off a check of all facilities; the account manager leads.

    Raises ``NeedsReason`` where somebody else initiates or leads without saying why.
    """
    require(by, ORGANISE, unit)
    if party.tier != "vip_org":
        raise ValidationError({"party": _("Full checks are for VIP organisations.")})
    if party.company_id != unit.company_id:
        raise ValidationError({"party": _("This customer belongs to another company.")})
    rule = recurring(
        party.tier,
        party.customer_kind,
        scope=FULL,
        on=planned_on,
        keep=True,
        company_id=unit.company_id,
    )
    half, until = rule.span(planned_on)
    if planned_on < timezone.localdate(now):
        raise ValidationError({"planned_on": _("Choose a day to come.")})
    staff = staff_of(by)
    _right_people(rule, staff, lead, lead_reason, now)
    try:
        with transaction.atomic():
            full = FullCheck.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                company_id=party.company_id,
                unit=unit,
                party=party,
                half=half,
                until=until,
                planned_on=planned_on,
                initiated_at=now,
                initiated_by=staff,
                initiated_post=staff.post_id if staff else "",
                lead=lead,
                lead_reason=lead_reason.strip()[:300],
                decision=rule.decision,
                clause=rule.clause,
            )
    except IntegrityError as error:
        raise ValidationError(_("There is a full check of this half-year already.")) from error
    _team(full, [lead, *members])
    _plan_points(full, rule, now)
    audit(
        full,
        "safety.initiate_full_check",
        by=by,
        now=now,
        changes={"party": party.pk, "lead": lead.pk, "members": [one.pk for one in members]},
        reason=lead_reason,
        decision=rule.decision.pk if rule.decision else None,
    )
    for member in full.members.select_related("staff__unit"):
        notify(
            member.staff,
            "safety.full_check",
            context={
                "name": party.name,
                "on": planned_on,
                "lead": lead.name,
                "clause": rule.clause,
            },
            about=full,
            url=f"/safety/full/{full.number}/",
            key=f"safety:full:{full.pk}",
            by=by,
            now=now,
        )
    return full


def _right_people(
    rule: Recurring, initiator: Staff | None, lead: Staff, reason: str, now: datetime
) -> None:
    if initiator is not None:
        check_holder(rule.organise, rule.organise_clause, initiator, reason=reason, now=now)
    check_holder(rule.lead, rule.lead_clause, lead, reason=reason, now=now)


def _team(full: FullCheck, people: Sequence[Staff]) -> None:
    unique = {one.pk: one for one in people}
    Member.objects.bulk_create(
        Member(full=full, staff=one, post=str(one.post)) for one in unique.values()
    )


def _plan_points(full: FullCheck, rule: Recurring, now: datetime) -> None:
    rows = (
        Occupancy.objects.filter(
            party=full.party,
            role="user",
            until__isnull=True,
            service_point__state__in=BURNING,
        )
        .select_related("service_point__premises__compound")
        .order_by("service_point")
    )
    points = [row.service_point for row in rows]
    if not points:
        raise ValidationError({"party": _("This customer has no supply to check.")})
    for place, point in enumerate(points, start=1):
        Check.objects.create(
            number=next_number(CHECK_PREFIX, timezone.localdate(now)),
            company_id=full.company_id,
            unit=full.unit,
            full=full,
            scope=FULL,
            service_point=point,
            party=full.party,
            customer_kind=full.party.customer_kind,
            tier=full.party.tier,
            compound=point.premises.compound,
            address=point.premises.text,
            place=place,
            due_on=full.until,
            decision=rule.decision,
            clause=rule.clause,
        )


def require_team(full: FullCheck, by: Actor) -> None:
    """The account manager who leads, or who plans checks."""
    require(by, LEAD if may(by, LEAD) else PLAN, full)
    if by.kind == "staff" and by.id != full.lead_id and not may(by, PLAN, full):
        raise Refused(_("{name} leads this full check.").format(name=full.lead.name), LEAD)


@transaction.atomic
def begin_full_check(full: FullCheck, *, present: Sequence[int], by: Actor, now: datetime) -> None:
    """The team is on site: who came is written down; the leader himself must be there."""
    require_team(full, by)
    rows = {member.staff_id: member for member in full.members.all()}
    if full.lead_id not in present:
        sentence = _("{name} leads and must be there.").format(name=full.lead.name)
        raise ValidationError({"present": sentence})
    move(
        full,
        FULL_FLOW,
        "begin",
        code="safety.begin_full_check",
        by=by,
        now=now,
        changes={"present": sorted(set(present) & set(rows))},
        held_on=timezone.localdate(now),
    )
    full.members.filter(staff__in=[pk for pk in present if pk in rows]).update(present_at=now)


@transaction.atomic
def report_full_check(
    full: FullCheck, *, report: str, measures: str = "", by: Actor, now: datetime
) -> None:
    """The report; every facility must have been checked, or refused, before."""
    require_team(full, by)
    left = full.checks.exclude(status=CheckStatus.DONE).count()
    if left:
        raise ValidationError(_("{n} facilities are not checked yet.").format(n=left))
    if not report.strip():
        raise ValidationError({"report": _("Write the report.")})
    if full.status == "reported":
        raise IllegalMove(_("The report stands already."))
    move(
        full,
        FULL_FLOW,
        "report",
        code="safety.report_full_check",
        by=by,
        now=now,
        report=report.strip(),
        measures=measures.strip(),
        reported_at=now,
        reported_by=by.name,
    )
    count_for_duty(
        HALF_YEARLY,
        full.party,
        kind="check_record",
        number=full.number,
        url=f"/safety/full/{full.number}/",
        at=now,
        present=_present(full, now),
        now=now,
    )
    announce(
        FullCheckReported(
            full_check_id=full.pk,
            number=full.number,
            company_id=full.company_id,
            party_id=full.party_id,
            lead_id=full.lead_id,
            on=timezone.localdate(now).isoformat(),
        ),
        now=now,
    )


def _present(full: FullCheck, now: datetime) -> list[Present]:
    """Who of the team came, each for the post that the clause wants or else for his own."""
    rule = recurring(
        full.party.tier,
        full.party.customer_kind,
        scope=FULL,
        on=full.planned_on,
        company_id=full.company_id,
    )
    people = []
    for member in full.members.select_related("staff"):
        held = [post for post in rule.lead if holds_post(member.staff, post, now=now)]
        people += [
            Present(post, member.staff.name, member.present_at is not None, member.staff)
            for post in held or [member.staff.post_id]
        ]
    return people
