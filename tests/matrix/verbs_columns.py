"""The verbs of judges, of columns beside the computed points, and of visits; windows are open whatever the state."""

from datetime import timedelta

from campaigns.choices import ColumnKind, StageKind
from campaigns.models import CrossCheck, JudgePoints, LineScore, Participant, ScoreColumn, Stage, Visit
from tests.matrix.outcome import Verb
from tests.matrix.states import Scene


def _phase(scene: Scene) -> int:
    return scene.season.phase.pk


def _place(scene: Scene) -> Participant:
    return scene.season.sheet(scene.season.world.ba_dinh)


def _window(scene: Scene, kind: str) -> None:
    ends = {"opens_at": scene.now - timedelta(hours=1), "closes_at": scene.now + timedelta(days=7)}
    Stage.objects.create(phase=scene.season.phase, kind=kind, **ends)


def _judged(scene: Scene) -> str:
    """The grid of the criterion that people judge, in the cluster of Ba Dinh."""
    return f"?cluster={scene.season.world.cluster_1.pk}&indicator={scene.season.indicators['TD'].pk}"


def _points(scene: Scene) -> dict[str, str]:
    row = scene.season.result(scene.season.world.ba_dinh, "TD")
    return {"versions": f"{row.pk}:{row.version}", f"value-{row.pk}": "12"}


def _by_two(scene: Scene) -> int:
    """Ba Dinh's points, of which two judges give 10 and 14, and on which they must agree."""
    season = scene.season
    season.table.criteria.filter(code="4").update(params={"judges": "agreed"})
    row = season.result(season.world.ba_dinh, "TD")
    for judge, value in ((season.world.quang, 10), (season.world.an, 14)):
        JudgePoints.objects.create(result=row, judge=judge, points=value, given_at=scene.now)
    return row.pk


def _scoring_itself(scene: Scene) -> int:
    """Ba Dinh, which may score itself; the line that a person judges is written already."""
    _window(scene, StageKind.SELF_SCORE)
    return _written(scene, ColumnKind.SELF)


def _written(scene: Scene, kind: str) -> int:
    place = _place(scene)
    column = ScoreColumn.objects.create(participant=place, kind=kind)
    judged = scene.season.table.criteria.get(code="4")
    LineScore.objects.create(
        column=column, criterion=judged, points=10, written_by=scene.season.world.quang, written_at=scene.now
    )
    return place.pk


def _checked(scene: Scene) -> int:
    """Ba Dinh, which Long Bien checks."""
    _window(scene, StageKind.CROSS_CHECK)
    season, told = scene.season, {"decided_by": scene.season.world.quang, "decided_at": scene.now}
    checker = season.sheet(season.world.long_bien)
    CrossCheck.objects.create(phase=season.phase, checked=_place(scene), checker=checker, how="named", **told)
    return _written(scene, ColumnKind.CROSS)


def _checks(scene: Scene) -> int:
    _window(scene, StageKind.CROSS_CHECK)
    return _phase(scene)


def _in_cluster(scene: Scene) -> str:
    return f"?cluster={scene.season.world.cluster_1.pk}"


def _ring(scene: Scene) -> dict[str, int]:
    """Each union of the cluster is checked by the next."""
    places = list(scene.season.phase.participants.filter(cluster=scene.season.world.cluster_1).order_by("pk"))
    return {f"checker-{place.pk}": places[n - 1].pk for n, place in enumerate(places)}


def _visit(scene: Scene) -> int:
    return Visit.objects.create(
        participant=_place(scene), planned_on=scene.now.date(), planned_by=scene.season.world.quang,
        planned_at=scene.now,
    ).pk  # fmt: skip


COLUMNS = {
    "read what is to be judged": Verb("judging", _phase),
    "judge a cluster": Verb("judging-save", _phase, _points, query=_judged),
    "agree on judged points": Verb(
        "judging-agree", _by_two, lambda s: {"value": "12", "reason": "Cùng xem lại"}
    ),
    "read a self-score": Verb("self-score", lambda s: _place(s).pk),
    "write a self-score": Verb("self-score", _scoring_itself, lambda s: {"then": "send"}),
    "send a self-score": Verb("self-score-send", _scoring_itself, lambda s: {}),
    "read who checks whom": Verb("cross-checks", _phase),
    "draw who checks whom": Verb("cross-checks-draw", _checks, lambda s: {}, query=_in_cluster),
    "enter who checks whom": Verb("cross-checks-enter", _checks, _ring, query=_in_cluster),
    "read a cross-check": Verb("cross-check", _checked),
    "send a cross-check": Verb("cross-check-send", _checked, lambda s: {}),
    "read the visits": Verb("visits", lambda s: _place(s).pk),
    "plan a visit": Verb("visits", lambda s: _place(s).pk, lambda s: {"planned_on": f"{s.now:%d/%m/%Y}"}),
    "record a visit": Verb(
        "visit",
        _visit,
        lambda s: {"held_on": f"{s.now:%d/%m/%Y}", "people": "Tổ kiểm tra", "findings": "Đúng"},
    ),
}
