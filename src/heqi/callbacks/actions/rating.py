"""Ratings by SMS: asked of work that the draw did not choose; a poor one is called about."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import PLAN
from heqi.callbacks.actions.drawing import take_up
from heqi.callbacks.doors import rating_token
from heqi.callbacks.facts import RATING, attempt_rules, limit_from
from heqi.callbacks.models import Draw, Drawing, Rating
from heqi.callbacks.ratings import not_asked
from heqi.callbacks.sources import ratings
from heqi.callbacks.works import matter_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import Address, notify
from heqi.people.access import require
from heqi.policies.deciding import ask
from heqi.policies.models import Decision

# How many customers one press of the button asks.
AT_ONCE = 200


@transaction.atomic
def ask_ratings(drawing: Drawing, *, site: str, by: Actor, now: datetime) -> int:
    """Ask customers whose work of a day was not drawn, by SMS with a link; how many were asked.

    Which businesses, and how long the link is open, is the policy's word (callbacks.rating). Who
    was asked lately rests as long as who was called.
    """
    require(by, PLAN, drawing.company)
    asked = 0
    rules: dict[str, Decision] = {}
    day = timezone.localdate(now)
    for draw in not_asked(drawing)[:AT_ONCE]:
        if draw.business not in rules:
            rules[draw.business] = ask(
                RATING, {"business": draw.business}, on=day, company_id=draw.company_id
            )
        decision = rules[draw.business]
        if _ask_one(draw, decision, site=site, by=by, now=now):
            asked += 1
    audit(drawing, "callbacks.ask_ratings", by=by, now=now, changes={"asked": asked})
    return asked


def _ask_one(draw: Draw, decision: Decision, *, site: str, by: Actor, now: datetime) -> bool:
    answer = decision.answer or {}
    if not answer.get("asked") or _rests(draw, now):
        return False
    matter = matter_of(draw.subject)
    if not matter.contact_phone:
        return False
    rating: Rating = Rating.objects.create(
        draw=draw,
        company=draw.company,
        decision=decision,
        asked_at=now,
        asked_by=by.name,
        until=limit_from(answer, "open", draw.company, now),
    )
    notify(
        Address(name=matter.contact_name, phone=matter.contact_phone),
        "callbacks.rating_link",
        context={
            "company": draw.company.name,
            "url": site.rstrip("/") + reverse("callbacks:rate", args=[rating_token(rating)]),
            "until": rating.until,
        },
        about=rating,
        unit=draw.company,
        key=f"rating:{rating.pk}",
        by=by,
        now=now,
    )
    return True


def _rests(draw: Draw, now: datetime) -> bool:
    last = Rating.objects.filter(draw__party=draw.party_id).order_by("-asked_at").first()
    if last is None:
        return False
    rules = attempt_rules(now=now, company_id=draw.company_id)
    return limit_from(rules.answer, "rest", draw.company, last.asked_at) > now


@transaction.atomic
def record_rating(rating: Rating, *, score: int, text: str = "", now: datetime) -> Rating:
    """The customer's own answer, once; a poor one is to be called about (callback/scope)."""
    if score not in range(1, 6):
        raise ValidationError({"score": _("The overall score runs from 1 to 5.")})
    poor = score <= int((rating.decision.answer or {})["poor_at_most"])
    text = text.strip()[:1000]
    rows = Rating.objects.filter(pk=rating.pk, answered_at__isnull=True, until__gt=now)
    if not rows.update(answered_at=now, score=score, text=text, poor=poor):
        raise IllegalMove(_("This link is no longer valid."))
    rating.refresh_from_db()
    by = Actor(
        kind="customer",
        id=rating.draw.party_id,
        name=_("customer"),
        unit_id=rating.company_id,
        company_id=rating.company_id,
    )
    audit(rating, "callbacks.rate", by=by, now=now, changes={"score": score})
    if poor:
        take_up(ratings.SOURCE, ratings.work_of(rating), rating.company, now=now)
    return rating
