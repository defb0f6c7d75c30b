"""Work orders: dispatch, field work, emergencies."""

from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    """From the order to the closed job."""

    name = "heqi.workorders"
    label = "workorders"

    def ready(self) -> None:
        """Answer for the files of orders, vouch for their crews, fill the customer's page."""
        from heqi.evidence.access import register
        from heqi.tiers.replaying import tiered
        from heqi.workorders import bills, contexts
        from heqi.workorders.files import may_touch_files
        from heqi.workorders.proofs import register_proofs
        from heqi.workorders.views import queue

        register("workorders.workorder", may_touch_files)
        tiered("workorders.workorder", party="party_id", at="created_at")
        contexts.register()
        bills.register()
        register_proofs()
        queue.register_list()
