"""Ratings by SMS: asked of work that the draw did not choose; a poor one is called about."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.callbacks.actions.drawing import take_up
from heqi.callbacks.doors import rating_token
from heqi.callbacks.facts import RATING, attempt_rules, limit_from
from heqi.callbacks.models import Draw, Drawing, Rating
from heqi.callbacks.ratings import to_ask
from heqi.callbacks.sources import ratings
from heqi.callbacks.works import matter_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import Address, notify
from heqi.policies.deciding import ask
from heqi.policies.models import Decision


def ask_ratings(*, now: datetime, batch: int = 100) -> int:
    """The loop's task: whose work the draw did not choose is asked; how many works were seen to.

    Nothing is asked while the site has no address that customers can open.
    """
    if not settings.SITE:
        return 0
    waiting = Drawing.objects.filter(asked_at__isnull=True).select_related("company")
    drawing = waiting.order_by("id").first()
    return ask_some(drawing, site=settings.SITE, now=now, batch=batch) if drawing else 0


@transaction.atomic
def ask_some(drawing: Drawing, *, site: str, now: datetime, batch: int = 100) -> int:
    """Ask the next customers whose work of a day was not drawn, by SMS with a link.

    Which businesses, and how long the link is open, is the policy's word (callbacks.rating). Who
    was asked lately rests as long as who was called, and what was drawn longer ago than a link is
    open is not asked about any more.
    """
    draws = list(to_ask(drawing)[:batch])
    over = len(draws) < batch
    rows = Drawing.objects.filter(pk=drawing.pk, asked_to=drawing.asked_to, asked_at__isnull=True)
    drawing.asked_to = draws[-1].pk if draws else drawing.asked_to
    drawing.asked_at = now if over else None
    if not rows.update(asked_to=drawing.asked_to, asked_at=drawing.asked_at):
        return 0
    rules: dict[str, Decision] = {}
    asked = 0
    for draw in draws:
        if draw.business not in rules:
            rules[draw.business] = ask(
                RATING, {"business": draw.business}, on=drawing.day, company_id=draw.company_id
            )
        decision = rules[draw.business]
        late = limit_from(decision.answer, "open", draw.company, drawing.at) <= now
        asked += not late and _ask_one(draw, decision, site=site, now=now)
    if asked:
        changes = {"asked": asked}
        audit(drawing, "callbacks.ask_ratings", by=SYSTEM, now=now, changes=changes)
    return len(draws) or 1


def _ask_one(draw: Draw, decision: Decision, *, site: str, now: datetime) -> bool:
    if _rests(draw, now):
        return False
    answer = decision.answer or {}
    matter = matter_of(draw.subject)
    if not matter.contact_phone:
        return False
    rating: Rating = Rating.objects.create(
        draw=draw,
        company=draw.company,
        decision=decision,
        asked_at=now,
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
        by=SYSTEM,
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
