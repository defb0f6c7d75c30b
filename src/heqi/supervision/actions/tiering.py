"""Supervisors are VIPs by definition (tiering/4.1): they enter the process by themselves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Criterion
from heqi.ledger.actors import Actor
from heqi.people.access import Refused
from heqi.supervision.models import Supervisor, Term
from heqi.tiers.actions import RawFact, note_occasion, propose_tier
from heqi.tiers.models import Origin
from heqi.tiers.states import Occasion


def propose_vip(term: Term, *, by: Actor, now: datetime) -> bool:
    """Propose the supervisor's customer file as a VIP until the end of the term.

    Where that is not possible now (another proposal is open), the reason is kept and the loop
    tries again.
    """
    supervisor = term.supervisor
    if supervisor.party is None:
        _note(term, False, _("No customer file is linked."))
        return False
    proof = _("Letter of appointment {number}").format(number=supervisor.number)
    day = timezone.localdate(now)
    try:
        with transaction.atomic():
            propose_tier(
                supervisor.party,
                criterion=Criterion.SUPERVISORS,
                reason=_("Appointed as public service supervisor"),
                proof=proof,
                facts=[
                    RawFact("position", day, text=str(Criterion.SUPERVISORS.label), source=proof)
                ],
                valid_until=term.until,
                cause=f"supervisor:{supervisor.pk}:{term.place}",
                origin=Origin.SYSTEM if by.kind == "system" else Origin.PERSON,
                by=by,
                now=now,
            )
    except ValidationError as refused:
        _note(term, False, " ".join(refused.messages))
        return False
    except Refused as refused:
        _note(term, False, refused.sentence)
        return False
    _note(term, True, "")
    return True


def leave_tier(supervisor: Supervisor, *, by: Actor, now: datetime) -> None:
    """The basis of the tier is gone: the departments look at it again (tiering/7.2-50)."""
    party = supervisor.party
    if party is None or party.tier_criterion != Criterion.SUPERVISORS:
        return
    note_occasion(
        party,
        occasion=Occasion.BASIS_LOST,
        cause=f"supervisor:{supervisor.pk}:ended",
        reason=_("Is no public service supervisor any more"),
        by=by,
        now=now,
    )


def _note(term: Term, asked: bool, note: str) -> None:
    Term.objects.filter(pk=term.pk).update(tier_asked=asked, tier_note=note[:200])
    term.tier_asked, term.tier_note = asked, note[:200]
