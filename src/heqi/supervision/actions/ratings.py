"""The yearly rating of the company by its supervisors."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.supervision.access import MANAGE
from heqi.supervision.actions.links import tell_member
from heqi.supervision.actions.members import was_active
from heqi.supervision.catalogue import codes, most_marks
from heqi.supervision.doors import member, opens
from heqi.supervision.events import RatingClosed
from heqi.supervision.facts import decided_terms
from heqi.supervision.models import Link, Rating, Round, Supervisor
from heqi.supervision.states import ROUND_FLOW, RoundStatus, Standing


@transaction.atomic
def open_round(company: Unit, *, year: int, by: Actor, now: datetime) -> Round:
    """Ask every serving supervisor to rate the year; once a year."""
    require(by, MANAGE, company)
    today = timezone.localdate(now)
    if year not in (today.year, today.year - 1):
        raise ValidationError({"year": _("This year or the last is rated.")})
    terms, decision = decided_terms(on=today, company_id=company.pk)
    serving = Supervisor.objects.filter(company=company, status=Standing.SERVING)
    guests = list(serving.select_related("unit"))
    if not guests:
        raise ValidationError(_("Nobody serves in the network."))
    try:
        with transaction.atomic():
            row: Round = Round.objects.create(
                company=company,
                unit=company,
                year=year,
                decision=decision,
                opened_at=now,
                opened_by=by.name,
                closes_on=terms.after("rating_open", today, company),
                asked=len(guests),
            )
    except IntegrityError:
        raise ValidationError({"year": _("This year's rating was opened already.")}) from None
    audit(row, "supervision.open_rating", by=by, now=now, changes={"asked": len(guests)})
    for one in guests:
        tell_member(
            one,
            "supervision.rate",
            {"year": year, "until": row.closes_on},
            key=f"round{row.pk}",
            by=by,
            now=now,
        )
    return row


@transaction.atomic
def rate(
    link: Link, row: Round, *, marks: Mapping[str, int], words: str = "", now: datetime
) -> Rating:
    """A supervisor rates by his link; until the round closes he may change his mind."""
    today = timezone.localdate(now)
    supervisor = link.supervisor
    if not opens(link, on=today) or supervisor.company_id != row.company_id:
        raise refuse(_("This link is closed. Please ask the service management office."))
    if row.status != RoundStatus.OPEN or today > row.closes_on:
        raise ValidationError(_("The rating of this year is closed."))
    wanted = codes("aspects")
    if set(marks) != wanted or not all(1 <= mark <= most_marks() for mark in marks.values()):
        raise ValidationError(
            _("Give each aspect a mark from 1 to {most}.").format(most=most_marks())
        )
    kept, _created = Rating.objects.update_or_create(
        round=row,
        supervisor=supervisor,
        defaults={"marks": dict(marks), "words": words.strip()[:1000], "at": now},
    )
    audit(row, "supervision.rate", by=member(supervisor), now=now)
    was_active(supervisor, today)
    Link.objects.filter(pk=link.pk).update(used_at=now)
    return kept


@transaction.atomic
def close_round(row: Round, *, by: Actor, now: datetime) -> None:
    """The rating is over; its average is announced."""
    require(by, MANAGE, row)
    move(row, ROUND_FLOW, "close", code="supervision.close_rating", by=by, now=now, closed_at=now)
    given = [mark for rating in row.ratings.all() for mark in rating.marks.values()]
    announce(
        RatingClosed(
            round_id=row.pk,
            year=row.year,
            ratings=row.ratings.count(),
            average=sum(given) * 100 // len(given) if given else None,
            company_id=row.company_id,
        ),
        now=now,
    )
