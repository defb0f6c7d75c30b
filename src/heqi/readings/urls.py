"""Addresses of meter reading."""

from django.urls import path

from heqi.readings.views import api, checking, feeding, field, planning, reviewing

app_name = "readings"
urlpatterns = [
    path("readings/", reviewing.readings, name="readings"),
    path("readings/export/", reviewing.export, name="export"),
    path("readings/<int:pk>/confirm/", reviewing.confirm, name="confirm"),
    path("readings/<int:pk>/return/", reviewing.send_back, name="send_back"),
    path("readings/checks/", checking.checks, name="checks"),
    path("readings/checks/export/", checking.export_checks, name="export_checks"),
    path("readings/checks/<int:pk>/close/", checking.close, name="close_check"),
    path("readings/checks/<int:pk>/send/", checking.send, name="send_crew"),
    path("readings/cards/", checking.cards, name="cards"),
    path("readings/cards/export/", checking.export_cards, name="export_cards"),
    path("readings/feed/", feeding.feed, name="feed"),
    path("readings/feed/file/", feeding.upload, name="upload"),
    path("readings/feed/<int:pk>/report/", feeding.report, name="report"),
    path("readings/feed/card/", feeding.card, name="card"),
    path("readings/feed/line/", feeding.set_line, name="set_line"),
    path("api/meters/v1/messages/", api.messages, name="api_messages"),
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
