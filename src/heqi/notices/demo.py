"""Two bulk messages for the demonstration: tips that arrived, and a notice that waits."""

from datetime import datetime, timedelta

from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.ledger.events import deliver_open
from heqi.notices.actions import (
    opt_out,
    release_campaign,
    report_delivery,
    send_campaigns,
    write_campaign,
)
from heqi.notices.models import Notice
from heqi.notices.states import Status
from heqi.people.models import Unit

TIPS = (
    "尊敬的{name}：换季用气，请检查软管与接头，使用热水器时保持通风。闻到异味请关阀、开窗，"
    "到室外拨打燃气热线。【{company}】"
)
NOTICE = "尊敬的{name}：{month}月起营业厅周末照常营业，欢迎到厅或线上办理业务。【{company}】"
# One number in so many does not answer.
SILENT = 17


def build_campaigns(
    company: Unit, *, unit: Unit, writer: Actor, releaser: Actor, now: datetime
) -> None:
    """The month's tips to VIP persons, sent some days ago; news for VIP organisations, a draft."""
    today = timezone.localdate(now)
    at = now - timedelta(days=min(today.day - 1, 4))
    someone = Notice.objects.filter(company=company, channel="sms").exclude(address="").first()
    if someone is not None:
        opt_out(company, phone=someone.address, reason="来电要求不再接收", by=releaser, now=at)
    sent = write_campaign(
        company, unit=unit, title=f"{today.month}月用气安全提示", purpose="tips",
        audience_code="vip_person", choice="", text=TIPS, by=writer, now=at,
    )  # fmt: skip
    if not release_campaign(sent, by=writer, now=at):
        release_campaign(sent, by=releaser, now=at + timedelta(minutes=20))
    sent_at = at + timedelta(minutes=30)
    while send_campaigns(now=sent_at):
        pass
    keys = sent.recipients.filter(notice__isnull=False).values("notice")
    rows = Notice.objects.filter(pk__in=keys)
    rows.update(status=Status.SENT, sent_at=sent_at, attempts=1)
    for place, row in enumerate(rows.order_by("pk"), start=1):
        arrived = place % SILENT != 0
        error = "" if arrived else "空号"
        report_delivery(
            key=row.key, provider_id=f"demo-{row.pk}", arrived=arrived, error=error, now=sent_at
        )
    while deliver_open(now=sent_at):
        pass
    write_campaign(
        company, unit=unit, title="营业厅周末营业通知", purpose="activity",
        audience_code="vip_org", choice="", text=NOTICE, by=writer, now=now,
    )  # fmt: skip
