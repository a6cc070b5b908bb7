"""What awards say to the stages of a phase: which awards a revision would touch, and for which one may be acclaimed."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.choices import GrantStatus, Recipient
from awards.models import Award, Grant, Nomination
from campaigns.models import Phase
from campaigns.models.revision import in_clusters
from common.templatetags.look import vn


def touched_awards(phase: Phase, clusters: Collection[int | None]) -> list[str]:
    """Nominations and awards granted that stand on the points of these clusters, by round; two queries."""
    nominated = Nomination.objects.not_withdrawn().filter(in_clusters(clusters), round__phase=phase)
    granted = Grant.objects.filter(status=GrantStatus.ACTIVE, nomination__in=nominated)
    lines = []
    for name, n in nominated.order_by().values_list("round__name").annotate(n=Count("pk")):
        said = ngettext("%(round)s: %(n)s nomination", "%(round)s: %(n)s nominations", n)
        lines.append(said % {"round": name, "n": vn(n, 0)})
    given = granted.order_by().values_list("decision__number", "decision__issuer__short_name")
    for number, issuer, n in given.annotate(n=Count("pk")):
        said = ngettext(
            "Decision %(number)s of %(issuer)s: %(n)s award",
            "Decision %(number)s of %(issuer)s: %(n)s awards",
            n,
        )
        lines.append(said % {"number": number, "issuer": issuer, "n": vn(n, 0)})
    return lines


def acclaimable_awards(phase: Phase) -> list[tuple[str, str]]:
    """Awards for collectives that are in force when the phase ends, as (code, name), in the order of the catalogue."""
    rows = Award.objects.on(phase.period_to).filter(recipient=Recipient.COLLECTIVE).order_by("order", "pk")
    return [(award.code, award.name) for award in rows]


def acclaim_words(day: str) -> str:
    """The reason of a nomination that comes from a conference of a cluster."""
    return _("Acclaimed by the conference of its cluster on %(day)s.") % {"day": day}
