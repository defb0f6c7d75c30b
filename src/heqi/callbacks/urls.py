"""Addresses of callbacks."""

from django.urls import path

from heqi.callbacks.views import calling, draws, national, national_files, opinions, quality, reply

app_name = "callbacks"
urlpatterns = [
    path("callbacks/", calling.task_list, name="list"),
    path("callbacks/next/", calling.next_call, name="next"),
    path("callbacks/<int:pk>/", calling.call, name="call"),
    path("callbacks/<int:pk>/record/", calling.record, name="record"),
    path("callbacks/<int:pk>/attempt/", calling.attempt, name="attempt"),
    path("callbacks/<int:pk>/amend/", calling.amend, name="amend"),
    path("callbacks/opinions/", opinions.opinion_list, name="opinions"),
    path("callbacks/opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("callbacks/opinions/<int:pk>/route/", opinions.route, name="route"),
    path("callbacks/opinions/<int:pk>/rectify/", opinions.rectify, name="rectify"),
    path("callbacks/opinions/<int:pk>/<slug:name>/", opinions.step, name="step"),
    path("callbacks/<int:pk>/print/", calling.printed, name="print"),
    path("callbacks/reply/<str:token>/", reply.reply, name="reply"),
    path("callbacks/rate/<str:token>/", reply.rate, name="rate"),
    path("callbacks/<int:pk>/phone/", calling.phone, name="phone"),
    path("callbacks/draws/", draws.draws, name="draws"),
    path("callbacks/draws/preview/", draws.preview, name="preview"),
    path("callbacks/draws/days/", draws.drawings, name="drawings"),
    path("callbacks/draws/days/<int:pk>/", draws.drawing, name="drawing"),
    path("callbacks/draws/<int:pk>/", draws.draw, name="draw"),
    path("callbacks/draws/<int:pk>/plan/", draws.plan, name="plan"),
    path("callbacks/reviews/", quality.reviews, name="reviews"),
    path("callbacks/reviews/draw/", quality.draw_reviews, name="draw_reviews"),
    path("callbacks/reviews/<int:pk>/", quality.review, name="review"),
    path("callbacks/reviews/<int:pk>/score/", quality.score, name="score"),
    path("callbacks/reviews/<int:pk>/give-back/", quality.give_back, name="give_back"),
    path("callbacks/national/", national.results, name="national"),
    path("callbacks/national/export/", national.export, name="national_export"),
    path("callbacks/national/template/", national_files.template, name="national_template"),
    path("callbacks/national/files/", national_files.files, name="national_files"),
    path("callbacks/national/files/<int:pk>/", national_files.file, name="national_file"),
    path("callbacks/national/files/<int:pk>/confirm/", national_files.confirm, name="confirm_file"),
    path("callbacks/national/files/<int:pk>/discard/", national_files.discard, name="discard_file"),
    path("callbacks/national/<int:pk>/", national.result, name="national_result"),
    path("callbacks/national/<int:pk>/hand-back/", national.hand_back, name="hand_back"),
    path("callbacks/figures/", quality.figures, name="figures"),
]
