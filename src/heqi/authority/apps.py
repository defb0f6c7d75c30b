"""Delegated authority (授权): who may solve what, and what became of it."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    """The delegation matrix at work: uses, forms, sheets, ledgers, checks, signs of misuse."""

    name = "heqi.authority"
    label = "authority"

    def ready(self) -> None:
        """Answer for the files of this app's records."""
        from heqi.authority.files import may_touch_files
        from heqi.evidence.access import register

        register("authority.use", may_touch_files)
