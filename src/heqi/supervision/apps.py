"""The social supervision network (社会监督网): its members, what they say, what becomes of it."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Supervisors with terms and personal links, opinions with limits, meetings, ratings."""

    name = "heqi.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Answer for the photos of opinions; say where an opinion has its page, and to inspections
        what supervisors found."""
        from heqi.clocks.pages import register_page
        from heqi.evidence.access import register
        from heqi.supervision import figures, files

        register("supervision.opinion", files.may_touch_files)
        register("supervision.supervisor", files.may_touch_supervisor)
        register("supervision.gathering", files.may_touch_gathering)
        figures.register()
        register_page("supervision.opinion", "supervision:opinion", "pk")
