"""Rewards and penalties (服务管理奖惩): cases, hearing, signatures, decision, appeal."""

from django.apps import AppConfig


class ConductConfig(AppConfig):
    """Raised by hand or proposed by what happens elsewhere; a fine is only ever proposed."""

    name = "heqi.conduct"
    label = "conduct"

    def ready(self) -> None:
        """Answer for the files of this app's records."""
        from heqi.conduct.files import may_touch_files
        from heqi.evidence.access import register

        register("conduct.case", may_touch_files)
