"""Addresses of the approvals."""

from django.urls import path

from heqi.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.board, name="list"),
    path("approvals/approve/", views.approve_many, name="approve_many"),
    path("approvals/<int:pk>/", views.detail, name="detail"),
    path("approvals/<int:pk>/approve/", views.approve, name="approve"),
    path("approvals/<int:pk>/return/", views.return_, name="return"),
    path("approvals/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("approvals/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("approvals/<int:pk>/add-signer/", views.add_signer, name="add_signer"),
    path("approvals/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("approvals/<int:pk>/remind/", views.remind, name="remind"),
    path("approvals/<int:pk>/assign/", views.assign, name="assign"),
]
