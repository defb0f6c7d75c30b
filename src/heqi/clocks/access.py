"""Rights over calendars; clocks are read through their subjects."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

declare({"clocks.calendar": _("change the company's working calendar")})
