"""Bulk messages: written, released, sent once to everybody, whatever happens on the way."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import StaleState, move
from heqi.notices.actions.writing import Address, notify, notify_holders
from heqi.notices.models import Campaign, CampaignRecipient, OptOut
from heqi.notices.recipients import MOBILE, MOST, audience, digits_of, segments_of
from heqi.notices.states import CAMPAIGN_FLOW, CampaignStatus, Excluded
from heqi.notices.wording import PLACEHOLDER, fill
from heqi.people.access import may, refuse, require
from heqi.people.models import Unit
from heqi.policies.packs import current_pack

WRITE, RELEASE = "notices.write", "notices.release"
FIELDS = ("name", "company", "month")
BATCH = 200


@transaction.atomic
def write_campaign(
    company: Unit,
    *,
    unit: Unit,
    title: str,
    purpose: str,
    audience_code: str,
    choice: str,
    text: str,
    by: Actor,
    now: datetime,
) -> Campaign:
    """A draft with its recipients, each with the text as it will read; nothing is sent yet."""
    require(by, WRITE, unit)
    text = _checked(text)
    made: Campaign = Campaign.objects.create(
        number=next_number("DX", timezone.localdate(now)),
        company=company,
        unit=unit,
        title=title.strip()[:80],
        purpose=purpose,
        audience=audience_code,
        choice=choice.strip(),
        text=text,
        month=timezone.localdate(now).replace(day=1),
        written_by_id=by.id if by.kind == "staff" else None,
        writer_name=by.name,
        created_at=now,
    )
    number = _fill_recipients(made, by)
    changes = {"number": made.number, "audience": audience_code, "recipients": number}
    audit(made, "notices.write_campaign", by=by, now=now, changes=changes)
    return made


@transaction.atomic
def rewrite_campaign(
    campaign: Campaign, *, title: str, text: str, by: Actor, now: datetime
) -> None:
    """Another text for a draft; the recipients are found anew."""
    require(by, WRITE, campaign)
    text = _checked(text)
    won = Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.DRAFT).update(
        title=title.strip()[:80], text=text
    )
    if not won:
        raise StaleState(_("Only a draft can be changed. Reload the page."))
    campaign.refresh_from_db()
    campaign.recipients.all().delete()
    number = _fill_recipients(campaign, by)
    audit(campaign, "notices.rewrite_campaign", by=by, now=now, changes={"recipients": number})


@transaction.atomic
def release_campaign(campaign: Campaign, *, by: Actor, now: datetime) -> bool:
    """Send it, or ask somebody else to release it where it goes to many; True when it is sent."""
    if not may(by, RELEASE, campaign):
        require(by, WRITE, campaign)
    count = campaign.recipients.filter(excluded="").count()
    if not count:
        raise ValidationError(_("Nobody is left who would get this message."))
    own = by.kind == "staff" and by.id == campaign.written_by_id
    needs_another = count >= _second_person_from(now, company_id=campaign.company_id)
    if (needs_another and own) or not may(by, RELEASE, campaign):
        if campaign.status == CampaignStatus.WAITING:
            sentence = _("From {number} recipients on, somebody else than the writer releases it.")
            raise refuse(sentence, number=_second_person_from(now, company_id=campaign.company_id))
        if not needs_another and own:
            _release(campaign, by, now)
            return True
        move(campaign, CAMPAIGN_FLOW, "ask", code="notices.ask_release", by=by, now=now)
        _tell_releasers(campaign, count, by, now)
        return False
    _release(campaign, by, now)
    return True


@transaction.atomic
def give_back_campaign(campaign: Campaign, *, reason: str, by: Actor, now: datetime) -> None:
    """Not released: back to its writer, with the reason."""
    require(by, RELEASE, campaign)
    _need(reason)
    code = "notices.give_back_campaign"
    move(campaign, CAMPAIGN_FLOW, "give_back", code=code, by=by, now=now, reason=reason)


@transaction.atomic
def cancel_campaign(campaign: Campaign, *, reason: str, by: Actor, now: datetime) -> None:
    """It is not sent at all."""
    require(by, WRITE, campaign)
    _need(reason)
    code = "notices.cancel_campaign"
    move(campaign, CAMPAIGN_FLOW, "cancel", code=code, by=by, now=now, reason=reason)


def send_campaigns(*, now: datetime) -> int:
    """Write the messages of released campaigns, a batch at a time; any number of loops may run."""
    done = 0
    for campaign in Campaign.objects.filter(status=CampaignStatus.SENDING).order_by("id")[:20]:
        waiting = campaign.recipients.filter(excluded="", notice__isnull=True)
        rows = list(waiting.order_by("id")[:BATCH])
        for row in rows:
            done += _send(campaign, row, now)
        if not rows:
            _finish(campaign, now)
    return done


@transaction.atomic
def opt_out(company: Unit, *, phone: str, reason: str, by: Actor, now: datetime) -> OptOut:
    """A number wants no bulk messages."""
    require(by, WRITE, company)
    digits = digits_of(phone)
    if not MOBILE.fullmatch(digits):
        raise ValidationError({"phone": _("This is not a mobile number.")})
    _need(reason)
    row, _made = OptOut.objects.update_or_create(
        company=company,
        phone=digits,
        defaults={"reason": reason.strip()[:200], "said_at": now, "by_name": by.name},
    )
    audit(row, "notices.opt_out", by=by, now=now, personal={"phone": digits}, reason=reason)
    return row


@transaction.atomic
def opt_in(row: OptOut, *, by: Actor, now: datetime) -> None:
    """The number wants bulk messages again."""
    require(by, WRITE, row.company)
    audit(row, "notices.opt_in", by=by, now=now, personal={"phone": row.phone})
    row.delete()


def _release(campaign: Campaign, by: Actor, now: datetime) -> None:
    move(
        campaign,
        CAMPAIGN_FLOW,
        "release",
        code="notices.release_campaign",
        by=by,
        now=now,
        released_by_id=by.id if by.kind == "staff" else None,
        releaser_name=by.name,
        released_at=now,
    )


def _send(campaign: Campaign, row: CampaignRecipient, now: datetime) -> int:
    """One message: its key is taken first, so that a rival or a second try sends nothing."""
    with transaction.atomic():
        if not row.once and not _take_turn(campaign, row):
            return 0
        notices = notify(
            Address(row.name, phone=row.phone),
            "notices.campaign",
            context={"title": campaign.title, "text": row.text},
            about=row,
            unit=campaign.unit,
            channels=["sms"],
            key=f"campaign:{campaign.pk}:{row.pk}",
            by=SYSTEM,
            now=now,
        )
        won = CampaignRecipient.objects.filter(pk=row.pk, notice__isnull=True)
        return won.update(notice=notices[0])


def _take_turn(campaign: Campaign, row: CampaignRecipient) -> bool:
    """Nobody gets two of a kind in a month: the database lets one campaign have the turn."""
    once = f"{campaign.company_id}:{campaign.purpose}:{campaign.month:%Y-%m}:{row.phone}"
    mine = CampaignRecipient.objects.filter(pk=row.pk, notice__isnull=True, excluded="")
    try:
        with transaction.atomic():
            return bool(mine.update(once=once))
    except IntegrityError:
        mine.update(excluded=Excluded.HAD_IT)
        return False


def _finish(campaign: Campaign, now: datetime) -> None:
    try:
        move(
            campaign,
            CAMPAIGN_FLOW,
            "finish",
            code="notices.finish_campaign",
            by=SYSTEM,
            now=now,
            finished_at=now,
        )
    except StaleState:
        return


def _fill_recipients(campaign: Campaign, by: Actor) -> int:
    rows = list(_recipients(campaign, by))
    if not rows:
        raise ValidationError(_("Nobody belongs to this audience."))
    CampaignRecipient.objects.bulk_create(rows, batch_size=500)
    return sum(not row.excluded for row in rows)


def _recipients(campaign: Campaign, by: Actor) -> Iterator[CampaignRecipient]:
    known = audience(campaign.audience)
    if known is None:
        raise ValidationError(_("This audience does not exist."))
    refusing = set(OptOut.objects.filter(company=campaign.company).values_list("phone", flat=True))
    had = set(_had_it(campaign))
    seen: set[str] = set()
    told = {"company": campaign.company.name, "month": campaign.month.month}
    for place, one in enumerate(known.resolve(campaign.company, campaign.choice, by)):
        if place >= MOST:
            sentence = _("More than {number} recipients at once are not possible.")
            raise ValidationError(sentence.format(number=MOST))
        phone = digits_of(one.phone)
        text = fill(campaign.text, {**told, "name": one.name})
        excluded = ""
        if not phone:
            excluded = Excluded.NO_NUMBER
        elif not MOBILE.fullmatch(phone):
            excluded = Excluded.BAD_NUMBER
        elif phone in refusing:
            excluded = Excluded.OPTED_OUT
        elif phone in had:
            excluded = Excluded.HAD_IT
        elif phone in seen:
            excluded = Excluded.SAME
        seen.add(phone)
        yield CampaignRecipient(
            campaign=campaign,
            subject_type=one.type,
            subject_id=one.id,
            name=one.name[:120],
            phone=phone[:20],
            text=text,
            segments=segments_of(text),
            excluded=excluded,
        )


def _had_it(campaign: Campaign) -> Iterator[str]:
    rows = CampaignRecipient.objects.filter(
        campaign__company=campaign.company,
        campaign__purpose=campaign.purpose,
        campaign__month=campaign.month,
        campaign__status__in=[CampaignStatus.SENDING, CampaignStatus.SENT],
        excluded="",
    ).exclude(campaign=campaign)
    return iter(rows.values_list("phone", flat=True))


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": _("Write a text.")})
    unknown = sorted(set(PLACEHOLDER.findall(text)) - set(FIELDS))
    if unknown:
        sentence = _("These fields do not exist: {fields}.")
        raise ValidationError({"text": sentence.format(fields=", ".join(unknown))})
    return text


def _second_person_from(now: datetime, *, company_id: int | None) -> int:
    found = current_pack(company_id).value("notices/campaigns", timezone.localdate(now)).content
    return int(found["second_person_from"])


def _tell_releasers(campaign: Campaign, count: int, by: Actor, now: datetime) -> None:
    notify_holders(
        RELEASE,
        campaign.unit,
        "notices.to_release",
        context={"name": by.name, "title": campaign.title, "count": count},
        about=campaign,
        url=f"/notices/campaigns/{campaign.pk}/",
        key=f"release:{campaign.pk}",
        but=[by.id],
        by=by,
        now=now,
    )


def _need(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
