"""A callback of the national centre as it comes in, by file or over the line."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from heqi.callbacks.catalogue import sensitive_subjects
from heqi.callbacks.models import CallbackTask, NationalResult
from heqi.callbacks.works import subject_by_number
from heqi.people.models import Unit
from heqi.policies.packs import common_pack

LONGEST = {"reference": 40, "number": 40, "text": 1000}
SCORES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the centre heard: of which work (``order:17``), when, and what the customer said."""

    reference: str
    subject: str
    label: str
    called_at: datetime
    score: int
    opinion: str = ""
    text: str = ""
    sensitive: str = ""

    @property
    def digest(self) -> str:
        """What tells the same result from another under the same number."""
        said = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(slots=True)
class Understood:
    """A result as understood: whole, known already, or with what is wrong with it."""

    heard: Heard | None = None
    known: NationalResult | None = None
    findings: list[tuple[str, str]] = field(default_factory=list)


def understand(values: Mapping[str, str], company: Unit, *, now: datetime) -> Understood:
    """Read one result; every fault is a sentence with the field that it belongs to."""
    found = Understood()
    for name, longest in LONGEST.items():
        given = values.get(name, "")
        if name != "text" and not given:
            found.findings.append((name, _("This is missing.")))
        elif len(given) > longest or "\x00" in given:
            said = _("This is a text of at most {n} characters.").format(n=longest)
            found.findings.append((name, said))
    called_at = instant(values.get("called_at", ""))
    if called_at is None:
        found.findings.append(("called_at", _("Written like 2026-11-23 10:00.")))
    elif called_at > now:
        found.findings.append(("called_at", _("This instant is still to come.")))
    if values.get("score") not in SCORES:
        found.findings.append(("score", _("The overall score runs from 1 to 5.")))
    classes = common_pack().question("callbacks.opinion").facts["opinion"].options
    if values.get("opinion", "") not in ("", *classes):
        found.findings.append(("opinion", _("Choose the class of the opinion.")))
    subjects = {row.code for row in sensitive_subjects()}
    if values.get("sensitive", "") not in ("", *subjects):
        found.findings.append(("sensitive", _("Choose the sensitive subject from the list.")))
    if found.findings:
        return found
    work = _work(company, values["number"])
    if work is None:
        found.findings.append(
            ("number", _("No order, enquiry, check, sale or complaint has this number."))
        )
        return found
    assert called_at is not None
    found.heard = Heard(
        reference=values["reference"],
        subject=work[0],
        label=work[1],
        called_at=called_at,
        score=int(values["score"]),
        opinion=values.get("opinion", ""),
        text=values.get("text", ""),
        sensitive=values.get("sensitive", ""),
    )
    rows = NationalResult.objects.filter(company=company, reference=found.heard.reference)
    found.known = rows.select_related("task").first()
    if found.known is not None and found.known.digest != found.heard.digest:
        said = _("This number was taken in already with another content.")
        found.findings.append(("reference", said))
    return found


def _work(company: Unit, number: str) -> tuple[str, str] | None:
    """The work of a number and its own number; that of a callback of ours stands for its work."""
    rows = CallbackTask.objects.filter(company=company, number=number)
    called = rows.values_list("subject", "label").first()
    if called is not None:
        return called
    subject = subject_by_number(company, number)
    return (subject, number) if subject else None


def instant(given: str) -> datetime | None:
    """An instant as people and programs write it; a day alone is its first instant."""
    text = given.strip().replace("/", "-").replace(".", "-", 2)
    try:
        found = parse_datetime(text)
        if found is None:
            day = parse_date(text)
            found = datetime.combine(day, time()) if day else None
    except ValueError:
        return None
    if found is None or found.year < 2000:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
