"""Addresses of the organisation."""

from django.urls import path

from heqi.people.views import organisation, roles, rosters, staff, stand_ins

app_name = "people"
urlpatterns = [
    path("settings/organisation/", organisation.organisation_page, name="organisation"),
    path("settings/units/<int:pk>/new/", organisation.new_unit, name="new_unit"),
    path("settings/units/<int:pk>/names/", organisation.rename_unit, name="rename_unit"),
    path("settings/staff/new/", staff.hire, name="hire"),
    path("settings/staff/<int:pk>/", staff.staff_page, name="staff"),
    path("settings/staff/<int:pk>/<slug:what>/", staff.change, name="change_staff"),
    path("settings/holdings/<int:pk>/end/", staff.end_role, name="end_role"),
    path("settings/stand-ins/", stand_ins.stand_ins, name="stand_ins"),
    path("settings/stand-ins/<int:pk>/end/", stand_ins.end, name="end_stand_in"),
    path("settings/roster/", rosters.roster, name="roster"),
    path("settings/roster/<int:pk>/remove/", rosters.remove, name="remove_shift"),
    path("settings/roster/<int:pk>/repeat/", rosters.repeat, name="repeat_week"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/<slug:code>/", roles.role, name="role"),
]
