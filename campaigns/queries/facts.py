"""Reads of facts from outside: which of them count in a phase, and what whom is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import FactKind
from campaigns.models import ExternalFact, Participant, Phase
from campaigns.models.fact import ExternalFactQuerySet
from common.pages import Badge, PhaseLine
from common.templatetags.look import day as day_of
from common.templatetags.look import vn
from units.models import Union, User
from units.models.unions import UnionQuerySet
from units.scope import scope_of

#: How many of a union's facts stand on its page, and how many grades a form offers.
LATEST, GRADES = 3, 40


# --- Which facts count ------------------------------------------------------------------------------------------------
#: How the source of a self-score's fact begins: the phase, then the participant.
SELF_SCORE = "self-score"


def _is_of_period(phase: Phase, prefix: str = "") -> Case:
    """The day of the fact lies in the period of the phase: an annotation; `prefix` leads to the fact.

    A self-score is of the phase that it was sent for, whatever the days: periods may overlap. It is of a year where it
    was sent for one of the phases that this joins.
    """
    inside = Q(**{f"{prefix}day__gte": phase.period_from}) & Q(**{f"{prefix}day__lte": phase.period_to})
    asked = phase.parts.values_list("phase_id", flat=True) if phase.is_year else [phase.pk]
    sent = Q(pk__in=[])
    for phase_id in asked:
        sent |= Q(**{f"{prefix}source__startswith": f"{SELF_SCORE}:{phase_id}:"})
    is_sent = Q(**{f"{prefix}kind": FactKind.SELF_SCORE})
    return Case(
        When(is_sent & sent, then=Value(True)),
        When(is_sent, then=Value(False)),
        When(inside, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def source_of_self_score(participant: Participant) -> str:
    """What the fact of a sent self-score names as its source."""
    return f"{SELF_SCORE}:{participant.phase_id}:{participant.pk}"


def facts_in(phase: Phase) -> QuerySet[ExternalFact]:
    """Standing facts of the phase's participants up to its last day; `is_of_period` says which lie in its period.

    Those before the period count where a criterion says "to date".
    """
    return (
        ExternalFact.objects.standing()
        .filter(union__participations__phase=phase, day__lte=phase.period_to)
        .annotate(is_of_period=_is_of_period(phase))
    )


def counted_facts(phase: Phase, clusters: Iterable[int | None] | None = None) -> QuerySet[Participant]:
    """A row for each participant and fact of `facts_in`, for INSERT … SELECT: `participant_id`, `fact_id`,
    `is_of_period`. `clusters` as in `in_clusters`."""
    held = "union__facts__"
    standing = Q(**{f"{held}withdrawn_at__isnull": True, f"{held}day__lte": phase.period_to})
    return (
        Participant.objects.filter(phase=phase)
        .in_clusters(clusters)
        .filter(standing, union__facts__isnull=False)
        .annotate(participant_id=F("pk"), fact_id=F(f"{held}pk"), is_of_period=_is_of_period(phase, held))
        .order_by("pk", "fact_id")
    )


# --- Who is told what -------------------------------------------------------------------------------------------------
def lowered_words() -> str:
    """All that other unions read of a fact behind a grade: that the rules lowered it, not why."""
    return _("lowered as the rules provide")


def fact_words(fact: ExternalFact) -> str:
    """A fact in one line, for those who may read it: what, the document's number, the day."""
    what = f"{fact.get_kind_display()}: {fact.grade}" if fact.grade else str(fact.get_kind_display())
    return f"{what}, {fact.number}, {day_of(fact.day)}"


# --- Pages ------------------------------------------------------------------------------------------------------------
def unions_read(user: User) -> UnionQuerySet:
    """Unions whose facts a person may read, though there may be none yet: the unions themselves and those above read
    them, other members of a cluster do not."""
    scope = scope_of(user)
    some = ExternalFact.objects.visible_to(user).filter(union=OuterRef("pk"))
    return Union.objects.filter(scope.below() | Q(pk__in=scope.current_ids) | Q(Exists(some)))


def facts_of(user: User, union: Union) -> ExternalFactQuerySet:
    """Every fact of a union that a person may read, the latest first, with who recorded and withdrew it."""
    return (
        ExternalFact.objects.visible_to(user)
        .filter(union=union)
        .select_related("union", "document", "recorded_by__person", "withdrawn_by__person")
        .order_by("-day", "-pk")
    )


@dataclass(frozen=True)
class FactCard:
    """What a union's page says of its facts: the latest that stand."""

    union: Union
    latest: list[ExternalFact]


def fact_card(user: User, union: Union) -> FactCard | None:
    """None for who may not read facts of this union; two queries."""
    if not unions_read(user).filter(pk=union.pk).exists():
        return None
    return FactCard(union, list(facts_of(user, union).standing()[:LATEST]))


def fact_line(user: User, union: Union, *, may_record: bool) -> PhaseLine:
    """The line below the head of the page of facts: how many stand, since when, and who records them."""
    standing = ExternalFact.objects.visible_to(user).standing().filter(union=union)
    found = standing.aggregate(n=Count("pk"), last=Max("day"))
    who = _("recorded by the levels above the union, with the number of the document")
    asked = (_("please record it in the form"),) if may_record else ()
    if not found["n"]:
        return PhaseLine(_("No fact is recorded yet"), facts=(who, *asked))
    stand = ngettext("%(n)s fact stands", "%(n)s facts stand", found["n"]) % {"n": vn(found["n"], 0)}
    return PhaseLine(stand, facts=(_("the latest of %(day)s") % {"day": day_of(found["last"])}, who))


def fact_badge(fact: ExternalFact) -> Badge | None:
    """A fact that was withdrawn, or that came with another record; None for one like most."""
    if fact.withdrawn_at is not None:
        return Badge("lock", "returned", _("Withdrawn"))
    if fact.kind == FactKind.SELF_SCORE:
        return Badge("info", "check", _("From a self-score"))
    return Badge("info", "star", _("From a registration")) if fact.source else None


def grades_used(user: User) -> list[str]:
    """What was written as “what exactly” before, the most frequent first: offered while somebody types."""
    rows = ExternalFact.objects.visible_to(user).standing().exclude(grade="").order_by()
    counted = rows.values("grade_key").annotate(n=Count("pk"), words=Max("grade")).order_by("-n", "grade_key")
    return [row["words"] for row in counted[:GRADES]]
