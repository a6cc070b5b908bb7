"""The ranked are heard: opinions on single lines and their answers, the conference of a cluster."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.forms.hearing import AnswerForm, ConferenceForm, OpinionForm
from campaigns.models import Conference, Criterion, Opinion, Participant, Phase
from campaigns.permissions import leads_cluster, may_manage, require_answers, require_ranked
from campaigns.queries.acclaiming import acclaimable
from campaigns.queries.conferences import next_year, takes_conference
from campaigns.queries.finality import still_moving
from campaigns.queries.opinions import opinions_of, places_to_speak_for
from campaigns.queries.standings_clusters import clusters_shown_to
from campaigns.services import hearing
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.stages import phase_shown
from common.acts import act_of
from common.request import id_in
from units.models import Cluster, Union
from units.scope import scope_of
from units.web import Request


@require_GET
def opinions(request: Request, pk: int) -> HttpResponse:
    """Opinions in a phase with their answers; the unanswered first."""
    phase = phase_shown(request, pk)
    manages = may_manage(request.user, phase.campaign)
    wanted = request.GET.get("cluster", "")
    found = opinions_of(
        phase,
        request.user,
        sees_all=manages,
        cluster=id_in(wanted) if wanted else None,
        number=request.GET.get("page", "1"),
    )
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "manages": manages,
        "found": found,
        "page": found.page,
        "query": f"cluster={wanted}&" if wanted else "",
        "writes_for": set(scope_of(request.user).writing_ids),
    }
    return render(request, "campaigns/opinions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_new(request: Request, pk: int, criterion_pk: int) -> HttpResponse:
    """Say that a line of points of a participant is not right."""
    seen = Participant.objects.filter(phase__in=Phase.objects.visible_to(request.user))
    places = seen.select_related("phase__campaign__owner", "union", "cluster")
    participant, now = get_object_or_404(places, pk=pk), timezone.now()
    place = _speaker(request, participant)
    hearing.require_taking(place, request.user, now)
    criterion = get_object_or_404(Criterion, pk=criterion_pk, table=participant.table_id)
    form = OpinionForm(sent(request))
    if form.is_valid():
        act = partial(
            hearing.raise_opinion, participant=participant, criterion=criterion, place=place, by=request.user,
            now=now, **form.cleaned_data,
        )  # fmt: skip
        if attempt(form, act) is not None:
            messages.success(request, _("Your opinion is sent. It is answered here by name."))
            return redirect("opinions", pk=participant.phase_id)
    context = {"participant": participant, "criterion": criterion, "place": place}
    context |= {"phase": participant.phase, "campaign": participant.phase.campaign}
    return answer(request, "campaigns/opinion_new.html", form, **context)


def _speaker(request: Request, participant: Participant) -> Participant:
    """The participation in the same cluster for which the person speaks: its own where it may, else one that is ranked.

    Raises Http404 without any, PhaseEnded where none is ranked.
    """
    mine = list(places_to_speak_for(participant.phase, request.user))
    near = [place for place in mine if place.cluster_id == participant.cluster_id]
    own = next((place for place in near if place.pk == participant.pk), None)
    if own is None and not near:
        raise Http404
    place = own or next((place for place in near if place.table_id), near[0])
    require_ranked(place)
    return place


def _opinion(request: Request, pk: int) -> Opinion:
    """An opinion in a cluster that the person reads, or 404."""
    rows = Opinion.objects.filter(participant__phase__in=Phase.objects.visible_to(request.user))
    found = get_object_or_404(
        rows.select_related(
            "participant__phase__campaign__owner",
            "participant__union",
            "criterion",
            "union",
            "raised_by__person",
        ),
        pk=pk,
    )
    place = found.participant
    near = Participant.objects.visible_to(request.user).filter(phase=place.phase_id, cluster=place.cluster_id)
    if not near.exists():
        raise Http404
    return found


@require_GET
def opinion_line(request: Request, pk: int) -> HttpResponse:
    """On to the line of points that an opinion is about."""
    place = _opinion(request, pk).participant
    address = reverse("standings", args=[place.phase_id])
    return redirect(f"{address}?cluster={place.cluster_id or 0}&open={place.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_answer(request: Request, pk: int) -> HttpResponse:
    """The federation answers an opinion by name."""
    opinion, now = _opinion(request, pk), timezone.now()
    phase = opinion.participant.phase
    require_answers(request.user, opinion)
    form = AnswerForm(sent(request))
    if form.is_valid():
        act = partial(hearing.answer_opinion, opinion=opinion, by=request.user, now=now, **form.cleaned_data)
        if attempt(form, lambda: act() or True) is not None:
            messages.success(request, _("The answer is kept; the union is told."))
            return redirect("opinions", pk=phase.pk)
    context = {"opinion": opinion, "phase": phase, "campaign": phase.campaign}
    return answer(request, "campaigns/opinion_answer.html", form, **context)


def _list_of(request: Request, pk: int) -> str:
    """The list in which an opinion stands. Raises Http404."""
    return reverse("opinions", args=[_opinion(request, pk).participant.phase_id])


@act_of(_list_of)
def opinion_withdraw(request: Request, pk: int) -> HttpResponse:
    """A union takes its opinion back."""
    opinion = _opinion(request, pk)
    hearing.withdraw_opinion(opinion=opinion, by=request.user, now=timezone.now())
    messages.success(request, _("The opinion is withdrawn."))
    return redirect("opinions", pk=opinion.participant.phase_id)


@require_http_methods(["GET", "HEAD", "POST"])
def conference(request: Request, pk: int) -> HttpResponse:
    """The conference of a cluster: what was recorded, and the form for who may record one."""
    phase, now = phase_shown(request, pk), timezone.now()
    clusters = clusters_shown_to(request.user, phase)
    wanted = request.GET.get("cluster", "")
    link = next((one for one in clusters if not wanted or str(one.pk) == wanted), None)
    if link is None:
        raise Http404
    cluster = Cluster.objects.filter(pk=link.pk).first()  # NO_CLUSTER is no id
    may = may_manage(request.user, phase.campaign) or (
        cluster is not None and leads_cluster(request.user, cluster.pk, phase.campaign.year)
    )
    inside = Participant.objects.filter(phase=phase, cluster=cluster)
    members = Union.objects.filter(pk__in=inside.values("union")).order_by("sort_key", "pk")
    files = request.FILES if request.method == "POST" else None
    awards = [row for offer in acclaimable for row in offer(phase)]
    form = ConferenceForm(sent(request), files, members=members, awards=awards)
    if form.is_valid():
        act = partial(
            hearing.hold_conference, phase=phase, cluster=cluster, by=request.user, now=now, **form.given()
        )
        if attempt(form, act) is not None:
            messages.success(request, _("The conference is recorded."))
            return redirect(f"{reverse('conference', args=[phase.pk])}?cluster={link.pk}")
    rows = Conference.objects.filter(phase=phase, cluster=cluster)
    held = list(rows.select_related("recorded_by__person", "minutes").prefetch_related("acclaims__union"))
    may_record = may and takes_conference(phase, cluster)
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "cluster": link,
        "clusters": clusters,
        "may_record": may_record,
        "moving": still_moving(phase, cluster, now) if may_record else [],
        "held": held,
        "next_year": next_year(phase, cluster, held),
        "award_names": dict(awards),
    }
    return answer(request, "campaigns/conference.html", form, **context)
