"""The operator's daily self-check and the verification in business (data-entry/7.2, 7.4)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import OPEN
from heqi.customers.models import Party
from heqi.duties.actions import audience_changed
from heqi.entry.findings import REFUSE
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.queries import company_of
from heqi.quality.access import OWN
from heqi.quality.actions.recording import Wrong, record_error
from heqi.quality.actors import staff_behind
from heqi.quality.audiences import ENTRY_STAFF
from heqi.quality.models import FoundBy, SelfCheck, Verification
from heqi.quality.queries.entries import entries_of
from heqi.quality.sources import BY_TYPE


@transaction.atomic
def finish_self_check(*, on: date, note: str = "", by: Actor, now: datetime) -> SelfCheck:
    """Close the day's self-check; what the standard still finds is recorded for correction.

    ValidationError for a day ahead, a day that is closed already, or somebody without a staff file.
    """
    staff = staff_behind(by)
    require(by, OWN, staff.unit)
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day has not begun yet.")})
    entries = entries_of(staff, on=on)
    wrong = [(entry, finding) for entry in entries for finding in entry.findings]
    try:
        with transaction.atomic():
            check: SelfCheck = SelfCheck.objects.create(
                company=company_of(staff.unit),
                unit=staff.unit,
                staff=staff,
                on=on,
                entries=len(entries),
                errors=len(wrong),
                note=note.strip()[:300],
                done_at=now,
            )
    except IntegrityError:
        raise ValidationError(_("This day's self-check is done already.")) from None
    for entry, finding in wrong:
        record_error(
            entry.source,
            entry.subject_id,
            wrong=Wrong(
                finding.field,
                finding.error,
                finding.message,
                finding.clause,
                finding.mark,
                doubtful=finding.outcome != REFUSE,
            ),
            found_by=FoundBy.SELF_CHECK,
            by=by,
            now=now,
        )
    audit(
        check,
        "quality.finish_self_check",
        by=by,
        now=now,
        changes={"on": on, "entries": len(entries), "errors": len(wrong)},
    )
    audience_changed(ENTRY_STAFF, company=check.company)
    return check


@transaction.atomic
def verify_party(
    party: Party, *, wrong: Wrong | None = None, by: Actor, now: datetime
) -> Verification:
    """Note that a customer's data were compared with the customer; ``wrong`` did not fit."""
    require(by, OPEN, party)
    require(by, OWN, company_of(party.unit))
    row: Verification = Verification.objects.create(
        company=company_of(party.unit),
        unit=party.unit,
        staff=staff_behind(by),
        party_id=party.pk,
        at=now,
        in_order=wrong is None,
    )
    audit(party, "quality.verify_party", by=by, now=now, changes={"in_order": wrong is None})
    if wrong is not None:
        record_error(
            BY_TYPE["customers.party"],
            party.pk,
            wrong=wrong,
            found_by=FoundBy.BUSINESS,
            by=by,
            now=now,
        )
    return row
