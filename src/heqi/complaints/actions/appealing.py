"""Appeals: of the department, the employee, the customer; steps, deciders and clocks by policy."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import timeline_of
from heqi.complaints.access import HANDLE, TAKE
from heqi.complaints.actions.assigning import check_people, put_investigator
from heqi.complaints.actions.calling import drop_call
from heqi.complaints.actions.deciders import DECIDED, concerned, deciding_posts, may_decide
from heqi.complaints.actions.ending import take_up_again
from heqi.complaints.actions.investigating import judge_complaint, round_began
from heqi.complaints.actions.telling import acting, needed, tell, tell_posts
from heqi.complaints.events import AppealDecided, AppealFiled
from heqi.complaints.facts import instant_of, limit_of, look
from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.models.appeals import Appellant, Instance
from heqi.complaints.posts import names_of
from heqi.complaints.states import (
    APPEAL_FLOW,
    FLOW,
    REPORTED,
    TAKEN_BACK,
    AppealState,
    Verdict,
)
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import may, refuse
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import ask
from heqi.policies.models import Decision

QUESTION = "complaints.appeal"


def appeal_rules(
    appellant: str, instance: str, *, company_id: int | None, now: datetime
) -> Decision:
    """Within which time, decided by whom and until when."""
    facts = {"by": appellant, "instance": instance}
    return ask(QUESTION, facts, on=timezone.localdate(now), company_id=company_id)


def next_instance(complaint: Complaint, appellant: str) -> str:
    """Before whom an appeal goes now; empty where the last word was said."""
    decided = complaint.appeals.filter(appellant=appellant).exclude(status=AppealState.FILED)
    if appellant != Appellant.CUSTOMER:  # a new round has a verdict, and appeals, of its own
        decided = decided.filter(filed_at__gte=round_began(complaint))
    reached = set(decided.values_list("instance", flat=True))
    if Instance.LAST in reached or (appellant == Appellant.CUSTOMER and reached):
        return ""
    return Instance.LAST if Instance.FIRST in reached else Instance.FIRST


def file_until(complaint: Complaint, appellant: str, *, now: datetime) -> datetime | None:
    """Until when an appeal may be filed; None where there is no further instance."""
    instance = next_instance(complaint, appellant)
    if not instance or complaint.judged_at is None:
        return None
    answer = look(
        QUESTION, {"by": appellant, "instance": instance}, now=now, company_id=complaint.company_id
    )
    start = complaint.judged_at
    if instance == Instance.LAST:
        decided = complaint.appeals.filter(appellant=appellant).order_by("-decided_at").first()
        start = decided.decided_at if decided and decided.decided_at else start
    return instant_of(limit_of(answer, "file_within"), start, complaint.unit)


def may_appeal(by: Actor, complaint: Complaint, appellant: str) -> bool:
    """Whether the actor may file for the department, for himself, or for the customer."""
    if appellant == Appellant.EMPLOYEE:
        return by.kind == "staff" and by.id is not None and by.id == complaint.responsible_id
    if by.id is not None and by.id in (complaint.responsible_id, complaint.accused_id):
        return False
    if appellant == Appellant.DEPARTMENT:
        unit: Unit | None = complaint.responsible_unit
        return unit is not None and may(by, HANDLE, unit)
    return may(by, TAKE, complaint.company)


@transaction.atomic
def file_appeal(
    complaint: Complaint, *, appellant: str, grounds: str, by: Actor, now: datetime
) -> Appeal:
    """Appeal against the verdict, inside the policy's time, before the next instance."""
    if appellant not in Appellant.values:
        raise ValidationError({"appellant": _("Say who appeals.")})
    if not may_appeal(by, complaint, appellant):
        raise refuse(_("You may not appeal for this party."))
    grounds = needed(grounds=grounds)["grounds"]
    if appellant == Appellant.CUSTOMER and complaint.status in TAKEN_BACK:
        raise IllegalMove(_("The customer took this complaint back: take up a new one."))
    if complaint.judged_at is None or complaint.verdict == Verdict.OPEN:
        raise ValidationError(_("There is no verdict yet to appeal against."))
    instance = next_instance(complaint, appellant)
    if not instance:
        raise ValidationError(_("The last instance has decided; its decision is final."))
    until = file_until(complaint, appellant, now=now)
    if until is not None and now > until:
        raise ValidationError(
            _("The time to appeal was over at {time}.").format(
                time=f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
            )
        )
    decision = appeal_rules(appellant, instance, now=now, company_id=complaint.company_id)
    answer = decision.answer or {}
    appeal = Appeal(
        complaint=complaint,
        company=complaint.company,
        unit=complaint.unit,
        appellant=appellant,
        instance=instance,
        staff_id=by.id if by.kind == "staff" else None,
        filed_by=by.name,
        grounds=grounds,
        filed_at=now,
        decided_by_posts=deciding_posts(
            complaint,
            answer,
            out=concerned(
                complaint, appellant, by.id if by.kind == "staff" else None, instance=instance
            ),
            now=now,
        ),
        penalty_waits=bool(answer.get("penalty_waits")),
        decision=decision,
        due_at=instant_of(limit_of(answer, "decide_within"), now, complaint.unit),
    )
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("An appeal of this party waits for its decision.")) from None
    timeline = start_timeline(
        appeal,
        unit=complaint.unit,
        decision=decision,
        facts={"by": appellant, "instance": instance},
        label=complaint.number,
        by=by,
        now=now,
    )
    start = complaint.judged_at
    if instance == Instance.LAST:
        earlier = complaint.appeals.filter(appellant=appellant, decided_at__isnull=False).first()
        start = earlier.decided_at if earlier and earlier.decided_at else start
    record_moment(timeline, "verdict", at=start, by=by, now=now)
    record_moment(timeline, "appealed", by=by, now=now)
    audit(
        appeal,
        "complaints.appeal",
        by=by,
        now=now,
        changes={"by": appellant, "instance": instance},
        decision=decision.pk,
    )
    tell_posts(
        complaint,
        appeal.decided_by_posts,
        "complaints.appealed",
        key=f"appeal{appeal.pk}",
        now=now,
        due=appeal.due_at,
    )
    announce(
        AppealFiled(
            appeal_id=appeal.pk,
            complaint_id=complaint.pk,
            number=complaint.number,
            by=appellant,
            instance=instance,
            penalty_waits=appeal.penalty_waits,
            company_id=complaint.company_id,
        ),
        now=now,
    )
    return appeal


@transaction.atomic
def decide_appeal(
    appeal: Appeal,
    *,
    changed: bool,
    reasons: str,
    verdict: str = "",
    responsibility: str = "",
    responsible: Staff | None = None,
    investigator: Staff | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the verdict or change it, with reasons. A customer who is right gets a new round with
    the decider as handler, one level up, and ``investigator`` who had no part in it before; his
    remedy never waits for anybody's appeal."""
    complaint = appeal.complaint
    again = changed and appeal.appellant == Appellant.CUSTOMER
    if not may_decide(by, appeal, now=now):
        raise refuse(
            _("This appeal is decided by: {posts}.").format(posts=names_of(appeal.decided_by_posts))
        )
    reasons = needed(reasons=reasons)["reasons"]
    if again:
        decider = Staff.objects.select_related("unit", "post").get(pk=by.id or 0)
        looks = _checked(complaint, decider, investigator, now=now)
    move(
        appeal,
        APPEAL_FLOW,
        "uphold" if changed else "reject",
        code=DECIDED,
        by=by,
        now=now,
        reason=reasons,
        reasons=reasons,
        decider=by.name,
        decided_at=now,
    )
    timeline = timeline_of(appeal)
    if timeline is not None:
        record_moment(timeline, "decided", by=by, now=now)
    if changed and appeal.appellant != Appellant.CUSTOMER:
        judge_complaint(
            complaint,
            verdict=verdict,
            responsibility=responsibility,
            responsible=responsible,
            responsible_unit=None if responsible else complaint.responsible_unit,
            reason=reasons,
            by_appeal=True,
            by=by,
            now=now,
        )
    if again:
        _new_round(complaint, decider, looks, reason=reasons, by=by, now=now)
    announce(
        AppealDecided(
            appeal_id=appeal.pk,
            complaint_id=complaint.pk,
            number=complaint.number,
            changed=changed,
            final=not next_instance(complaint, appeal.appellant),
            company_id=complaint.company_id,
        ),
        now=now,
    )


def _checked(
    complaint: Complaint, decider: Staff, investigator: Staff | None, *, now: datetime
) -> Staff:
    """The investigator of the new round; errors at his field where he is not new to the case."""
    if investigator is None:
        raise ValidationError({"investigator": _("Choose who looks into it anew.")})
    errors = check_people(complaint, handler=decider, investigator=investigator, now=now)
    before = complaint.investigations.values_list("investigator_id", flat=True)
    if investigator.pk in {decider.pk, complaint.handler_id, *before}:
        errors["investigator"] = _(
            "{name} has decided, handled or investigated already; choose somebody new to it."
        ).format(name=investigator.name)
    if errors:
        said = errors.get("investigator") or errors["handler"]
        raise ValidationError({"investigator": said})
    return investigator


def _new_round(
    complaint: Complaint,
    decider: Staff,
    investigator: Staff,
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """The decider handles it from now on; somebody else, new to the case, looks into it."""
    if not complaint.is_open:
        take_up_again(
            complaint,
            reason=reason,
            handler=decider,
            investigator=investigator,
            by=acting(by),
            now=now,
        )
    else:
        put_investigator(complaint, investigator, now=now)
        move(
            complaint,
            FLOW,
            "look_again" if complaint.status in REPORTED else "assign",
            code="complaints.look_again",
            by=by,
            now=now,
            reason=reason,
            changes={
                "handler": [complaint.handler_name, decider.name],
                "investigator": investigator.name,
            },
            handler_id=decider.pk,
            handler_name=decider.name,
            finished_at=None,
        )
        complaint.handler = decider
        drop_call(complaint, reason=reason, by=acting(by), now=now)
        tell(
            complaint,
            [decider, investigator],
            "complaints.assigned",
            key=f"appealed:{decider.pk}:{investigator.pk}",
            now=now,
            due=complaint.due_at,
        )
