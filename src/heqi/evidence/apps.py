"""Evidence: files, photos and signatures that belong to a record of another app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Attachments; who may read one is asked of the app that owns its subject."""

    name = "heqi.evidence"
    label = "evidence"
    verbose_name = _("Evidence")
