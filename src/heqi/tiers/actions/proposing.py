"""Proposing a tier: by a colleague in two clicks, by the system to be completed, by a file."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.customers.models import Criterion, Party, Tier
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_post
from heqi.people.models import Staff
from heqi.people.queries import department_of
from heqi.tiers.access import PROPOSE, require_in
from heqi.tiers.actions.submitting import send_to_review, take_back
from heqi.tiers.facts import (
    TRADE,
    RawFact,
    collectors_of,
    decide_review,
    decide_tier,
    figure_on,
)
from heqi.tiers.models import FIGURES, Assessment, Batch, FactKind, Origin, TierFact
from heqi.tiers.states import FLOW, OPEN, Occasion, Status

PREFIX = "FJ"
LEAST = 2


@transaction.atomic
def propose_tier(
    party: Party,
    *,
    criterion: str = Criterion.NONE,
    reason: str,
    proof: str,
    facts: Sequence[RawFact] = (),
    valid_until: date | None = None,
    occasion: str = Occasion.CRITERION_MET,
    cause: str = "",
    origin: str = Origin.PERSON,
    batch: Batch | None = None,
    by: Actor,
    now: datetime,
) -> Assessment:
    """Propose a customer's tier and hand it to those who review it (tiering/7.2-20, 40, 50).

    The rules decide the tier from ``criterion`` and the counted figure among ``facts``; ``proof``
    says what was seen (files are attached to the assessment), ``valid_until`` is the day on which
    the basis ends, for a supervisor the end of his term. The same ``cause`` proposes once.
    ``ValidationError`` where a proposal is open, a fact is missing, or nothing would change.
    """
    require_in(by, PROPOSE, party)
    made = _make(
        party, criterion=criterion, occasion=occasion, origin=origin, reason=reason, proof=proof,
        valid_until=valid_until, cause=cause, batch=batch, by=by, now=now,
    )  # fmt: skip
    _keep_facts(made, facts)
    _decide(made, by=by, now=now)
    audit(made, "tiers.propose", by=by, now=now, changes=_told(made), reason=made.reason)
    send_to_review(made, by=by, now=now)
    return made


@transaction.atomic
def note_occasion(
    party: Party,
    *,
    occasion: str,
    cause: str,
    reason: str,
    facts: Sequence[RawFact] = (),
    by: Actor,
    now: datetime,
) -> Assessment | None:
    """Business changed the facts: ask the departments to look at the tier again (7.2-50).

    Called by the system and by apps above (a contract that adds capacity). None where the policy
    wants no new look, a proposal is open, or this ``cause`` was noted before.
    """
    today = timezone.localdate(now)
    if (
        not decide_review(occasion, on=today, company_id=party.company_id).wanted
        or _open_of(party) is not None
    ):
        return None
    if Assessment.objects.filter(company_id=party.company_id, cause=cause).exists():
        return None
    made = _make(
        party, criterion=party.tier_criterion, occasion=occasion, origin=Origin.SYSTEM,
        reason=reason, proof="", valid_until=None, cause=cause, batch=None, by=by, now=now,
    )  # fmt: skip
    _keep_facts(made, facts)
    audit(made, "tiers.note_occasion", by=by, now=now, changes=_told(made), reason=reason)
    with override("zh-hans"):
        told = {"number": made.number, "name": party.name, "why": made.get_occasion_display()}
    for post in collectors_of(_collected(party), on=today, company_id=party.company_id)[:1]:
        notify_post(
            post, party.unit, "tiers.to_complete", context=told, about=made,
            url=f"/customers/tiers/assessments/{made.pk}/", key=f"tier{made.pk}:complete",
            by=by, now=now,
        )  # fmt: skip
    return made


@transaction.atomic
def complete_proposal(
    assessment: Assessment,
    *,
    criterion: str,
    reason: str,
    proof: str,
    facts: Sequence[RawFact] = (),
    valid_until: date | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Add what was missing, or correct what was returned, and hand it in (again).

    Whoever does it is the proposer from then on and does not review it. A standard customer who
    stays one needs no review: the proposal is closed as confirmed.
    """
    require_in(by, PROPOSE, assessment)
    _check_words(reason, proof)
    if assessment.status not in (Status.COLLECTED, Status.RETURNED):
        # The flow says so with its own sentence.
        move(assessment, FLOW, "submit", code="tiers.submit", by=by, now=now)
    staff = _staff(by)
    values = {
        "criterion": criterion,
        "reason": reason.strip()[:300],
        "proof": proof.strip()[:300],
        "valid_until": valid_until,
        "customer_kind": assessment.party.customer_kind,
        "before": assessment.party.tier,
        "proposed_by": staff,
        "proposer_name": by.name,
        "department": department_of(staff.unit) if staff else None,
        "proposed_at": now,
    }
    _check_until(valid_until, now)
    Assessment.objects.filter(pk=assessment.pk).update(**values)
    for name, value in values.items():
        setattr(assessment, name, value)
    TierFact.objects.filter(assessment=assessment).delete()
    _keep_facts(assessment, facts)
    take_back(assessment, reason=_("Handed in anew."), now=now)
    if _stays_standard(assessment, by=by, now=now):
        return
    _decide(assessment, by=by, now=now)
    send_to_review(assessment, by=by, now=now)


def _stays_standard(assessment: Assessment, *, by: Actor, now: datetime) -> bool:
    decision = decide_tier(
        assessment.customer_kind, assessment.criterion, counted(assessment, now=now),
        on=timezone.localdate(now),
    company_id=assessment.company_id,)  # fmt: skip
    tier = str((decision.answer or {}).get("tier"))
    if not tier == assessment.before == Tier.STANDARD:
        return False
    move(
        assessment, FLOW, "keep", code="tiers.keep", by=by, now=now, reason=assessment.reason,
        decision=decision.pk, decision_id=decision.pk, tier=tier,
        closed_on=timezone.localdate(now),
    )  # fmt: skip
    return True


def _make(
    party: Party,
    *,
    criterion: str,
    occasion: str,
    origin: str,
    reason: str,
    proof: str,
    valid_until: date | None,
    cause: str,
    batch: Batch | None,
    by: Actor,
    now: datetime,
) -> Assessment:
    if origin != Origin.SYSTEM:
        _check_words(reason, proof)
    if criterion not in Criterion.values or occasion not in Occasion.values:
        raise ValidationError({"criterion": _("This criterion does not exist.")})
    if party.state != PartyState.ACTIVE:
        raise ValidationError(_("The file of this customer is closed."))
    if (waiting := _open_of(party)) is not None:
        raise ValidationError(
            _("A proposal for this customer is open already: {number}.").format(
                number=waiting.number
            )
        )
    _check_until(valid_until, now)
    staff = _staff(by)
    made: Assessment = Assessment.objects.create(
        company_id=party.company_id,
        unit_id=party.unit_id,
        number=next_number(PREFIX, timezone.localdate(now)),
        party=party,
        occasion=occasion,
        origin=origin,
        criterion=criterion,
        customer_kind=party.customer_kind,
        before=party.tier,
        reason=reason.strip()[:300],
        proof=proof.strip()[:300],
        valid_until=valid_until,
        cause=cause,
        batch=batch,
        department=department_of(staff.unit) if staff else None,
        proposed_by=staff,
        proposer_name=by.name,
        proposed_at=now,
    )
    return made


def _decide(assessment: Assessment, *, by: Actor, now: datetime) -> None:
    """Let the rules decide, keep the decision, refuse what changes nothing or the wrong way."""
    decision = decide_tier(
        assessment.customer_kind, assessment.criterion, counted(assessment, now=now),
        on=timezone.localdate(now),
    company_id=assessment.company_id,)  # fmt: skip
    tier = str((decision.answer or {}).get("tier"))
    lowers = assessment.occasion in (Occasion.BASIS_LOST, Occasion.BASIS_ENDED)
    if tier == assessment.before == Tier.STANDARD:
        raise ValidationError(
            _("By these facts the customer is and stays a standard customer; there is nothing to "
              "propose.")
        )  # fmt: skip
    if lowers and assessment.occasion == Occasion.BASIS_LOST and tier != Tier.STANDARD:
        raise ValidationError(_("By these facts the customer is still a VIP."))
    assessment.tier, assessment.decision = tier, decision
    Assessment.objects.filter(pk=assessment.pk).update(tier=tier, decision=decision)


def counted(assessment: Assessment, *, now: datetime) -> Decimal | None:
    """The figure among the raw facts that counts by the policy; only for trade."""
    if assessment.customer_kind not in TRADE:
        return None
    figure = figure_on(on=timezone.localdate(now), company_id=assessment.company_id)
    row = assessment.facts.filter(kind=figure).first()
    return row.m3 if row else None


def _keep_facts(assessment: Assessment, facts: Sequence[RawFact]) -> None:
    for fact in facts:
        given = fact.m3 is not None if fact.kind in FIGURES else bool(fact.text.strip())
        if fact.kind not in FactKind.values or not given or (fact.m3 or 0) < 0:
            raise ValidationError({"m3": _("This fact cannot be right.")})
    TierFact.objects.bulk_create(
        TierFact(
            assessment=assessment, kind=fact.kind, m3=fact.m3, text=fact.text.strip()[:120],
            on=fact.on, source=fact.source.strip()[:120],
        )
        for fact in facts
    )  # fmt: skip


def _check_words(reason: str, proof: str) -> None:
    wrong = {}
    if len(reason.strip()) < LEAST:
        wrong["reason"] = _("Please say why the tier is proposed.")
    if len(proof.strip()) < LEAST:
        wrong["proof"] = _("Please say which proof was seen.")
    if wrong:
        raise ValidationError(wrong)


def _check_until(valid_until: date | None, now: datetime) -> None:
    if valid_until is not None and valid_until <= timezone.localdate(now):
        raise ValidationError({"valid_until": _("The basis would have ended already.")})


def _open_of(party: Party) -> Assessment | None:
    return Assessment.objects.filter(party=party, status__in=OPEN).first()


def _collected(party: Party) -> str:
    if party.customer_kind in TRADE or party.tier_criterion == Criterion.NONE:
        return "large_users"
    return party.tier_criterion


def _staff(by: Actor) -> Staff | None:
    if by.kind != "staff" or by.id is None:
        return None
    return Staff.objects.select_related("unit__parent").get(pk=by.id)


def _told(row: Assessment) -> dict[str, object]:
    return {
        "number": row.number, "party": row.party_id, "occasion": row.occasion,
        "criterion": row.criterion, "tier": [row.before, row.tier],
    }  # fmt: skip
