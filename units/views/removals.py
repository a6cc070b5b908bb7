"""Removing what was entered by mistake: the page says in numbers what will go, or why nothing does; then it goes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.acts import ask
from common.pages import Question
from common.removal import Removal
from units import directory
from units.permissions import require_keeper
from units.services import removing
from units.web import Request


def removal_page(
    request: Request, *, name: str, removal: Removal, act: Callable[..., None], back: str, leads_to: str
) -> HttpResponse:
    """Ask, saying what goes too; then do the act. Who rather leaves it goes `back`. Raises StillUsed."""
    if request.method == "POST":
        act(by=request.user, now=timezone.now())
        messages.success(request, _("“%(name)s” is removed.") % {"name": name})
        return redirect(leads_to)
    removal.require_unused(request.user)
    kept = _("The audit trail keeps what it was, who removed it and when.")
    question = Question(
        title=_("Remove “%(name)s”?") % {"name": name},
        act=_("Remove"),
        back=back,
        stakes=(name, *map(str, removal.counts()), kept),
        is_grave=True,
    )
    return ask(request, question)


@require_http_methods(["GET", "HEAD", "POST"])
def union_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a union that nothing rests on."""
    union = get_object_or_404(directory.visible_unions(request.user), pk=pk)
    require_keeper(request.user, union)
    return removal_page(
        request,
        name=union.name,
        removal=removing.removal_of_union(union),
        act=lambda **who: removing.remove_union(union=union, **who),
        back=reverse("unit", args=[pk]),
        leads_to=reverse("units"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cluster_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a cluster that never took part in anything."""
    cluster = get_object_or_404(directory.visible_clusters(request.user).select_related("owner"), pk=pk)
    require_keeper(request.user, cluster.owner)
    return removal_page(
        request,
        name=cluster.name,
        removal=removing.removal_of_cluster(cluster),
        act=lambda **who: removing.remove_cluster(cluster=cluster, **who),
        back=reverse("cluster", args=[pk]),
        leads_to=reverse("clusters"),
    )
