"""Reminding units that have not submitted: the act, and whom it reaches."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.models import Phase
from campaigns.permissions import may_manage
from campaigns.queries import dashboard as read
from campaigns.queries import reminding
from campaigns.services.reminders import Reminded, remind_units
from common.acts import act_of
from common.request import id_in
from units.letters import mail_server_set
from units.models import Cluster, Union
from units.web import Request

UNITS_A_PAGE = 30


def _phase(request: Request, pk: int) -> Phase:
    """A phase that the person sees. Raises Http404."""
    return get_object_or_404(
        Phase.objects.visible_to(request.user).with_figures().select_related("campaign__owner"), pk=pk
    )


@require_safe
def reminders(request: Request, pk: int) -> HttpResponse:
    """Units that have not submitted, how each can be reached, and the texts to copy into a chat group."""
    now = timezone.now()
    phase = _phase(request, pk)
    reach = read.reach_of(request.user, phase)
    cluster = _chosen(phase, reach, request.GET.get("cluster", ""))
    shown = request.GET.get("show", "")
    is_open = not phase.campaign.is_extract and phase.takes_figures_at(now)
    late = reminding.late_with_ways(read.participants_in(phase, reach, cluster), now)
    if not is_open:
        late = late.none()
    counts = reminding.count_ways(late)
    page = Paginator(late.filter(reminding.SHOWN.get(shown, Q())), UNITS_A_PAGE).get_page(
        request.GET.get("page")
    )
    site = reminding.site_address(request.build_absolute_uri("/"))
    kept = {"cluster": str(cluster.pk)} if cluster else {}
    full = urlencode(kept | ({"show": shown} if shown in reminding.SHOWN else {}))
    context = {
        "phase": phase,
        "cluster": cluster,
        "counts": counts,
        "page": page,
        "rows": reminding.rows_to_reach(list(page.object_list), phase, site=site, now=now),
        "text": reminding.text_for_group(phase, late, counts["all"], site) if counts["all"] else "",
        "is_open": is_open,
        "declared": list(phase.reminders.all()),
        "now": now,
        "manages": may_manage(request.user, phase.campaign),
        "mail_server_set": mail_server_set(),
        "shown": shown if shown in reminding.SHOWN else "",
        "pills": [
            ("", _("Have not submitted"), counts["all"]),
            ("nobody", _("Nobody holds a post"), counts["nobody"]),
            ("unmailed", _("No letter arrives"), counts["unmailed"]),
        ],
        "rest": f"&{urlencode(kept)}" if kept else "",
        "query": f"{full}&" if full else "",
    }
    return render(request, "campaigns/reminders.html", context)


@act_of("reminders")
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind all units that have not submitted, those of one cluster, or one union."""
    now = timezone.now()
    phase = _phase(request, pk)
    reach = read.reach_of(request.user, phase)
    cluster = _chosen(phase, reach, request.POST.get("cluster", ""))
    union = request.POST.get("union", "")
    ids = None
    if union:
        asked = Union.objects.filter(participations__in=read.participants_in(phase, reach, cluster))
        ids = [get_object_or_404(asked, pk=id_in(union)).pk]
    query = f"?{urlencode({'cluster': cluster.pk})}" if cluster else ""
    try:
        done = remind_units(
            phase=phase, union_ids=ids, cluster=cluster.pk if cluster else None, by=request.user, now=now
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(reverse("dashboard", args=[phase.pk]) + query)
    messages.add_message(request, messages.SUCCESS if done.unions else messages.INFO, _told(done))
    # Whoever reminds one unit goes on with the next; whoever reminds many looks at whom that does not reach.
    return redirect(reverse("reminders" if ids is None else "dashboard", args=[phase.pk]) + query)


def _chosen(phase: Phase, reach: read.Reach, asked: str) -> Cluster | None:
    """The cluster whose units are meant, None for all. Raises Http404 for one out of the person's reach."""
    if not reach.whole and not reach.clusters:
        raise Http404
    if not asked:
        return None
    return get_object_or_404(read.clusters_in(phase, reach), pk=id_in(asked))


def _told(done: Reminded) -> str:
    """What the reminder did, in numbers."""
    parts = []
    if done.unions:
        parts.append(
            ngettext("%(units)s unit was reminded", "%(units)s units were reminded", done.unions)
            % {"units": done.unions}
            + " "
            + ngettext("(%(people)s person).", "(%(people)s people).", done.people) % {"people": done.people}
        )
    if done.already:
        parts.append(
            ngettext(
                "%(units)s unit had been reminded today already.",
                "%(units)s units had been reminded today already.",
                done.already,
            )
            % {"units": done.already}
        )
    if done.unreachable:
        parts.append(
            ngettext(
                "In %(units)s unit nobody has an officer's post today; please telephone.",
                "In %(units)s units nobody has an officer's post today; please telephone.",
                done.unreachable,
            )
            % {"units": done.unreachable}
        )
    if done.without_mail:
        parts.append(
            ngettext(
                "%(units)s of the units just reminded gets no letter; please tell it in another way.",
                "%(units)s of the units just reminded get no letter; please tell them in another way.",
                done.without_mail,
            )
            % {"units": done.without_mail}
        )
    return " ".join(parts) or _("Every unit has submitted; there is nobody to remind.")
