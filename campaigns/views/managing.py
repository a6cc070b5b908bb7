"""What the pages of those who prepare campaigns share: whose page it is, and how a form is sent and answered."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.services.campaigns import launched_words
from common.errors import Conflict, StillUsed
from common.forms import PageForm
from units.web import Request

Made = TypeVar("Made")


def campaign_of(request: Request, pk: int) -> Campaign:
    """The campaign, or 404 when this person may not see it."""
    visible = Campaign.objects.visible_to(request.user).select_related("owner", "parent__owner")
    return get_object_or_404(visible, pk=pk)


def managed(request: Request, pk: int) -> Campaign:
    """The campaign, for those who may change it; a refusal that says whom to ask for all others.

    Nobody changes a cancelled one: the refusal says by whom, when and why it was.
    """
    campaign = campaign_of(request, pk)
    require_manage(request.user, campaign)
    require_not_cancelled(campaign)
    return campaign


def require_preparing(campaign: Campaign) -> None:
    """Say before the question that nothing of a launched campaign is removed. Raises StillUsed."""
    if campaign.status != CampaignStatus.DRAFT:
        raise StillUsed(launched_words(campaign))


def sent(request: Request) -> QueryDict | None:
    """What the form of this page was sent, None when it was not.

    Not `request.POST or None`: a form whose only field is a box that was left unticked sends nothing at all.
    """
    return request.POST if request.method == "POST" else None


def attempt(form: PageForm, act: Callable[[], Made]) -> Made | None:
    """What the service made; None when it refused, and the form then says why."""
    try:
        return act()
    except ValidationError as error:
        form.take(error)
    except Conflict as conflict:
        form.add_error(None, conflict.reason)
    return None


def answer(request: Request, template: str, form: PageForm, **context: Any) -> HttpResponse:
    """A form's page: 422 when the form came back with faults."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
