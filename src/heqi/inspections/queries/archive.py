"""Reading bundles, and whether a file is the one that was closed."""

from dataclasses import replace
from datetime import date, datetime

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from heqi.inspections.bundles import Verdict, verify_bundle
from heqi.inspections.models import Bundle
from heqi.inspections.queries.holdings import Holdings, holdings_of
from heqi.people.models import Unit


def bundle_bytes(row: Bundle) -> bytes:
    """The stored file; empty where it is gone. The caller has checked that it may be read."""
    try:
        with default_storage.open(row.path) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return b""


def bundles_of(company: Unit, quarter: date) -> list[Bundle]:
    """The bundle of a quarter and its supplements, in their order."""
    return list(Bundle.objects.filter(company=company, quarter=quarter).order_by("part"))


def to_archive(company: Unit, quarter: date, *, now: datetime) -> Holdings:
    """The papers of a quarter that are in no bundle yet, with what is missing."""
    held = holdings_of(company, quarter, now=now)
    known = set().union(*(row.names for row in bundles_of(company, quarter)))
    return replace(held, papers=[one for one in held.papers if one.key not in known])


def check_bundle(content: bytes) -> Verdict:
    """Hold a bundle against itself and against the digest that was kept when it was closed."""
    verdict = verify_bundle(content)
    if not verdict.number:
        return verdict
    kept = Bundle.objects.filter(number=verdict.number).values_list("sha256", flat=True).first()
    if kept is None:
        verdict.faults.append(_("The system knows no bundle of this number."))
    elif kept != verdict.sha256:
        verdict.faults.append(_("It is not the file that was closed: its digest is another one."))
    return verdict
