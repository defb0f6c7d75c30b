"""Calling customers back about what was done for them."""

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    """Plans, draws, calls."""

    name = "heqi.callbacks"
    label = "callbacks"

    def ready(self) -> None:
        """Sources of finished work of the apps below."""
        from heqi.callbacks import contexts
        from heqi.callbacks.sources import register_all
        from heqi.callbacks.views import national
        from heqi.clocks.pages import register_page
        from heqi.tiers.replaying import tiered

        tiered("callbacks.callbacktask", party="party_id", at="finished_at")
        tiered("callbacks.draw", party="party_id", at="finished_at")
        register_page("callbacks.opinion", "callbacks:opinion", "pk")
        register_all()
        contexts.register()
        national.register_list()
