"""What may be wrong with the window of a stage: before the end of entry, out of order, off, or out of order where it is
inherited."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import StageKind
from campaigns.rules import stages as rules
from common.templatetags.look import ends, moment
from units.choices import Sector

Windows = Mapping[rules.Part, rules.Window]
#: What clusters are called, by their number in a part.
Names = Mapping[int, str]


def window_fault(
    windows: Windows, part: rules.Part, entry_closes_at: datetime, clusters: Names
) -> tuple[str, str] | None:
    """What is wrong with the window of a part, and at which field; None when nothing is.

    It lies after the end of entry and in the order of the stages, also where sectors and clusters inherit it that have
    windows of their own in other stages; and the stage is switched on for everybody.
    """
    kind, _sector, _cluster = part
    if (kind, "", None) not in windows:
        return "kind", _("Switch this stage on for everybody first.")
    opens, closes = windows[part]
    if closes <= opens:
        return "closes_at", _("The stage ends before it begins. Choose a later end.")
    if kind != StageKind.SELF_SCORE and opens < entry_closes_at:
        told = _("Entry ends at %(end)s. Choose that time or a later one.")
        return "opens_at", told % {"end": moment(entry_closes_at)}
    if clash := _clash(windows, part):
        return "closes_at", _("“%(stage)s” ends at %(end)s: the stages end in their order.") % clash
    for heir in rules.heirs(windows, part):
        if clash := _clash(windows, heir):
            said = _(
                "“%(stage)s” of “%(part)s” ends at %(end)s: the stages end in their order. "
                "Choose another end, or first give “%(part)s” a window of its own for this stage too."
            )
            return "closes_at", said % {**clash, "part": part_name(heir, clusters)}
    return None


def drop_fault(windows: Windows, part: rules.Part, clusters: Names) -> str:
    """What is wrong with `windows` once that of a part is taken away, so that it inherits one; "" when nothing is."""
    if not (clash := _clash(windows, part)):
        return ""
    said = _(
        "“%(stage)s” of “%(part)s” ends at %(end)s: the stages end in their order. "
        "Take that window away first, or move its end."
    )
    return said % {**clash, "part": part_name(part, clusters)}


def part_name(part: rules.Part, clusters: Names) -> str:
    """The sector or the cluster of a part, in words."""
    _kind, sector, cluster_id = part
    return clusters[cluster_id] if cluster_id else str(Sector(sector).label)


def _clash(windows: Windows, part: rules.Part) -> dict[str, str]:
    """The stage with which that of a part is out of order, and its end, in words; empty for none."""
    kind, sector, cluster_id = part
    of_part = {other: rules.of_part(windows, (other, sector, cluster_id)) for other in StageKind.values}
    mine = {other: window for other, window in of_part.items() if window}
    clash = rules.out_of_order(mine, kind)
    return {"stage": str(StageKind(clash).label), "end": ends(mine[clash][1])} if clash else {}
