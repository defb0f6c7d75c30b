"""Addresses of the review."""

from django.urls import path

from heqi.lookups.views import cases, gates, mine, seen

app_name = "lookups"
urlpatterns = [
    path("lookups/", cases.board, name="cases"),
    path("lookups/export/", cases.export, name="export"),
    path("lookups/cases/<int:pk>/", cases.case, name="case"),
    path("lookups/cases/<int:pk>/ask/", cases.ask, name="ask"),
    path("lookups/cases/<int:pk>/decide/", cases.decide, name="decide"),
    path("lookups/mine/", mine.mine, name="mine"),
    path("lookups/days/<int:pk>/answer/", mine.answer_of_day, name="answer_of_day"),
    path("lookups/questions/<int:pk>/", mine.question, name="question"),
    path("lookups/questions/<int:pk>/answer/", mine.answer, name="answer"),
    path("lookups/questions/<int:pk>/appeal/", mine.appeal, name="appeal"),
    path("lookups/customers/<int:pk>/", seen.seen, name="seen"),
    path("lookups/report/", seen.report, name="report"),
    path("lookups/gates/", gates.gates, name="gates"),
    path("lookups/pauses/<int:pk>/lift/", gates.lift, name="lift"),
    path("lookups/glass/<int:pk>/", gates.glass_open, name="glass_open"),
    path("lookups/baits/", gates.baits, name="baits"),
    path("lookups/baits/<int:pk>/take-in/", gates.take_in, name="take_in"),
]
