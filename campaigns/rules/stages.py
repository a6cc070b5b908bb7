"""The windows of the stages between the close and the final: what a new phase starts with, and how they may lie."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from campaigns.choices import STAGE_ORDER, StageKind

#: How long a stage lasts that nobody has set otherwise, in days.
LASTS = {
    StageKind.SELF_SCORE: 5,
    StageKind.CROSS_CHECK: 7,
    StageKind.APPRAISAL: 21,
    StageKind.OPINIONS: 5,
    StageKind.CONFERENCE: 7,
    StageKind.FINAL: 7,
}
#: What a new phase starts with; a year has no figures to appraise.
STARTS_WITH = (StageKind.APPRAISAL, StageKind.OPINIONS, StageKind.FINAL)
STARTS_YEAR_WITH = (StageKind.OPINIONS, StageKind.FINAL)

Window = tuple[datetime, datetime]
#: A stage's kind, sector and cluster: "" and None where it is for everybody.
Part = tuple[str, str, int | None]
T = TypeVar("T")


def first_windows(closes_at: datetime, kinds: Iterable[str]) -> dict[str, Window]:
    """One stage after the other from the end of entry on, each as long as usual; half-open."""
    opens, found = closes_at, {}
    for kind in STAGE_ORDER:
        if kind in kinds:
            ends = opens + timedelta(days=LASTS[StageKind(kind)])
            found[kind] = (opens, ends)
            opens = ends
    return found


def of_part(rows: Mapping[Part, T], part: Part) -> T | None:
    """What there is of a stage for a union in this sector and cluster: the cluster's goes before the sector's, and this
    before that of all. None where the stage is switched off, which is where it has none for all."""
    kind, sector, cluster_id = part
    if (kind, "", None) not in rows:
        return None
    own = rows.get((kind, "", cluster_id)) if cluster_id else None
    return own or rows.get((kind, sector, None)) or rows[kind, "", None]


def heirs(rows: Mapping[Part, object], part: Part) -> list[Part]:
    """The sectors and clusters with a window of their own in other stages, which in this one have that of all.

    None of a part that is not for all.
    """
    kind, sector, cluster_id = part
    if sector or cluster_id:
        return []
    found = [(kind, sector, cluster_id) for _kind, sector, cluster_id in rows]
    return [heir for heir in dict.fromkeys(found) if heir not in rows]


def out_of_order(windows: Mapping[str, Window], kind: str) -> str:
    """The stage with which a window of `kind` is out of order, "" for none.

    A stage ends no earlier than those before it and no later than those after it; windows may overlap.
    """
    own = windows[kind]
    place = STAGE_ORDER.index(kind)
    for other, window in windows.items():
        if STAGE_ORDER.index(other) < place and window[1] > own[1]:
            return other
        if STAGE_ORDER.index(other) > place and window[1] < own[1]:
            return other
    return ""
