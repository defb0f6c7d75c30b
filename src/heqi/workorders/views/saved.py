"""Views of the queue under a name: saving and deleting."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heqi.people.requests import Request
from heqi.workorders.actions import delete_view, save_view
from heqi.workorders.models import SavedView


@require_POST
@login_required
def save(request: Request) -> HttpResponse:
    """Keep the queue as it is shown."""
    view = save_view(
        name=request.POST.get("name", ""),
        query=urlsplit(request.POST.get("here", "")).query,
        shared="shared" in request.POST,
        default="default" in request.POST,
        by=request.actor,
        now=request.now,
    )
    messages.success(request, _("The view “{name}” is saved.").format(name=view.name))
    return redirect(view.href)


@require_POST
@login_required
def delete(request: Request, pk: int) -> HttpResponse:
    """Drop one's own view."""
    view = SavedView.objects.visible_to(request.actor).filter(pk=min(pk, 2**63 - 1)).first()
    if view is None:
        raise Http404
    delete_view(view, by=request.actor, now=request.now)
    messages.success(request, _("The view “{name}” is deleted.").format(name=view.name))
    return redirect(f"{reverse('workorders:queue')}?tab=open")
