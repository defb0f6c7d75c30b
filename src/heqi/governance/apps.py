"""What the policies presuppose: committee, service plans, improvements, trainings, suggestions."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Each is a record that inspections find in the system (inspection/3.5 to 3.7)."""

    name = "heqi.governance"
    label = "governance"

    def ready(self) -> None:
        """Tell inspections what is there, and answer for the files of the records."""
        from heqi.governance import figures, files

        figures.register()
        files.register_files()
