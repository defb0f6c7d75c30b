"""Opening and finishing rounds."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Staff
from heqi.readings.access import PLAN
from heqi.readings.models import Reading, Round, Route
from heqi.readings.queries import left_of
from heqi.readings.states import ROUND_FLOW, RoundStatus, Status


@transaction.atomic
def open_round(
    route: Route,
    *,
    month: date,
    due_on: date,
    reader: Staff | None = None,
    by: Actor,
    now: datetime,
) -> Round:
    """Send a reader on a route for a month; once a month for each route."""
    require(by, PLAN, route)
    who = reader or route.reader
    if who is None:
        raise ValidationError({"reader": _("Choose who reads this route.")})
    stops = route.stops.count()
    if not stops:
        raise ValidationError(_("The route has no stops yet."))
    first = month.replace(day=1)
    if due_on < first:
        raise ValidationError({"due_on": _("The day must lie in the month or after it.")})
    try:
        with transaction.atomic():
            made = Round.objects.create(
                company_id=route.company_id,
                unit=route.unit,
                route=route,
                month=first,
                reader=who,
                due_on=due_on,
                status=RoundStatus.OPEN,
                stops=stops,
                opened_at=now,
            )
    except IntegrityError as error:
        raise ValidationError(_("This route has a round for the month already.")) from error
    audit(
        made,
        "readings.open_round",
        by=by,
        now=now,
        changes={"route": route.pk, "month": first, "reader": who.pk, "due_on": due_on},
    )
    return made


@transaction.atomic
def finish_round(round_: Round, *, by: Actor, now: datetime) -> None:
    """Close a round in which every meter is read or its miss is explained."""
    require(by, PLAN, round_)
    doubted = Reading.objects.filter(round=round_, status=Status.TO_REVIEW).count()
    if doubted:
        raise ValidationError(
            _("{n} readings wait for their review: what is sent back is read again.").format(
                n=doubted
            )
        )
    left = left_of(round_).count()
    if left:
        raise ValidationError(_("{n} meters are neither read nor explained yet.").format(n=left))
    move(round_, ROUND_FLOW, "finish", code="readings.finish_round", by=by, now=now, done_at=now)
