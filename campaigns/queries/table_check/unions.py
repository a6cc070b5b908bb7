"""What the table asks of the unions that take part, and nobody has recorded: counts of members, registrations."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.choices import ConditionKind, FactKind, TieKind
from campaigns.models import ExternalFact, Participant
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import Finding, at, warning
from campaigns.scoring.parameters import SIZE_BELOW, SIZE_FROM
from units.models import Headcount


def check_unions(drawn: Drawn) -> Iterator[Finding]:
    """At most three queries, each only where the table asks for it."""
    sized = bool(drawn.table.size_from or drawn.table.size_to)
    sized |= any(
        leaf.params[SIZE_FROM.name] or leaf.params[SIZE_BELOW.name] for leaf in drawn.leaves.values()
    )
    if sized and _lack(drawn, members__isnull=False):
        said = _(
            "The table asks how many members a union has, and of some unions that take part nobody has recorded it."
            " They count as of any size."
        )
        yield warning("headcounts", at(drawn.table), said)
    if any(key.kind == TieKind.WOMEN for key in drawn.tie_breaks) and _lack(drawn, women__isnull=False):
        said = _(
            "A key among equals asks for the share of women, and of some unions that take part nobody has recorded"
            " it. They come last there."
        )
        yield warning("women", at(drawn.table), said)
    yield from _registrations(drawn)


def _lack(drawn: Drawn, **known: bool) -> bool:
    """Some union that takes part has no such headcount."""
    counted = Headcount.objects.filter(**known).values("union_id")
    taking_part = Participant.objects.with_figures().filter(phase__campaign=drawn.table.campaign_id)
    if drawn.table.cluster_id:
        taking_part = taking_part.filter(cluster=drawn.table.cluster_id)
    return taking_part.exclude(union__in=counted).exists()


def _registrations(drawn: Drawn) -> Iterator[Finding]:
    asking = [
        band for band in drawn.bands
        if any(condition.kind == ConditionKind.REGISTERED for condition in band.conditions.all())
    ]  # fmt: skip
    if not asking:
        return
    registered = ExternalFact.objects.filter(
        kind=FactKind.REGISTRATION,
        withdrawn_at__isnull=True,
        union__participations__phase__campaign=drawn.table.campaign_id,
    )
    if not registered.exists():
        for band in asking:
            said = _(
                "“%(band)s” asks for a registered title, and no union that takes part has registered one yet."
            )
            yield warning("registered", at(band, "conditions"), said % {"band": band.name})
