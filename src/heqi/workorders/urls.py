"""Addresses of work orders."""

from django.urls import path

from heqi.workorders.views import backfill, batch, board, field, order, queue, saved

app_name = "workorders"
urlpatterns = [
    path("orders/", queue.queue, name="queue"),
    path("orders/changes/", queue.changes, name="changes"),
    path("orders/export/", queue.export, name="export"),
    path("orders/batch/", batch.batch, name="batch"),
    path("orders/print/", batch.print_many, name="print_many"),
    path("orders/views/save/", saved.save, name="save_view"),
    path("orders/views/<int:pk>/delete/", saved.delete, name="delete_view"),
    path("orders/board/", board.dispatch_board_page, name="board"),
    path("orders/board/dispatch/", board.dispatch, name="board_dispatch"),
    path("orders/backfill/<int:use>/", backfill.backfill, name="backfill"),
    path("orders/<int:pk>/drawer/", order.drawer, name="drawer"),
    path("orders/<int:pk>/phone/", order.phone, name="phone"),
    path("orders/<int:pk>/step/<slug:name>/", order.step, name="step"),
    path("orders/<str:key>/print/", order.printed, name="print"),
    path("orders/<str:key>/", order.order_page, name="order"),
    path("field/", field.my_orders_page, name="field"),
    path("field/sw.js", field.worker, name="worker"),
    path("field/<int:pk>/", field.order_page, name="field_order"),
    path("field/<int:pk>/do/<slug:action>/", field.command, name="command"),
]
