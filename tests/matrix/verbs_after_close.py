"""The verbs between the close and the final as requests; what they need stands there whatever the state."""

from datetime import date, timedelta
from typing import Any

from campaigns.choices import CorrectionKind, StageKind
from campaigns.models import (
    Correction,
    Criterion,
    Opinion,
    Participant,
    PublicStandings,
    ReopenedFigure,
    Reopening,
    Stage,
)
from tests.matrix.outcome import Verb
from tests.matrix.states import Scene
from tests.pages import final_form


def _phase(scene: Scene) -> int:
    return scene.season.phase.pk


def _sheet(scene: Scene) -> int:
    return scene.season.sheet(scene.season.world.ba_dinh).pk


def figure(scene: Scene) -> int:
    return scene.season.result(scene.season.world.ba_dinh, "DV").pk


def _day(scene: Scene, days: int) -> str:
    return f"{(scene.now + timedelta(days=days)).date():%d/%m/%Y}"


def _stage(scene: Scene) -> Stage:
    """A stage that takes opinions now and for a week."""
    window = {"opens_at": scene.now - timedelta(hours=1), "closes_at": scene.now + timedelta(days=7)}
    return Stage.objects.create(phase=scene.season.phase, kind=StageKind.OPINIONS, **window)


def spare_stage(scene: Scene) -> int:
    window = {"opens_at": scene.now + timedelta(days=8), "closes_at": scene.now + timedelta(days=9)}
    return Stage.objects.create(phase=scene.season.phase, kind=StageKind.CONFERENCE, **window).pk


def correction(scene: Scene) -> int:
    """Quang's correction of Ba Dinh's figure, which waits for an explanation."""
    row = scene.season.result(scene.season.world.ba_dinh, "DV")
    return Correction.objects.create(
        result=row, kind=CorrectionKind.SET_ASIDE, state_before=row.state, value_before=row.value,
        status_before=row.status, state=row.state, value=row.value, reason="Sai", corrected_at=scene.now,
        corrected_by=scene.season.world.quang, explain_until=scene.now + timedelta(days=1),
    ).pk  # fmt: skip


def reopening(scene: Scene, **fields: Any) -> Reopening:
    """Hoa asks for Ba Dinh's figure."""
    made = Reopening.objects.create(
        phase=scene.season.phase, reason="Bổ sung", ends_at=scene.now + timedelta(days=1), requested_at=scene.now,
        requested_by=scene.season.world.hoa, **fields,
    )  # fmt: skip
    row = scene.season.result(scene.season.world.ba_dinh, "DV")
    ReopenedFigure.objects.create(reopening=made, result=row)
    return made


def _opened(scene: Scene) -> int:
    answered = {"state": 20, "answered_by": scene.season.world.quang, "answered_at": scene.now}
    return reopening(scene, **answered).pk


def opinion(scene: Scene) -> int:
    """Ba Dinh's opinion on its own line."""
    world = scene.season.world
    return Opinion.objects.create(
        participant=scene.season.sheet(world.ba_dinh), criterion=_other_line(scene), union=world.ba_dinh, text="Thiếu",
        raised_by=world.hoa, raised_at=scene.now,
    ).pk  # fmt: skip


def _gone(scene: Scene) -> int:
    """Ba Dinh, taken out."""
    Participant.objects.filter(pk=_sheet(scene)).update(left_on=date(2024, 7, 1), left_reason="Sáp nhập")
    return _sheet(scene)


def _line(scene: Scene) -> Criterion:
    return Criterion.objects.get(table=scene.season.table, code="1")


def _other_line(scene: Scene) -> Criterion:
    """Not the first, which other verbs take away."""
    return scene.season.table.criteria.order_by("pk")[1]


def _said(scene: Scene) -> tuple[int, int]:
    _stage(scene)
    return _sheet(scene), _line(scene).pk


def _published(scene: Scene) -> int:
    """The phase, public, whatever its state."""
    PublicStandings.objects.create(phase=scene.season.phase, published_at=scene.now)
    return _phase(scene)


CONFERENCE: dict[str, Any] = {
    "invited": 5, "present": 4, "is_adopted": "yes", "votes_for": 4, "votes_against": 0, "leader": "", "deputy": "",
}  # fmt: skip


def _held(scene: Scene) -> dict[str, Any]:
    held_on = max(scene.now.date(), date(2024, 8, 1))
    return {**CONFERENCE, "held_on": f"{held_on:%d/%m/%Y}"}


AFTER_CLOSE = {
    "read the stages": Verb("stages", _phase),
    "set a stage": Verb(
        "stage-set", lambda s: (_phase(s), "opinions"), lambda s: {"opens_at": _day(s, 40), "closes_at": _day(s, 45)}
    ),
    "take a stage away": Verb("stage-drop", spare_stage, lambda s: {}),
    "read the log of changes": Verb("changes", _phase),
    "correct a figure": Verb(
        "correct", figure,
        lambda s: {
            "kind": "set_aside", "state": "reported", "reason": "Sai", "closes_at": _day(s, 2),
            "version": s.season.result(s.season.world.ba_dinh, "DV").version,
        },
    ),
    "explain a correction": Verb("explain", correction, lambda s: {"explanation": "Ghi nhầm"}),
    "ask for a reopening": Verb(
        "reopening-new", _sheet, lambda s: {"figures": [figure(s)], "reason": "Bổ sung", "closes_at": _day(s, 1)}
    ),
    "read a reopening": Verb("reopening", lambda s: reopening(s).pk),
    "approve a reopening": Verb("reopening-approve", lambda s: reopening(s).pk, lambda s: {}),
    "decline a reopening": Verb("reopening", lambda s: reopening(s).pk, lambda s: {"answer": "Đủ rồi"}),
    "end a reopening": Verb("reopening-end", _opened, lambda s: {}),
    "open a final": Verb(
        "final-open", _phase, lambda s: {**final_form(s.season.phase), "reason": "Số thực hiện"}
    ),
    "read the opinions": Verb("opinions", _phase),
    "send an opinion": Verb("opinion-new", _said, lambda s: {"text": "Thiếu"}),
    "answer an opinion": Verb("opinion-answer", opinion, lambda s: {"outcome": "accepted", "answer": "Đúng"}),
    "withdraw an opinion": Verb("opinion-withdraw", opinion, lambda s: {}),
    "record a conference": Verb("conference", _phase, _held),
    "take a union out": Verb("take-out", _sheet, lambda s: {"left_on": f"{s.now:%d/%m/%Y}", "reason": "Sáp nhập"}),
    "take a union in again": Verb("take-in", _gone, lambda s: {}),
    "check by hand": Verb("hand-check", _phase),
    "compare with what was sealed": Verb("self-check", _phase),
    "show to the public": Verb("phase-publish", _phase, lambda s: {}),
    "take from the public": Verb("phase-unpublish", _published, lambda s: {}),
    "mark estimates": Verb("sheet-estimates", _sheet, lambda s: {"as_of": "31/07/2024"}),
}  # fmt: skip
