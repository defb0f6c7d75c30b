"""Address of the working calendar."""

from django.urls import path

from heqi.clocks import views

app_name = "clocks"
urlpatterns = [path("settings/calendar/", views.calendar, name="calendar")]
