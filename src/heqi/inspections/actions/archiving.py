"""The archive: a quarter's papers as one closed, numbered bundle, handed to the company (7.3)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heqi.evidence.queries import attachments_of, picture_for, read_attachment
from heqi.inspections.access import ARCHIVE
from heqi.inspections.actions.rights import needed
from heqi.inspections.bundles import Held, verify_bundle, write_bundle
from heqi.inspections.catalogue import items
from heqi.inspections.events import ArchiveClosed
from heqi.inspections.models import Bundle
from heqi.inspections.periods import quarter_of
from heqi.inspections.queries.archive import bundles_of, to_archive
from heqi.inspections.queries.holdings import Paper
from heqi.inspections.states import BUNDLES
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.papers import pdf

PREFIX = "DA"
FOLDER = "archive"
LANGUAGE = "zh-hans"


@transaction.atomic
def close_bundle(company: Unit, *, quarter: date, by: Actor, now: datetime) -> Bundle:
    """Put every paper of a quarter into one bundle; nothing in it changes any more.

    Where the quarter has its bundle, what came since goes into a supplement that refers to it.
    ValidationError where something must be finished first, or there is nothing new.
    """
    require(by, ARCHIVE, company)
    quarter = quarter_of(quarter)
    earlier = bundles_of(company, quarter)
    held = to_archive(company, quarter, now=now)
    if earlier and not held.papers:
        raise ValidationError(_("This quarter has its bundle already, and nothing came since."))
    if held.blocked:
        raise ValidationError([gap.text for gap in held.gaps if gap.blocks][:20])
    if not held.papers:
        raise ValidationError(_("There is nothing to archive for this quarter."))
    number = next_number(PREFIX, timezone.localdate(now))
    files: list[Held] = []
    lines: list[dict[str, object]] = []
    clauses = {item.code: item.clause for item in items("archive")}
    with translation.override(LANGUAGE):
        # What is kept is read by everybody: the gaps are named in the language of the papers.
        held = to_archive(company, quarter, now=now)
        for place, paper in enumerate(held.papers, start=1):
            path = f"{paper.heading}/{place:03d}-{paper.name}.pdf"
            files.append(Held(path, _set(paper, by, now)))
            line: dict[str, object] = {
                "path": path,
                "title": paper.title,
                "clause": clauses.get(paper.heading, ""),
            }
            added = list(_evidence(paper, by))
            files += added
            lines.append({**line, "evidence": [one.path for one in added]})
        gaps = [gap.text for gap in held.gaps]
    index = {
        "number": number,
        "company": company.name,
        "quarter": quarter.isoformat(),
        "closed_at": now.isoformat(),
        "closed_by": by.name,
        "papers": lines,
        "missing": gaps,
        **({"supplements": earlier[0].number, "part": len(earlier) + 1} if earlier else {}),
    }
    content = write_bundle(index, files)
    verdict = verify_bundle(content)
    try:
        with transaction.atomic():
            row: Bundle = Bundle.objects.create(
                number=number,
                company=company,
                quarter=quarter,
                part=len(earlier) + 1,
                first=earlier[0] if earlier else None,
                index=index,
                path=default_storage.save(f"{FOLDER}/{number}.zip", ContentFile(content)),
                sha256=verdict.sha256,
                size=len(content),
                closed_at=now,
                closed_by=by.name,
            )
    except IntegrityError:
        raise ValidationError(_("This quarter has its bundle already.")) from None
    changes = {"number": number, "sha256": row.sha256, "papers": len(lines)}
    audit(row, "inspections.close_bundle", by=by, now=now, changes=changes)
    announce(
        ArchiveClosed(bundle_id=row.pk, number=number, sha256=row.sha256, company_id=company.pk),
        now=now,
    )
    return row


def _set(paper: Paper, by: Actor, now: datetime) -> bytes:
    page = {**paper.page(), "actor": by, "now": now, "html_lang": "zh-CN"}
    return pdf(render_to_string(paper.template, page), picture_for(by), now=now)


def _evidence(paper: Paper, by: Actor) -> "list[Held]":
    if paper.subject is None:
        return []
    return [
        Held(f"evidence/{row.sha256[:16]}-{row.name}", read_attachment(by, row.pk).content)
        for row in attachments_of(by, paper.subject)
    ]


@transaction.atomic
def hand_over_bundle(
    row: Bundle, *, receipt: str, received_by: str, place: str, by: Actor, now: datetime
) -> None:
    """The company archive has taken it, with a receipt (7.3)."""
    require(by, ARCHIVE, row.company)
    texts = needed(receipt=receipt, received_by=received_by)
    move(
        row,
        BUNDLES,
        "hand_over",
        code="inspections.hand_over_bundle",
        by=by,
        now=now,
        changes={"receipt": texts["receipt"], "received_by": texts["received_by"]},
        receipt=texts["receipt"][:40],
        received_by=texts["received_by"][:80],
        place=place.strip()[:80],
        handed_over_at=now,
        handed_over_by=by.name,
    )
