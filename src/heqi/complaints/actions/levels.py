"""The level: computed with reasons, confirmed and raised by a person, raised by a broken limit."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE
from heqi.complaints.actions.plans import start_plan
from heqi.complaints.actions.telling import needed, refuse_concerned, tell_posts
from heqi.complaints.actions.timing import decide_clocks_anew, start_raised_clocks
from heqi.complaints.actions.withholding import withhold
from heqi.complaints.catalogue import by_the_clock, codes, leaders, signs
from heqi.complaints.events import ComplaintLevelled
from heqi.complaints.facts import all_signs, decide_commitments, decide_level
from heqi.complaints.models import Complaint, LevelChange
from heqi.complaints.states import Level, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.people.models import Staff, Unit


def check_facts(
    *, category: str, given: Collection[str], households: int, claim_yuan: Decimal
) -> dict[str, Any]:
    """Sentences by field for what cannot be; empty where all is well."""
    errors: dict[str, Any] = {}
    if category and category not in codes("classes"):
        errors["category"] = _("Choose the class from the list.")
    if set(given) - {code for code, _label in signs()}:
        errors["signs"] = _("Choose the signs from the list.")
    if households < 1:
        errors["households"] = _("At least one household complains.")
    if claim_yuan < 0:
        errors["claim_yuan"] = _("A claim cannot be negative.")
    return errors


def name_accused(
    complaint: Complaint, *, unit: Unit | None, staff: Staff | None, by: Actor, now: datetime
) -> None:
    """Whom the complaint is about: from now on he finds it by no door."""
    if staff is not None and unit is None:
        unit = staff.unit
    before = [complaint.accused_unit_id, complaint.accused_id]
    complaint.accused_unit, complaint.accused = unit, staff
    Complaint.objects.filter(pk=complaint.pk).update(accused_unit=unit, accused=staff)
    withhold(complaint, by=by, now=now)
    after = [complaint.accused_unit_id, complaint.accused_id]
    changes: dict[str, Any] = {"accused": [before, after]} if before != after else {}
    if staff is not None and complaint.parent is not None:
        # A group is read by many; what is said of a person stays by itself.
        changes["group"] = [complaint.parent.number, None]
        complaint.parent = None
        Complaint.objects.filter(pk=complaint.pk).update(parent=None)
    if changes:
        audit(complaint, "complaints.name_accused", by=by, now=now, changes=changes)


def set_facts(
    complaint: Complaint,
    *,
    category: str,
    given: Collection[str],
    households: int,
    claim_yuan: Decimal,
    by: Actor,
    now: datetime,
) -> None:
    """Note the facts and compute the level from them; a level once reached never goes down."""
    complaint.category = category
    complaint.signs = all_signs(
        channel=complaint.channel,
        category=category,
        vulnerable=complaint.request.vulnerable,
        given={*given, *by_the_clock().intersection(complaint.signs)},
    )
    complaint.households, complaint.claim_yuan = households, claim_yuan
    level, decision = decide_level(
        complaint.signs,
        households=households,
        claim_yuan=claim_yuan,
        tier=complaint.tier,
        now=now,
        company_id=complaint.company_id,
    )
    before = complaint.level
    complaint.computed_level, complaint.level_decision = level, decision
    complaint.level = min(before, level)
    Complaint.objects.filter(pk=complaint.pk).update(
        category=category,
        signs=complaint.signs,
        households=households,
        claim_yuan=claim_yuan,
        computed_level=level,
        level=complaint.level,
        level_decision=decision,
    )
    if complaint.level != before:
        _note(complaint, LevelChange.Kind.COMPUTED, before, "", decision, by=by, now=now)
        after_level(complaint, before, raised=False, by=by, now=now)
    decide_clocks_anew(complaint, by=by, now=now)


@transaction.atomic
def raise_level(complaint: Complaint, *, to: str, reason: str, by: Actor, now: datetime) -> None:
    """A person finds it graver than computed, with the reason; never the other way."""
    require(by, GRADE, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    if to not in Level.values or to >= complaint.level:
        raise ValidationError({"to": _("A level can only be raised.")})
    if not complaint.is_open:
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))
    _raise(complaint, LevelChange.Kind.RAISED, to, reason, by=by, now=now)


def raise_overdue(
    complaint: Complaint,
    *,
    reason: str,
    of: LevelChange | None = None,
    by: Actor,
    now: datetime,
) -> bool:
    """A limit of closing has passed: one step up the ladder by the policy with that sign.

    ``of`` is the raise whose limit passed, ``None`` for the limits of the receipt. Each climbs
    once: those of the receipt at the first delay, those of a raise while that level still stands.
    """
    first = complaint.overdue_at is None
    if first:
        complaint.overdue_at = now
        Complaint.objects.filter(pk=complaint.pk).update(overdue_at=now)
    climbs = first if of is None else of.after == complaint.level
    if not climbs or complaint.level == Level.ONE:
        return False
    sign = _overdue_sign(complaint)
    level, decision = decide_level(
        [*complaint.signs, sign],
        households=complaint.households,
        claim_yuan=complaint.claim_yuan,
        tier=complaint.tier,
        now=now,
        company_id=complaint.company_id,
    )
    if level >= complaint.level:
        return False
    complaint.signs = sorted({*complaint.signs, sign})
    complaint.level_decision = decision
    Complaint.objects.filter(pk=complaint.pk).update(signs=complaint.signs, level_decision=decision)
    _raise(complaint, LevelChange.Kind.OVERDUE, level, reason, by=by, now=now)
    return True


def _overdue_sign(complaint: Complaint) -> str:
    sign = f"level_{complaint.level}_overdue"
    party = complaint.party
    leads = party is not None and complaint.is_vip and party.tier_criterion in leaders()
    return f"vip_{sign}" if complaint.level == Level.TWO and leads else sign


def _raise(
    complaint: Complaint, kind: str, to: str, reason: str, *, by: Actor, now: datetime
) -> None:
    before, complaint.level = complaint.level, to
    Complaint.objects.filter(pk=complaint.pk).update(level=to)
    decision = decide_commitments(complaint, now=now)
    change = _note(complaint, kind, before, reason, decision, by=by, now=now)
    start_raised_clocks(complaint, change, by=by, now=now)
    audit(
        complaint,
        "complaints.raise_level",
        by=by,
        now=now,
        changes={"level": [before, to]},
        reason=reason,
        decision=decision.pk,
    )
    after_level(complaint, before, raised=True, by=by, now=now)


def _note(
    complaint: Complaint,
    kind: str,
    before: str,
    reason: str,
    decision: Any,
    *,
    by: Actor,
    now: datetime,
) -> LevelChange:
    made: LevelChange = LevelChange.objects.create(
        complaint=complaint,
        kind=kind,
        before=before,
        after=complaint.level,
        reason=reason[:500],
        decision=decision,
        at=now,
        by_name=by.name,
    )
    return made


def note_first_level(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    """The level as computed at the receipt."""
    _note(complaint, LevelChange.Kind.COMPUTED, "", "", complaint.level_decision, by=by, now=now)
    after_level(complaint, "", raised=False, by=by, now=now)


def after_level(
    complaint: Complaint, before: str, *, raised: bool, by: Actor, now: datetime
) -> None:
    """Who has to know of a level, and the plan of level one."""
    if before:
        announce(
            ComplaintLevelled(
                complaint_id=complaint.pk,
                number=complaint.number,
                before=before,
                after=complaint.level,
                raised=raised,
                company_id=complaint.company_id,
            ),
            now=now,
        )
    told = ["service_office"]
    if complaint.level in (Level.ONE, Level.TWO):
        answer = decide_commitments(complaint, now=now).answer or {}
        told += [str(post) for post in answer.get("report_to") or ()]
    tell_posts(complaint, told, "complaints.levelled", key=f"level{complaint.level}", now=now)
    if complaint.level == Level.ONE and complaint.status != Status.MERGED:
        start_plan(complaint, by=by, now=now)
