"""What the table of standings says of a band and of a unit's way since the phase before. No query."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import ConditionKind
from campaigns.queries.standings_rows import Group, Row
from campaigns.queries.table_words import condition_words
from common.templatetags.look import NONE, points, vn


def band_words(group: Group) -> str:
    """The points of a band, what it asks beside them, and how many it holds; or why units stand in none."""
    if group.is_young:
        return _("founded, merged or split too short a time before the review day")
    if group.lowest is None:
        return _("no class takes their points on its conditions")
    conditions = list(group.band.conditions.all()) if group.band else []
    asked = [condition_words(c) for c in conditions if c.kind != ConditionKind.OR_FACT]
    ways = [condition_words(c) for c in conditions if c.kind == ConditionKind.OR_FACT]
    return "; ".join([" ".join([range_words(group), *ways]), *asked, *_room_words(group)])


def range_words(group: Group) -> str:
    """From which points to below which; one without an upper end also takes what no band above it takes."""
    bounds = {"lowest": points(group.lowest), "below": points(group.below)}
    if group.below is None:
        return _("from %(lowest)s points") % bounds
    return _("from %(lowest)s to under %(below)s points") % bounds


def _room_words(group: Group) -> list[str]:
    if group.room is None or group.band is None:
        return []
    parts = {"share": vn(group.band.share), "room": vn(group.room, 0)}
    return [
        ngettext(
            "at most %(share)s%% of the ranked units: %(room)s unit",
            "at most %(share)s%% of the ranked units: %(room)s units",
            group.room,
        )
        % parts
    ]


def lowered_words(row: Row) -> str:
    """That a unit's points gave a higher band than the one that holds. Why is for those who may read its facts."""
    return _("by points “%(band)s”; lowered as the rules provide") % {"band": row.lowered_from}


def moved_words(row: Row) -> str:
    """Whether a unit rose or fell since the phase before; a dash without a rank there."""
    if not row.before:
        return NONE
    rank = {"rank": row.before}
    if not row.moved:
        return "● " + _("still rank %(rank)s") % rank
    return ("▲ " if row.moved > 0 else "▼ ") + _("from rank %(rank)s") % rank
