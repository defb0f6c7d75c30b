"""Writing messages into the transaction of whatever caused them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override

from heqi.ledger.actors import Actor
from heqi.notices.models import NO_ADDRESS, NOBODY_HOLDS, Notice
from heqi.notices.quiet import quiet_until
from heqi.notices.states import Channel, Priority, Status
from heqi.notices.wording import LANGUAGES, Template, spoken, template
from heqi.people.models import Post, Staff, Unit
from heqi.people.queries import company_of, holders_nearby, holders_of_right


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody outside: a customer, a supervisor, an authority."""

    name: str
    phone: str = ""
    email: str = ""
    wecom: str = ""
    language: str = "zh"

    def on(self, channel: str) -> str:
        """The address on a channel; empty where there is none."""
        return {"sms": self.phone, "email": self.email, "wecom": self.wecom}.get(channel, "")


def notify(
    to: Staff | Address,
    code: str,
    *,
    context: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    unit: Unit | None = None,
    url: str = "",
    channels: Iterable[str] | None = None,
    priority: str = "",
    key: str = "",
    language: str = "zh",
    not_before: datetime | None = None,
    by: Actor,
    now: datetime,
) -> list[Notice]:
    """Write one message per channel in the caller's transaction; the loop carries them out.

    ``code`` names a template, whose channels and priority hold unless given. ``key`` names the
    cause: the same key writes nothing twice per recipient and channel. ``unit`` says whose
    message it is, default the recipient's unit. A message that cannot go (no address) is written
    as failed, never raised: it must not stop what it tells of.
    """
    text = template(code)
    place = unit or (to.unit if isinstance(to, Staff) else None)
    written = []
    with transaction.atomic():
        for channel in tuple(channels or text.channels):
            notice = _compose(to, text, channel, context or {}, language, now)
            notice.unit = place
            notice.company = company_of(place) if place else None
            notice.url = url
            notice.priority = priority or text.priority
            if about is not None:
                notice.subject_type, notice.subject_id = about._meta.label_lower, str(about.pk)
            if key:
                whom = f"s{to.pk}" if isinstance(to, Staff) else _short(notice.address)
                notice.dedupe_key = f"{key[:120]}:{channel}:{whom}"
            _place_in_time(notice, not_before, now)
            written.append(_insert(notice))
    return written


def notify_holders(
    right: str,
    unit: Unit,
    code: str,
    *,
    whose: Unit | None = None,
    context: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    url: str = "",
    key: str = "",
    also: Iterable[Staff] = (),
    but: Iterable[int | None] = (),
    most: int = 10,
    by: Actor,
    now: datetime,
) -> None:
    """Tell the first ``most`` of those who hold a right over a unit, each once.

    ``also`` names people who are told beside them, ``but`` the ids of staff who are not told;
    ``whose`` message it is, default the unit's; ``key`` as for :func:`notify`.
    """
    out = set(but)
    holders = holders_of_right(right, unit, on=timezone.localdate(now))
    people = [*also, *[one for one in holders if one.pk not in out][:most]]
    for staff in {one.pk: one for one in people}.values():
        notify(
            staff, code, context=context, about=about, unit=whose or unit, url=url, key=key,
            by=by, now=now,
        )  # fmt: skip


def notify_post(
    post: str,
    unit: Unit,
    code: str,
    *,
    context: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    url: str = "",
    channels: Iterable[str] | None = None,
    priority: str = "",
    key: str = "",
    holders: Sequence[Staff] = (),
    by: Actor,
    now: datetime,
) -> list[Notice]:
    """Tell everybody who holds a post as seen from a unit, stand-ins of the absent included.

    ``holders`` are those to be told where the caller knows them by name. Where nobody holds it,
    one failed message stays in the outbox, so that the gap is seen.
    """
    holders = holders or holders_nearby(post, unit, on=timezone.localdate(now))
    if not holders:
        return [_gap(post, unit, code, context or {}, about, key, now)]
    written: list[Notice] = []
    for staff in holders:
        written += notify(
            staff,
            code,
            context=context,
            about=about,
            unit=unit,
            url=url,
            channels=channels,
            priority=priority,
            key=key,
            by=by,
            now=now,
        )
    return written


def _compose(
    to: Staff | Address,
    text: Template,
    channel: str,
    context: Mapping[str, Any],
    language: str,
    now: datetime,
) -> Notice:
    if channel not in Channel.values:
        raise LookupError(f"there is no channel {channel}")
    speech = spoken(to.language if isinstance(to, Address) else language)
    plain = {name: _plain(value) for name, value in context.items()}
    subject, body = text.render(plain, speech)
    unique = uuid4().hex
    return Notice(
        key=unique,
        dedupe_key=unique,
        recipient=to if isinstance(to, Staff) else None,
        recipient_name=to.name[:80],
        address=_address(to, channel)[:120],
        channel=channel,
        template=text.code,
        context=plain,
        language=speech,
        subject=subject,
        body=body,
        created_at=now,
        next_at=now,
    )


def _address(to: Staff | Address, channel: str) -> str:
    if isinstance(to, Address):
        return to.on(channel)
    return {"sms": to.phone, "email": to.email, "wecom": to.number}.get(channel, "")


def _place_in_time(notice: Notice, not_before: datetime | None, now: datetime) -> None:
    notice.next_at = max(not_before or now, now)
    inside = notice.channel in (Channel.IN_APP, Channel.CONSOLE)
    if inside and notice.channel == Channel.IN_APP and notice.recipient is None:
        notice.status, notice.error = Status.FAILED, NO_ADDRESS
    elif notice.channel == Channel.IN_APP and notice.next_at <= now:
        # The inbox needs no carrier: the message is there with the transaction.
        notice.status, notice.sent_at, notice.delivered_at = Status.DELIVERED, now, now
    elif not inside and not notice.address:
        notice.status, notice.error = Status.FAILED, NO_ADDRESS
    elif notice.priority != Priority.URGENT:
        company = notice.company_id
        notice.next_at = quiet_until(notice.channel, company, notice.next_at) or notice.next_at


def _insert(notice: Notice) -> Notice:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
            return notice
    except IntegrityError:
        return Notice.objects.get(dedupe_key=notice.dedupe_key)


def _gap(
    post: str,
    unit: Unit,
    code: str,
    context: Mapping[str, Any],
    about: models.Model | None,
    key: str,
    now: datetime,
) -> Notice:
    row = Post.objects.filter(pk=post).first()
    nobody = Address(name=str(row or post))
    notice = _compose(nobody, template(code), Channel.CONSOLE, context, "zh", now)
    notice.unit, notice.company = unit, company_of(unit)
    notice.status, notice.error = Status.FAILED, NOBODY_HOLDS
    if about is not None:
        notice.subject_type, notice.subject_id = about._meta.label_lower, str(about.pk)
    if key:
        notice.dedupe_key = f"{key[:120]}:gap:{post}"
    return _insert(notice)


def _short(address: str) -> str:
    # The key of a cause must not carry a phone number in clear.
    return sha256(address.encode()).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(k): str(v) for k, v in value.items()}
    if isinstance(value, Promise):  # each reads it in his own language
        said = {}
        for language, code in LANGUAGES.items():
            with override(code):
                said[language] = str(value)
        return said
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
