"""Notices of rectification (整改通知书) and what becomes of them."""

from django.apps import AppConfig


class RectificationsConfig(AppConfig):
    """Notice, plan, report, re-check, archive; raised by complaints, inspections and others."""

    name = "heqi.rectifications"
    label = "rectifications"

    def ready(self) -> None:
        """Answer for the files of this app's records."""
        from heqi.evidence.access import register
        from heqi.rectifications.files import may_touch_files

        register("rectifications.rectification", may_touch_files)
