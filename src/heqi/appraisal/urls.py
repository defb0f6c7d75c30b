"""Addresses of the monthly appraisal."""

from django.urls import path

from heqi.appraisal.views import lines, people, periods, sheets, years

app_name = "appraisal"
urlpatterns = [
    path("appraisal/", periods.listing, name="list"),
    path("appraisal/export/", periods.export, name="export"),
    path("appraisal/mine/", people.mine, name="mine"),
    path("appraisal/people/", people.listing, name="people"),
    path("appraisal/people/export/", people.export, name="export_people"),
    path("appraisal/people/<int:pk>/", people.person, name="person"),
    path("appraisal/people/<int:pk>/export/", people.export_person, name="export_person"),
    path("appraisal/people/<int:pk>/print/", people.printed, name="print_person"),
    path("appraisal/people/<int:pk>/<slug:name>/", people.step, name="person_step"),
    path("appraisal/years/", years.year, name="year"),
    path("appraisal/years/export/", years.export, name="export_year"),
    path("appraisal/years/print/", years.printed, name="print_year"),
    path("appraisal/sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("appraisal/sheets/<int:pk>/export/", sheets.export, name="export_sheet"),
    path("appraisal/sheets/<int:pk>/print/", sheets.printed, name="print_sheet"),
    path("appraisal/sheets/<int:pk>/<slug:name>/", sheets.step, name="sheet_step"),
    path("appraisal/lines/<int:pk>/", lines.line, name="line"),
    path("appraisal/lines/<int:pk>/<slug:name>/", sheets.line_step, name="line_step"),
    path("appraisal/<int:pk>/", periods.period, name="period"),
    path("appraisal/<int:pk>/export/", periods.export_grid, name="export_period"),
    path("appraisal/<int:pk>/print/", periods.printed, name="print"),
    path("appraisal/<int:pk>/<slug:name>/", periods.step, name="step"),
]
