"""What recurs: who, for whom, in which period, with what evidence."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Duties planned ahead from the policies, done with evidence, late, missed or excused."""

    name = "heqi.duties"
    label = "duties"

    def ready(self) -> None:
        """Let files be kept with occurrences, and know the audiences of the organisation."""
        from heqi.duties import audiences
        from heqi.duties.access import may_touch_occurrence
        from heqi.evidence import access as evidence

        evidence.register("duties.occurrence", may_touch_occurrence)
        audiences.register_own()
