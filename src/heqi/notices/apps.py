"""Messages: in-app, SMS, e-mail and WeCom, each one record with its state."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Every message that leaves the system or lands in somebody's inbox."""

    name = "heqi.notices"
    label = "notices"
    verbose_name = _("Notices")
