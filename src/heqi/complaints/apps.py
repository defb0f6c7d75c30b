"""Complaints: from intake to the verdict, the reply, the callback and the appeal."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Cases of complaint, the level-one plan, appeals, the national centre."""

    name = "heqi.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Answer for the files of complaints; show them on the customer's page."""
        from heqi.clocks.pages import register_page
        from heqi.complaints import contexts
        from heqi.complaints.calls import register_calls
        from heqi.complaints.views import lists
        from heqi.tiers.replaying import tiered

        tiered("complaints.complaint", party="party_id", at="received_at")
        register_page("complaints.complaint", "complaints:case", "pk")
        contexts.register()
        register_calls()
        lists.register_list()
