"""Addresses of the quality of entries."""

from django.urls import path

from heqi.quality.views import board, checks, errors, results, rights, verifying, voices

app_name = "quality"
urlpatterns = [
    path("quality/", board.board, name="board"),
    path("quality/mine/", board.mine, name="mine"),
    path("quality/errors/", errors.error_list, name="errors"),
    path("quality/errors/export/", errors.export, name="export_errors"),
    path("quality/errors/new/<str:kind>/<int:pk>/", errors.new_error, name="new_error"),
    path("quality/errors/<int:pk>/", errors.error, name="error"),
    path("quality/errors/<int:pk>/<slug:name>/", errors.step, name="step"),
    path("quality/checks/", checks.check_list, name="checks"),
    path("quality/checks/draw/", checks.draw, name="draw"),
    path("quality/checks/start/", checks.start, name="start"),
    path("quality/checks/<int:pk>/", checks.check, name="check"),
    path("quality/checks/<int:pk>/<int:item>/", checks.judge, name="judge"),
    path("quality/results/", results.results, name="results"),
    path("quality/results/export/", results.export, name="export_results"),
    path("quality/reports/", results.report, name="report_month"),
    path("quality/reports/<int:pk>/", results.report_page, name="report"),
    path("quality/timing/", results.timing, name="timing"),
    path("quality/timing/export/", results.export_timing, name="export_timing"),
    path("quality/trainings/", results.trainings, name="trainings"),
    path("quality/trainings/new/", results.new_training, name="new_training"),
    path("quality/rights/", rights.rights, name="rights"),
    path("quality/rights/propose/<int:pk>/", rights.propose, name="propose"),
    path("quality/rights/<int:pk>/", rights.withdrawal, name="withdrawal"),
    path("quality/reviews/", rights.begin_review, name="begin_review"),
    path("quality/reviews/<int:pk>/", rights.review, name="review"),
    path("quality/suggestions/", voices.suggestions, name="suggestions"),
    path("quality/suggestions/new/", voices.new_suggestion, name="new_suggestion"),
    path("quality/suggestions/<int:pk>/", voices.suggestion, name="suggestion"),
    path("quality/verify/<int:pk>/", verifying.verify, name="verify"),
]
