"""What is asked of a person now, between the close and the final: by phase, in the order of its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import (
    ColumnKind,
    CorrectionKind,
    PhaseStatus,
    ReopeningState,
    ResultState,
    StageKind,
    Supplier,
)
from campaigns.models import (
    ClusterRevision,
    Conference,
    Correction,
    CrossCheck,
    Opinion,
    Participant,
    Phase,
    ReopenedFigure,
    Reopening,
    Result,
    ScoreColumn,
    Stage,
    is_settled,
)
from campaigns.queries.windows import Windows, is_open
from common.templatetags.look import vn
from units.models import ClusterTerm, User
from units.scope import Scope, scope_of

#: As many of one kind are told at most.
MOST = 8


@dataclass(frozen=True)
class Asked:
    """Something that a person is asked to do: the words, the page, until when; None for no end."""

    words: str
    url: str
    act: str
    until: datetime | None = None
    phase: str = ""


def asked_of(user: User, now: datetime, *, phase: Phase | None = None) -> list[Asked]:
    """What waits for this person in closed phases, what ends first on top; in one phase, where it is named.

    A constant number of queries, and one where no phase of the person's unions is between the close and the final.
    """
    scope = scope_of(user)
    if not scope.writing_ids:
        return []
    moving = Exists(ClusterRevision.objects.provisional().filter(phase=OuterRef("pk"), number__gte=1))
    phases = Phase.objects.not_cancelled().filter(moving, status__gte=PhaseStatus.CLOSED)
    if phase is not None:
        phases = phases.filter(pk=phase.pk)
    if not phases.exists():
        return []
    places = Participant.objects.filter(phase__in=phases, union__in=scope.writing_ids)
    mine = places.exclude(is_settled())
    kept = phases.filter(campaign__owner__in=scope.writing_ids)
    found = [*_reopened(mine, now), *_to_explain(places, now), *_to_say(mine, now), *_to_score(mine, now)]
    found += [*_to_check(scope, phases, now), *_to_hold(scope, phases, now)]
    found += [*_to_answer(kept, scope), *_to_approve(kept, user), *_to_judge(kept)]
    return sorted(found, key=lambda one: (one.until is None, one.until or now))


def _reopened(mine: QuerySet[Participant], now: datetime) -> Iterator[Asked]:
    rows = ReopenedFigure.objects.in_force(now).filter(result__participant__in=mine).order_by()
    counted = rows.values_list("result__participant", "result__participant__phase__name").annotate(
        n=Count("pk"), end=Min("reopening__ends_at")
    )
    for pk, name, n, end in counted[:MOST]:
        words = ngettext("%(n)s figure is reopened for you", "%(n)s figures are reopened for you", n)
        yield Asked(words % {"n": vn(n, 0)}, reverse("sheet", args=[pk]), _("Enter"), end, name)


def _to_explain(mine: QuerySet[Participant], now: datetime) -> Iterator[Asked]:
    rows = Correction.objects.unexplained(now).filter(result__participant__in=mine).order_by()
    home = "result__participant__phase"
    aside = Count("pk", filter=Q(kind=CorrectionKind.SET_ASIDE))
    counted = rows.values_list(home, f"{home}__name").annotate(
        n=Count("pk"), aside=aside, end=Min("explain_until")
    )
    for pk, name, n, aside_n, end in counted[:MOST]:
        words = _explaining(n, aside_n)
        yield Asked(words % {"n": vn(n, 0)}, reverse("changes", args=[pk]), _("Explain"), end, name)


def _explaining(n: int, aside: int) -> str:
    """What became of so many figures, of which so many were set aside."""
    if not aside:
        return ngettext(
            "%(n)s figure was corrected: you may explain", "%(n)s figures were corrected: you may explain", n
        )
    if aside == n:
        return ngettext(
            "%(n)s figure was set aside: you may explain", "%(n)s figures were set aside: you may explain", n
        )
    return ngettext(
        "%(n)s figure was corrected or set aside: you may explain",
        "%(n)s figures were corrected or set aside: you may explain",
        n,
    )


def _to_say(mine: QuerySet[Participant], now: datetime) -> Iterator[Asked]:
    """Phases that take opinions from the person's unions now."""
    taking = Stage.objects.filter(kind=StageKind.OPINIONS, opens_at__lte=now, closes_at__gt=now)
    ranked = mine.filter(phase__in=taking.values("phase"), table__isnull=False)
    places = ranked.select_related("phase").order_by("phase", "pk")
    told: set[int] = set()
    for place in places[:MOST]:
        stage = Windows(place.phase_id).of(StageKind.OPINIONS, place.cluster_id, place.sector)
        if stage is None or not is_open(stage, now) or place.phase_id in told:
            continue
        told.add(place.phase_id)
        words = _("Look at your points: opinions on single lines are taken")
        url = f"{reverse('standings', args=[place.phase_id])}?open={place.pk}"
        yield Asked(words, url, _("See my points"), stage.closes_at, place.phase.name)


def _to_score(mine: QuerySet[Participant], now: datetime) -> Iterator[Asked]:
    """Self-scores of the person's unions that are to be sent now."""
    taking = Stage.objects.filter(kind=StageKind.SELF_SCORE, opens_at__lte=now, closes_at__gt=now)
    sent = ScoreColumn.objects.filter(participant=OuterRef("pk"), kind=ColumnKind.SELF, sent_at__isnull=False)
    places = mine.filter(~Exists(sent), phase__in=taking.values("phase"), table__isnull=False)
    for place in places.select_related("phase", "union").order_by("phase", "pk")[:MOST]:
        stage = Windows(place.phase_id).of(StageKind.SELF_SCORE, place.cluster_id, place.sector)
        if stage is not None and is_open(stage, now):
            words = _("Send the self-score of %(union)s") % {"union": place.union.short_name}
            url = reverse("self-score", args=[place.pk])
            yield Asked(words, url, _("Score"), stage.closes_at, place.phase.name)


def _to_check(scope: Scope, phases: QuerySet[Phase], now: datetime) -> Iterator[Asked]:
    """Cross-checks that the person's unions are to send now."""
    sent = ScoreColumn.objects.filter(
        participant=OuterRef("checked"), kind=ColumnKind.CROSS, sent_at__isnull=False
    )
    rows = CrossCheck.objects.filter(
        ~Exists(sent), phase__in=phases, checker__union__in=scope.writing_ids
    ).exclude(is_settled("checked__"))
    rows = rows.select_related("phase", "checked__union").order_by("phase", "pk")
    for row in rows[:MOST]:
        place = row.checked
        stage = Windows(row.phase_id).of(StageKind.CROSS_CHECK, place.cluster_id, place.sector)
        if stage is not None and is_open(stage, now):
            words = _("Cross-check %(union)s") % {"union": place.union.short_name}
            url = reverse("cross-check", args=[place.pk])
            yield Asked(words, url, _("Check"), stage.closes_at, row.phase.name)


def _to_judge(kept: QuerySet[Phase]) -> Iterator[Asked]:
    """Points that the federation is to give."""
    rows = Result.objects.filter(
        participant__phase__in=kept, indicator__supplier=Supplier.FEDERATION, state=ResultState.NOT_REPORTED
    ).exclude(is_settled("participant__"))
    home = "participant__phase"
    counted = rows.order_by().values_list(home, f"{home}__name").annotate(n=Count("pk"))
    for pk, name, n in counted[:MOST]:
        words = ngettext("%(n)s figure is to be judged", "%(n)s figures are to be judged", n)
        yield Asked(words % {"n": vn(n, 0)}, reverse("judging", args=[pk]), _("Judge"), None, name)


def _to_hold(scope: Scope, phases: QuerySet[Phase], now: datetime) -> Iterator[Asked]:
    """Conferences that the person's unions lead and that are to be recorded."""
    signing = [pk for pk in scope.writing_ids if scope.signs_for(pk)]
    led = ClusterTerm.objects.filter(leader__in=signing).select_related("cluster")
    stages = Stage.objects.filter(kind=StageKind.CONFERENCE, phase__in=phases, opens_at__lte=now)
    by_year: dict[int, list[Any]] = {}
    for stage in stages.filter(sector="", cluster=None).select_related("phase__campaign"):
        by_year.setdefault(stage.phase.campaign.year, []).append(stage)
    if not by_year:
        return
    held = set(Conference.objects.adopting().filter(phase__in=phases).values_list("phase", "cluster"))
    for term in led.filter(year__in=by_year)[:MOST]:
        for stage in by_year[term.year]:
            if (stage.phase_id, term.cluster_id) not in held:
                words = _("Record the conference of %(cluster)s") % {"cluster": term.cluster.name}
                url = f"{reverse('conference', args=[stage.phase_id])}?cluster={term.cluster_id}"
                yield Asked(words, url, _("Record it"), stage.closes_at, stage.phase.name)


def _to_answer(kept: QuerySet[Phase], scope: Scope) -> Iterator[Asked]:
    """Opinions that the person may answer: not those of an own union, or on its line."""
    own = Q(union__in=scope.writing_ids) | Q(participant__union__in=scope.writing_ids)
    rows = Opinion.objects.unanswered().filter(~own, participant__phase__in=kept).order_by()
    counted = rows.values_list("participant__phase", "participant__phase__name").annotate(n=Count("pk"))
    for pk, name, n in counted[:MOST]:
        words = ngettext("%(n)s opinion awaits an answer", "%(n)s opinions await an answer", n)
        yield Asked(words % {"n": vn(n, 0)}, reverse("opinions", args=[pk]), _("Answer"), None, name)


def _to_approve(kept: QuerySet[Phase], user: User) -> Iterator[Asked]:
    rows = Reopening.objects.filter(phase__in=kept, state=ReopeningState.ASKED).exclude(requested_by=user)
    for row in rows.select_related("phase").order_by("ends_at", "pk")[:MOST]:
        url = reverse("reopening", args=[row.pk])
        yield Asked(_("A reopening awaits approval"), url, _("Look at it"), row.ends_at, row.phase.name)
