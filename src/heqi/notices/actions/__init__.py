"""Writing messages, sending what is due, and what people do with them."""

from heqi.notices.actions.campaigns import (
    cancel_campaign,
    give_back_campaign,
    opt_in,
    opt_out,
    release_campaign,
    rewrite_campaign,
    send_campaigns,
    write_campaign,
)
from heqi.notices.actions.carrying import report_delivery, send_due
from heqi.notices.actions.handling import (
    cancel_notice,
    mark_all_read,
    mark_read,
    retry_notice,
    set_quiet_hours,
)
from heqi.notices.actions.writing import Address, notify, notify_holders, notify_post

__all__ = [
    "Address",
    "cancel_campaign",
    "cancel_notice",
    "give_back_campaign",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_holders",
    "notify_post",
    "opt_in",
    "opt_out",
    "release_campaign",
    "report_delivery",
    "retry_notice",
    "rewrite_campaign",
    "send_campaigns",
    "send_due",
    "set_quiet_hours",
    "write_campaign",
]
