"""The ways out, behind one interface: ``Driver.send(notice, now=…) -> Receipt``."""

from django.conf import settings

from heqi.notices.drivers.console import Console
from heqi.notices.drivers.gateway import Gateway
from heqi.notices.drivers.inapp import InApp
from heqi.notices.drivers.mail import Mail
from heqi.notices.drivers.receipts import Driver, Receipt, SendFailed

__all__ = ["Driver", "Receipt", "SendFailed", "driver_for"]


def driver_for(channel: str) -> Driver:
    """The driver of a channel; without a configured gateway messages go to the log."""
    if channel == "in_app":
        return InApp()
    if channel == "email":
        return Mail()
    if channel == "sms" and settings.HEQI_SMS_URL:
        return Gateway(settings.HEQI_SMS_URL)
    if channel == "wecom" and settings.HEQI_WECOM_URL:
        return Gateway(settings.HEQI_WECOM_URL)
    return Console()
