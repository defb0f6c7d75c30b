"""Addresses of meter reading."""

from django.urls import path

from heqi.readings.views import field, planning, reviewing

app_name = "readings"
urlpatterns = [
    path("readings/", reviewing.readings, name="readings"),
    path("readings/export/", reviewing.export, name="export"),
    path("readings/<int:pk>/confirm/", reviewing.confirm, name="confirm"),
    path("readings/<int:pk>/return/", reviewing.send_back, name="send_back"),
    path("readings/routes/", planning.routes, name="routes"),
    path("readings/routes/new/", planning.new_route, name="new_route"),
    path("readings/routes/<int:pk>/", planning.route, name="route"),
    path("readings/routes/<int:pk>/<slug:what>/", planning.change_route, name="change_route"),
    path("readings/stops/<int:pk>/remove/", planning.remove_stop, name="remove_stop"),
    path("readings/rounds/<int:pk>/finish/", planning.finish_round, name="finish_round"),
    path("field/readings/", field.my_rounds, name="my_rounds"),
    path("field/readings/<int:pk>/", field.walk, name="walk"),
    path("field/readings/<int:pk>/<int:stop>/", field.take, name="take"),
]
