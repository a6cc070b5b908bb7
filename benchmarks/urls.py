"""The product's addresses and, beside them, the floor of the entry: a bare view of a signed-in person."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.models import Participant


@require_POST
def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """Session and user loaded, one SELECT, one UPDATE, one commit."""
    name = request.user.get_username()
    with transaction.atomic():
        row = Participant.objects.select_for_update().get(pk=pk)
        Participant.objects.filter(pk=row.pk).update(submitted_at=timezone.now())
    return HttpResponse(name)


urlpatterns = [path("bare/<int:pk>/", bare), path("", include("emulation_tracker.urls"))]
