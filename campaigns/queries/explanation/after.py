"""What came after the sum of the lines: what was made up for or cut, band, downgrade, why no band or no rank."""

from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Standing
from common.templatetags.look import points


def adjustments(standing: Standing) -> list[tuple[str, Decimal]]:
    """Rows that make the lines sum to the total: what was made up for, and what rounding or the bounds took or gave."""
    found = []
    if standing.rescaled:
        found.append((_("Made up for what does not apply"), standing.rescaled))
    if standing.cut:
        found.append((_cut_words(standing), standing.cut))
    return found


def _cut_words(standing: Standing) -> str:
    """Why the total is another than the sum: less than a point is rounding."""
    if abs(standing.cut) < 1:
        return _("Rounding of the total")
    if standing.cut > 0:
        return _("The total does not fall below 0")
    return _("The total does not exceed the nominal maximum")


def after_the_sum(standing: Standing, *, reads: bool) -> list[str]:
    """Sentences about band, downgrade, and why there is none; `reads` says that the reader may know the facts."""
    if standing.is_silent:
        return [_("The union has sent no figure of its own: it stands apart, unranked.")]
    if standing.rank is None:
        return [_("The union lacks a phase of the year: it stands apart, unranked.")]
    found = []
    if standing.is_young:
        found.append(_("Not graded: founded, merged or split too short a time before the review day."))
    elif standing.band is not None:
        parts = {"points": points(standing.points), "band": standing.band.name}
        found.append(_("%(points)s points and the conditions of the band: “%(band)s”.") % parts)
    else:
        found.append(_("No band takes these points on its conditions."))
    if (
        standing.band_found is not None
        and standing.band_found_id != standing.band_id
        and not standing.is_young
    ):
        words = _("By points and conditions it would be “%(band)s”; lowered as the rules provide.")
        found.append(words % {"band": standing.band_found.name})
    if standing.is_on_border:
        found.append(_("The last places of the band are tied: a named person decides."))
    return found
