"""What the table of standings says of a band and of a unit's way since the phase before. No query."""

from django.utils.translation import gettext as _

from campaigns.queries.standings import Group, Row
from common.templatetags.look import NONE, points


def band_words(group: Group) -> str:
    """The points of a band; the lowest band is open below, the highest above."""
    bounds = {"lowest": points(group.lowest), "below": points(group.below)}
    if group.lowest is None:
        return _("under %(below)s points") % bounds
    if group.below is None:
        return _("from %(lowest)s points") % bounds
    return _("from %(lowest)s to under %(below)s points") % bounds


def moved_words(row: Row) -> str:
    """Whether a unit rose or fell since the phase before; a dash without a rank there."""
    if not row.before:
        return NONE
    rank = {"rank": row.before}
    if not row.moved:
        return "● " + _("still rank %(rank)s") % rank
    return ("▲ " if row.moved > 0 else "▼ ") + _("from rank %(rank)s") % rank
