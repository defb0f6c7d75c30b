"""What the national centre sends: a case, a reminder, a result, a score, a callback it made."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from heqi.callbacks.models import NationalResult
from heqi.clocks.actions import record_moment, start_timeline
from heqi.complaints.actions.intake import take_complaint
from heqi.complaints.actions.national.callbacks import take_callback
from heqi.complaints.actions.telling import tell_posts
from heqi.complaints.catalogue import codes, signs
from heqi.complaints.models import Complaint, NationalCase, NationalMessage
from heqi.customers.models import Occupancy, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.machines import Rejected, check_pace, checked_key
from heqi.people.models import Unit
from heqi.policies.data import read_data
from heqi.policies.deciding import ask
from heqi.service.actions import remind_request

QUESTION = "complaints.national_centre"
CHANNEL = "national_centre"
Message = Mapping[str, Any]


def settings() -> dict[str, Any]:
    """What operators may set about the line."""
    found: dict[str, Any] = read_data("complaints", "national")
    return found


@transaction.atomic
def take_message(
    company: Unit, *, key: str, message: Message, by: Actor, now: datetime
) -> dict[str, Any]:
    """Take one message; the same key again gives the same answer and does nothing.

    Raises :class:`Rejected` with a sentence for what cannot be taken.
    """
    checked_key(key)
    content = hashlib.sha256(
        json.dumps(dict(message), sort_keys=True, default=str).encode()
    ).hexdigest()
    known = NationalMessage.objects.filter(
        company=company, direction=NationalMessage.Direction.IN, key=key
    ).first()
    if known is not None:
        return _again(known, content)
    limit = int(settings()["messages_per_minute"])
    lately = NationalMessage.objects.filter(
        company=company,
        direction=NationalMessage.Direction.IN,
        at__gt=now - timedelta(minutes=1),
    )
    check_pace(lately.count(), a_minute=limit)
    kind = str(message.get("kind", ""))
    if kind not in HANDLERS:
        raise Rejected(422, _("kind is one of {kinds}.").format(kinds=", ".join(HANDLERS)))
    try:
        with transaction.atomic():
            about, answer = HANDLERS[kind](company, message, by, now)
            NationalMessage.objects.create(
                company=company,
                case=about if isinstance(about, NationalCase) else None,
                callback=about if isinstance(about, NationalResult) else None,
                direction=NationalMessage.Direction.IN,
                kind=kind,
                key=key,
                body=_kept(message),
                digest=content,
                answer=answer,
                state=NationalMessage.State.TAKEN,
                at=now,
                by_name=by.name,
            )
    except ValidationError as refused:
        raise Rejected(422, " ".join(refused.messages)) from refused
    except IntegrityError:  # the same message at the same instant
        known = NationalMessage.objects.filter(
            company=company, direction=NationalMessage.Direction.IN, key=key
        ).first()
        if known is None:
            raise
        return _again(known, content)
    return answer


def _again(known: NationalMessage, content: str) -> dict[str, Any]:
    if known.digest != content:
        raise Rejected(409, _("This key was used for another message."))
    answer: dict[str, Any] = known.answer
    return answer


def _kept(message: Message) -> dict[str, Any]:
    """What is kept of a message: nothing personal, that stands on the request."""
    personal = {"customer_name", "phone", "address", "description", "text"}
    return {str(k): str(v)[:500] for k, v in message.items() if k not in personal}


def _text(message: Message, name: str, most: int, *, needed: bool = True) -> str:
    value = message.get(name, "")
    if not isinstance(value, str) or "\x00" in value or len(value) > most:
        raise Rejected(
            422, _("{field} is a text of at most {n} characters.").format(field=name, n=most)
        )
    if needed and not value.strip():
        raise Rejected(422, _("{field} is missing.").format(field=name))
    return value.strip()


def _instant(message: Message, name: str) -> datetime | None:
    value = message.get(name)
    if value in (None, ""):
        return None
    try:
        found = parse_datetime(str(value))
    except ValueError:
        found = None
    if found is None:
        raise Rejected(
            422, _("{field} is written like 2026-11-23T10:00:00+08:00.").format(field=name)
        )
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _take_case(
    company: Unit, message: Message, by: Actor, now: datetime
) -> tuple[NationalCase, dict[str, Any]]:
    reference = _text(message, "reference", 40)
    known = NationalCase.objects.filter(company=company, reference=reference).first()
    if known is not None:
        return known, state_of(known)
    point = _point(company, _text(message, "account_no", 30, needed=False))
    category = _text(message, "category", 30, needed=False)
    category = settings()["classes"].get(category, category)
    given = message.get("signs") or []
    if not isinstance(given, list) or set(map(str, given)) - {code for code, _l in signs()}:
        raise Rejected(422, _("Choose the signs from the list."))
    due, received = _instant(message, "due_at"), _instant(message, "received_at")
    complaint = take_complaint(
        company=company,
        channel=CHANNEL,
        subject=_text(message, "subject", 120),
        description=_text(message, "description", 4000, needed=False),
        category=category if category in codes("classes") else "",
        party=_owner(point),
        service_point=point,
        address=_text(message, "address", 240, needed=False),
        contact_name=_text(message, "customer_name", 60, needed=False),
        contact_phone=_text(message, "phone", 20, needed=False),
        platform_number=reference,
        platform_due_at=due,
        signs=[str(one) for one in given],
        received_at=min(received, now) if received else None,
        by=by,
        now=now,
    )
    first = NationalCase.objects.filter(complaint=complaint).first()
    if first is not None:
        # Attached to a case that has a number of theirs already: this number hears of it as well.
        attached = complaint.merged.filter(channel=CHANNEL, platform_number=reference).first()
        if attached is None:
            return first, state_of(first)
        complaint = attached
    decision = ask(QUESTION, {}, on=timezone.localdate(now), company_id=company.pk)
    case: NationalCase = NationalCase.objects.create(
        complaint=complaint,
        company=company,
        unit=complaint.unit,
        reference=reference,
        handed_over_at=now,
        their_due_at=due,
        decision=decision,
    )
    timeline = start_timeline(
        case, unit=case.unit, decision=decision, facts={}, label=complaint.number, by=by, now=now
    )
    record_moment(timeline, "handed_over", by=by, now=now)
    audit(case, "complaints.national_case", by=by, now=now, changes={"reference": reference})
    tell_posts(
        complaint,
        ["service_office"],
        "complaints.handed_over",
        key="national",
        now=now,
        reference=reference,
    )
    return case, state_of(case)


def _point(company: Unit, account_no: str) -> ServicePoint | None:
    if not account_no:
        return None
    rows = ServicePoint.objects.filter(company=company, account_no=account_no)
    return rows.select_related("premises").first()


def _owner(point: ServicePoint | None) -> Party | None:
    if point is None:
        return None
    rows = Occupancy.objects.filter(service_point=point, until__isnull=True)
    found = rows.select_related("party").order_by("-role", "pk").first()
    return found.party if found else None


def _case(company: Unit, message: Message) -> NationalCase:
    reference = _text(message, "reference", 40)
    rows = NationalCase.objects.select_related(
        "complaint__request",
        "complaint__unit",
        "complaint__merged_into__request",
        "complaint__merged_into__unit",
        "complaint__merged_into__handler",
    )
    case = rows.filter(company=company, reference=reference).first()
    if case is None:
        raise Rejected(404, _("There is no case {number}.").format(number=reference))
    return case


def _take_reminder(
    company: Unit, message: Message, by: Actor, now: datetime
) -> tuple[NationalCase, dict[str, Any]]:
    case = _case(company, message)
    request = case.matter.request
    if not request.is_open:
        raise Rejected(409, _("This complaint is no longer open."))
    note = _text(message, "note", 300, needed=False)
    remind_request(request, note=note, by=by, now=now)
    return case, state_of(case)


def _take_result(
    company: Unit, message: Message, by: Actor, now: datetime
) -> tuple[NationalCase, dict[str, Any]]:
    case = _case(company, message)
    result = _text(message, "result", 300)
    NationalCase.objects.filter(pk=case.pk).update(result=result)
    audit(case, "complaints.national_result", by=by, now=now, changes={"result": result})
    tell_posts(
        case.matter,
        ["handler", "service_office"],
        "complaints.national_result",
        key=f"result:{result[:40]}",
        now=now,
        result=result,
    )
    return case, state_of(case)


def _take_score(
    company: Unit, message: Message, by: Actor, now: datetime
) -> tuple[NationalCase, dict[str, Any]]:
    case = _case(company, message)
    try:
        score = Decimal(str(message.get("score", "")))
    except InvalidOperation:
        score = Decimal(-1)
    if not score.is_finite() or not 0 <= score <= 100:
        raise Rejected(422, _("score is a number from 0 to 100."))
    before, case.score = case.score, score
    NationalCase.objects.filter(pk=case.pk).update(score=score)
    audit(case, "complaints.national_score", by=by, now=now, changes={"score": [before, score]})
    return case, state_of(case)


HANDLERS = {
    "case": _take_case,
    "reminder": _take_reminder,
    "result": _take_result,
    "score": _take_score,
    "callback": take_callback,
}


def state_of(case: NationalCase) -> dict[str, Any]:
    """What the national centre is told of a case: its state and both dates, nothing personal."""
    row = Complaint.objects.select_related("merged_into").get(pk=case.complaint_id)
    complaint = row.merged_into or row
    return {
        "reference": case.reference,
        "number": complaint.number,
        "state": case.state,
        "complaint": complaint.status,
        "level": complaint.level,
        "their_due_at": _iso(case.their_due_at),
        "our_due_at": _iso(complaint.due_at),
        "verdict": complaint.verdict,
        "closed_at": _iso(complaint.closed_at),
    }


def _iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
