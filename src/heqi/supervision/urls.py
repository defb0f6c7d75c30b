"""Addresses of the supervision network; ``network/of/…`` is the door of its members."""

from django.urls import path

from heqi.supervision.views import door, meetings, members, opinions, ratings

app_name = "supervision"
urlpatterns = [
    path("network/", opinions.listing, name="opinions"),
    path("network/opinions/export/", opinions.export, name="export_opinions"),
    path("network/opinions/new/", opinions.new, name="new_opinion"),
    path("network/opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("network/opinions/<int:pk>/<slug:name>/", opinions.step, name="opinion_step"),
    path("network/members/", members.listing, name="members"),
    path("network/members/export/", members.export, name="export_members"),
    path("network/members/new/", members.new, name="new_member"),
    path("network/members/<int:pk>/", members.supervisor, name="member"),
    path("network/members/<int:pk>/edit/", members.edit, name="edit_member"),
    path("network/members/<int:pk>/phone/", members.phone, name="member_phone"),
    path("network/members/<int:pk>/card/", members.card, name="member_card"),
    path("network/members/<int:pk>/letter/", members.letter, name="member_letter"),
    path("network/members/<int:pk>/<slug:name>/", members.step, name="member_step"),
    path("network/meetings/", meetings.listing, name="meetings"),
    path("network/meetings/new/", meetings.new, name="new_meeting"),
    path("network/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("network/meetings/<int:pk>/print/", meetings.printed, name="meeting_print"),
    path("network/meetings/<int:pk>/<slug:name>/", meetings.step, name="meeting_step"),
    path("network/items/", meetings.items, name="items"),
    path("network/items/<int:pk>/", meetings.item, name="item"),
    path("network/ratings/", ratings.listing, name="ratings"),
    path("network/ratings/open/", ratings.begin, name="open_rating"),
    path("network/ratings/<int:pk>/close/", ratings.close, name="close_rating"),
    path("network/reports/new/", ratings.new_report, name="new_report"),
    path("network/reports/<int:pk>/", ratings.report, name="report"),
    path("network/of/<str:token>/", door.door, name="door"),
    path("network/of/<str:token>/say/", door.say, name="door_say"),
    path("network/of/<str:token>/opinions/<int:pk>/", door.opinion, name="door_opinion"),
    path("network/of/<str:token>/rate/", door.rating, name="door_rate"),
    path("network/of/<str:token>/meetings/<int:pk>/", door.meeting, name="door_meeting"),
]
