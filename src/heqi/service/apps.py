"""Contacts with customers and what they ask for."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The catalogue of services, from the call to the closed request."""

    name = "heqi.service"
    label = "service"

    def ready(self) -> None:
        """Answer for the files of this app's records; say whose tier a request keeps."""
        from heqi.authority.subjects import number_records
        from heqi.evidence.access import register
        from heqi.service.files import may_touch_files
        from heqi.service.proofs import request_of_number
        from heqi.tiers.replaying import tiered

        register("service.servicerequest", may_touch_files)
        number_records("service.servicerequest", request_of_number)
        tiered("service.servicerequest", party="party_id", at="opened_at")
