"""Addresses of emergencies and outages."""

from django.urls import path

from heqi.outages.views import customers, emergencies, field, outages

app_name = "outages"
urlpatterns = [
    path("emergencies/", emergencies.emergency_list_page, name="emergencies"),
    path("emergencies/export/", emergencies.export_emergencies, name="export_emergencies"),
    path("emergencies/band/", emergencies.band, name="band"),
    path("emergencies/<str:number>/", emergencies.emergency_page, name="emergency"),
    path("emergencies/<str:number>/report/", emergencies.report, name="report"),
    path("emergencies/<str:number>/do/<slug:name>/", emergencies.act, name="act"),
    path("outages/", outages.outage_list_page, name="list"),
    path("outages/export/", outages.export, name="export"),
    path("outages/today/", outages.today_page, name="today"),
    path("outages/new/", outages.new_stop, name="new"),
    path("outages/incident/", outages.new_incident, name="new_incident"),
    path("outages/valves/", customers.valves, name="valves"),
    path("outages/valves/<int:pk>/remove/", customers.remove_valve, name="remove_valve"),
    path("outages/<str:number>/", outages.outage_page, name="outage"),
    path("outages/<str:number>/step/<slug:name>/", outages.step, name="step"),
    path("outages/<str:number>/area/", customers.area, name="area"),
    path("outages/<str:number>/parts/<int:pk>/restore/", outages.restore_part, name="restore_part"),
    path("outages/<str:number>/customers/", customers.customers, name="customers"),
    path("outages/<str:number>/customers/mark/", customers.mark, name="mark"),
    path(
        "outages/<str:number>/customers/export/",
        customers.export_customers,
        name="export_customers",
    ),
    path("outages/<str:number>/notice/", outages.notice, name="notice"),
    path("field/summons/<int:pk>/", field.summons_page, name="summons"),
    path("field/summons/<int:pk>/<slug:name>/", field.answer, name="answer"),
    path("field/outages/", field.my_outages, name="my_outages"),
    path("field/outages/<str:number>/", field.outage_page, name="field_outage"),
    path("field/outages/<str:number>/do/<slug:name>/", field.outage_step, name="field_step"),
]
