"""Changing a name on the spot: a use of authority, carried out by one step (authority policy 4)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.actions import settle_above, use_authority
from heqi.authority.checking import Attempt
from heqi.authority.facts import terms_of
from heqi.authority.models import Use
from heqi.authority.states import Status
from heqi.authority.subjects import Subject, by_number, subject_kinds
from heqi.customers.access import RENAME
from heqi.customers.actions.record import change_row
from heqi.customers.actions.steps import Papers, keep_step
from heqi.customers.events import CustomerRenamed
from heqi.customers.models import BusinessStep, Party, StepKind
from heqi.customers.proofs import points_of, subject_of_party
from heqi.customers.purposes import Purpose
from heqi.customers.reading import may_read
from heqi.customers.search.index import refresh
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.people.access import Refused, refuse, require

ITEM, NOTED = "permission_2", "note_former_name"


@transaction.atomic
def carry_out_rename(
    party: Party,
    *,
    name: str,
    job: str,
    order: str,
    papers: Papers,
    purpose: Purpose | None = None,
    by: Actor,
    now: datetime,
) -> BusinessStep:
    """Change a name on the spot, which the policy allows in conversion only.

    ``job`` is conversion, repair or odd_job; ``order`` the number of the conversion order, on
    which the former name stays noted (authority/4-permission-2). The change is a use of the
    authority and a line of its ledger: one that is in effect for this customer and not carried out
    yet, else one made now. Refused with the clause where the policy does not allow it: then the
    account is transferred at the counter. ``ValidationError`` by field where something is missing.
    """
    if not may_read(by, RENAME, party, purpose):
        require(by, RENAME, party)
    if not name.strip() or not order.strip():
        raise ValidationError(
            {"name" if not name.strip() else "order": _("Name and number of the order are needed.")}
        )
    if party.name == name.strip():
        raise ValidationError({"name": _("This is the name on file already.")})
    number = order.strip().upper()
    use = granted_use(party, by) or _use(party, job, number, papers, by=by, now=now)
    change_row(
        party,
        {"name": name},
        code="customers.rename",
        by=by,
        now=now,
        reason=_("former name noted on {order}").format(order=number),
    )
    refresh(parties=[party.pk])
    step = keep_step(
        None, StepKind.RENAME, papers, use.decision,
        by=by, now=now, party=party, cause=number[:30], use_number=use.number,
    )  # fmt: skip
    settle_above(use, code=NOTED, reference=f"{number} {step.number}", by=by, now=now)
    announce(CustomerRenamed(party_id=party.pk, company_id=party.company_id), now=now)
    return step


def granted_use(party: Party, by: Actor) -> Use | None:
    """The use in effect by which the actor may rename a customer and has not yet."""
    rows = Use.objects.filter(
        item=ITEM,
        beneficiary=f"party:{party.pk}",
        used_by_id=by.id or 0,
        status=Status.OPEN,
        effective_at__isnull=False,
        formalities__code=NOTED,
        formalities__done_at__isnull=True,
    )
    return rows.select_related("unit", "company", "decision").order_by("id").first()


def _use(party: Party, job: str, number: str, papers: Papers, *, by: Actor, now: datetime) -> Use:
    attempt = Attempt(
        item=ITEM,
        matter=_("Change of name during conversion, order {number}").format(number=number),
        job=job,
        subject=_subject(party, number, by, on=timezone.localdate(now)),
        proofs={**papers.documents, "new_conversion": number},
    )
    try:
        use = use_authority(attempt, by=by, now=now)
    except Refused as refused:
        way = _(
            "A name is changed on the spot in conversion only, by the indoor repairer, on "
            "property certificate and initial-fee receipt (authority policy, permission 2). "
            "In any other case please have the account transferred."
        )
        raise refuse(f"{refused.sentence} {way}") from None
    except ValidationError as missing:
        raise _by_field(missing) from None
    if use.effective_at is None:
        raise refuse(_("The authority is not in effect yet: it waits for its signatures."))
    return use


def _by_field(missing: ValidationError) -> ValidationError:
    faults = dict(getattr(missing, "error_dict", {}))
    if "new_conversion" in faults:
        faults["order"] = faults.pop("new_conversion")
    return ValidationError(faults) if faults else missing


def _subject(party: Party, number: str, by: Actor, *, on: date) -> Subject | None:
    """The conversion order, or the account; ValidationError where the order is somebody else's."""
    record = by_number(by, number)
    if record is None:
        raise ValidationError({"order": _("You see no order with this number.")})
    if record.beneficiary.startswith("party:") and record.beneficiary != f"party:{party.pk}":
        raise ValidationError({"order": _("This order is another customer's.")})
    concerns = terms_of(ITEM, on=on, company_id=party.company_id).concerns
    if record.beneficiary and record.type in {kind.type for kind in subject_kinds(concerns)}:
        return record
    point = points_of(party).first()
    return subject_of_party(party, point)
