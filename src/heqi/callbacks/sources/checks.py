"""Safety checks, made or refused."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.sources.phones import phone_of
from heqi.callbacks.works import Matter, Source, Work, numbered
from heqi.people.models import Unit
from heqi.safety.models import Check, Hazard
from heqi.safety.states import CheckStatus

WORST = "1"


def finished(
    company: Unit, since: datetime, until: datetime, *, pk: int | None = None
) -> Iterator[Work]:
    """Checks made in the span, and visits at which the customer refused."""
    worst = Hazard.objects.filter(check_row=OuterRef("pk"), level=WORST)
    ended = Q(status=CheckStatus.DONE, checked_at__gte=since, checked_at__lt=until) | Q(
        status=CheckStatus.REFUSED, tried_at__gte=since, tried_at__lt=until
    )
    rows = Check.objects.filter(Q(pk=pk) if pk else ended, company=company, party__isnull=False)
    for row in rows.annotate(worst=Exists(worst)).order_by("pk"):
        refused = row.status == CheckStatus.REFUSED
        at = row.tried_at if refused else row.checked_at
        if row.status not in (CheckStatus.DONE, CheckStatus.REFUSED) or at is None:
            continue
        yield Work(
            pk=row.pk,
            label=row.number,
            business="safety_check_refused" if refused or row.worst else "safety_check",
            tier=row.tier,
            unit_id=row.unit_id,
            worker_id=row.inspector_id,
            party_id=row.party_id,
            finished_at=at,
        )


def matter(pk: int) -> Matter:
    """The check as the caller sees it."""
    row = Check.objects.select_related("unit", "party", "service_point", "inspector").get(pk=pk)
    return Matter(
        about=f"{row.get_status_display()} {row.note}".strip(),
        address=row.address,
        contact_name=row.party.name if row.party else "",
        contact_phone=phone_of(row.party),
        party=row.party,
        service_point=row.service_point,
        team=row.unit,
        worker=row.inspector,
        url=reverse("safety:check", args=[row.number]),
        handlers={row.inspector_id},
    )


SOURCE = Source("check", _("Safety check"), finished, matter, find=numbered(Check))
