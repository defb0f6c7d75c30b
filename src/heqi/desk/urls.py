"""Addresses of the desk and of home."""

from django.urls import include, path

from heqi.desk.views import calls, emergency, home, intake, requests

desk_urls = (
    [
        path("", intake.desk, name="desk"),
        path("events/", calls.events, name="events"),
        path("start/", calls.start, name="start"),
        path("emergency/", emergency.emergency, name="emergency"),
        path("calls/", calls.log, name="calls"),
        path("calls/new/", calls.new_call, name="new_call"),
        path("calls/receive/", calls.receive, name="receive"),
        path("requests/", requests.listing, name="requests"),
        path("requests/export/", requests.export, name="export_requests"),
        path("requests/<str:number>/", requests.one, name="request"),
        path("requests/<str:number>/step/<slug:name>/", requests.step, name="request_step"),
        path("<int:pk>/", intake.session, name="session"),
        path("<int:pk>/preview/", intake.preview, name="preview"),
        path("<int:pk>/draft/", intake.draft, name="draft"),
        path("<int:pk>/caller/", calls.caller, name="caller"),
        path("<int:pk>/answer/", calls.answer, name="answer"),
        path("<int:pk>/hold/", calls.hold, name="hold"),
        path("<int:pk>/transfer/", calls.transfer, name="transfer"),
        path("<int:pk>/end/", calls.end, name="end"),
        path("<int:pk>/finish/", calls.finish, name="finish"),
    ],
    "desk",
)
urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", include(desk_urls)),
]
