"""Writing messages, sending what is due, and what people do with them."""

from heqi.notices.actions.carrying import report_delivery, send_due
from heqi.notices.actions.handling import (
    cancel_notice,
    mark_all_read,
    mark_read,
    retry_notice,
    set_quiet_hours,
)
from heqi.notices.actions.writing import Address, notify, notify_post

__all__ = [
    "Address",
    "cancel_notice",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_post",
    "report_delivery",
    "retry_notice",
    "send_due",
    "set_quiet_hours",
]
