"""Every verb under a phase as a request."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.choices import PledgeStatus, ResultStatus, TableStatus
from campaigns.imports import import_workbook
from campaigns.models import FigureQuestion, Indicator, Pledge, ScoringTable, Target, TargetChange
from campaigns.services import closing, sheets, target_changes
from campaigns.workbook.exporting import write_workbook
from tests.cast import PASSWORD
from tests.matrix.outcome import Verb
from tests.matrix.states import Scene
from tests.matrix.verbs_after_close import AFTER_CLOSE
from tests.matrix.verbs_columns import COLUMNS
from tests.pages import final_form
from units.models import User


def _campaign(scene: Scene) -> int:
    return scene.season.campaign.pk


def _phase(scene: Scene) -> int:
    return scene.season.phase.pk


def _sheet(scene: Scene) -> int:
    return scene.season.sheet(scene.season.world.ba_dinh).pk


def _figure(scene: Scene) -> int:
    return scene.season.result(scene.season.world.ba_dinh, "DV").pk


def _agreed(scene: Scene) -> int:
    """The table, agreed unless a close has locked it."""
    drafts = ScoringTable.objects.filter(pk=scene.season.table.pk, status=TableStatus.DRAFT)
    drafts.update(status=TableStatus.AGREED)
    return scene.season.table.pk


def _ticked(scene: Scene) -> dict[str, Any]:
    row = scene.season.result(scene.season.world.long_bien, "DV")
    return {"results": [f"{row.pk}.{row.version}"]}


def _confirmed(scene: Scene) -> dict[str, Any]:
    """Long Bien's figure, appraised whatever the state."""
    scene.season.mark(scene.season.world.long_bien, "DV", status=ResultStatus.VERIFIED)
    return {**_ticked(scene), "reason": "Xem lại"}


def _question(scene: Scene) -> int:
    """A question about Ba Dinh's figure, whatever the state."""
    world = scene.season.world
    row = scene.season.result(world.ba_dinh, "DV")
    return FigureQuestion.objects.create(
        result=row, text="Ở đâu?", asked_by=world.quang, asked_at=scene.now
    ).pk


def _typed(scene: Scene, code: str, value: str) -> dict[str, Any]:
    row = scene.season.result(scene.season.world.ba_dinh, code)
    return {f"version-{row.pk}": str(row.version), f"value-{row.pk}": value}


def _described(year: int) -> dict[str, Any]:
    return {"name": "Tên khác", "kind": "yearly", "year": str(year)}


def _dated(**changes: str) -> dict[str, str]:
    return {
        "name": "Đợt", "period_from": "2024-01-01", "period_to": "2024-07-31", "entry_opens_at": "2024-07-01",
        "entry_closes_at": "2024-09-30", "target_share": "100", **changes,
    }  # fmt: skip


def _file(_scene: Scene) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("hai.pdf", b"%PDF-1.7 second", "application/pdf")}


def _import(scene: Scene, user: User) -> None:
    """A workbook with one figure of Ba Dinh. Raises ValidationError with what is said of it."""
    file, campaign = BytesIO(), scene.season.campaign
    figure = {"phase_number": 1, "union": "BD", "indicator": "DV", "state": "reported", "value": 801}
    row = {"code": campaign.code, "name": campaign.name, "year": campaign.year, "owner": "HN"}
    write_workbook(file, {"campaign": [row], "results": [figure]})
    if faults := import_workbook(file=file, by=user, now=scene.now, reason="Theo biên bản").faults:
        raise ValidationError([f.message for f in faults.shown])


def _enrol(scene: Scene, user: User) -> None:
    world = scene.season.world
    sheets.enrol(phase=scene.season.phase, union=world.city, by=user, now=scene.now)


def _signed(scene: Scene) -> Target:
    """Ba Dinh's target, its signature put under the cluster's pledge whatever the state."""
    Pledge.objects.filter(pk=scene.drafted.pk).update(status=PledgeStatus.SIGNING, sha256="0" * 64)
    places = scene.drafted.signatures.filter(union=scene.season.world.ba_dinh)
    places.update(signed_at=scene.now, sha256="0" * 64, signer_name="Hùng")
    return Target.objects.select_related("indicator__campaign__owner", "union").get(
        union=scene.season.world.ba_dinh,
        indicator=scene.season.indicators["DV"],
        kind="registered",
        is_current=True,
    )


def _ask_change(scene: Scene, user: User) -> None:
    target_changes.ask_target_change(
        target=_signed(scene), value=Decimal(900), reason="Chuyển địa bàn", document="45/CV-LĐLĐ",
        document_date=scene.now.date(), by=user, now=scene.now,
    )  # fmt: skip


def _approve_change(scene: Scene, user: User) -> None:
    change = TargetChange.objects.create(
        target=_signed(scene), value=900, reason="Chuyển địa bàn", document="45/CV-LĐLĐ",
        document_date=scene.now.date(), asked_by=scene.season.world.hoa, asked_at=scene.now,
    )  # fmt: skip
    target_changes.approve_target_change(change=change, by=user, now=scene.now)


def _weighed(scene: Scene) -> dict[str, str]:
    return {"name": "Cả năm", "joins": "mean", f"weight_{scene.season.phase.pk}": "1"}


def _spare(scene: Scene) -> int:
    """An indicator that nothing reads."""
    return Indicator.objects.create(campaign=scene.season.campaign, code="SP", name="Spare", order=9).pk


INDICATOR = {
    "name": "Sáng kiến", "short_name": "Sáng kiến", "code": "SK", "kind": "number", "accumulation": "sum",
    "supplier": "union", "decimals": "0", "order": "9",
}  # fmt: skip
SECOND = {"number": "2", "period_from": "2024-08-01", "period_to": "2024-12-31"}

VERBS = {
    "read the campaign": Verb("campaign", _campaign),
    "read the sheet": Verb("sheet", _sheet),
    "read the dashboard": Verb("dashboard", _phase),
    "read whom a reminder reaches": Verb("reminders", _phase),
    "read the appraisal": Verb("appraisal", _phase),
    "read the standings": Verb("standings", _phase),
    "export the standings": Verb("standings-export", _phase),
    "read the ties": Verb("ties", _phase),
    "change the campaign": Verb("campaign-edit", _campaign, lambda s: _described(2024)),
    "change its year": Verb("campaign-edit", _campaign, lambda s: _described(2025)),
    "launch": Verb("campaign-launch", _campaign, lambda s: {"understood": "on"}),
    "add a phase": Verb("phase-new", _campaign, lambda s: _dated(**SECOND)),
    "move the deadline": Verb("phase-edit", _phase, lambda s: _dated()),
    "join phases to a year": Verb("year-new", _campaign, _weighed),
    "remove the campaign": Verb("campaign-remove", _campaign, lambda s: {}),
    "remove the phase": Verb("phase-remove", _phase, lambda s: {}),
    "remove a participant": Verb("participant-remove", _sheet, lambda s: {}),
    "remove a criterion": Verb(
        "criterion-remove", lambda s: s.season.table.criteria.order_by("pk")[0].pk, lambda s: {},
    ),
    "read the participants": Verb("participants", _phase),
    "read the targets": Verb("target-list", _campaign),
    "add to the plan": Verb(
        "content-new", _campaign, lambda s: {"text": "Nội dung", "kind": "content", "subject": "all"},
    ),
    "add an indicator": Verb("indicator-new", _campaign, lambda s: INDICATOR),
    "change an indicator": Verb(
        "indicator-edit", lambda s: s.season.indicators["DV"].pk, lambda s: INDICATOR,
    ),
    "change how an indicator adds up": Verb(
        "indicator-edit", lambda s: s.season.indicators["DV"].pk,
        lambda s: {**INDICATOR, "accumulation": "latest"},
    ),
    "remove an indicator": Verb("indicator-remove", _spare, lambda s: {}),
    "agree the table": Verb("table-agree", lambda s: s.season.table.pk, lambda s: {}),
    "approve the table": Verb("table-approve", _agreed, lambda s: {}),
    "set a target": Verb(
        "targets", lambda s: (_campaign(s), s.season.world.ba_dinh.pk),
        lambda s: {f"t{s.season.indicators[code].pk}": "1100" for code in ("DV", "KP")},
    ),
    "ask to change a signed target": Verb(call=_ask_change),
    "approve its change": Verb(call=_approve_change),
    "enter a figure": Verb("sheet-save", _sheet, lambda s: _typed(s, "DV", "801")),
    "judge a figure": Verb("sheet-save", _sheet, lambda s: _typed(s, "TD", "15")),
    "submit the sheet": Verb("sheet-submit", _sheet, lambda s: {}),
    "attach evidence": Verb("evidence", _figure, _file),
    "remove evidence": Verb("evidence", _figure, lambda s: {"remove": str(s.evidence.pk if s.evidence else 0)}),
    "return a figure": Verb("results-return", _phase, lambda s: {**_ticked(s), "reason": "Bổ sung"}),
    "verify a figure": Verb("results-verify", _phase, _ticked),
    "take a confirmation back": Verb("results-take-back", _phase, _confirmed),
    "ask about a figure": Verb("results-ask", _phase, lambda s: {**_ticked(s), "text": "Ở đâu?"}),
    "answer a question": Verb("question-answer", _question, lambda s: {"answer": "Tại trụ sở"}),
    "make final": Verb("phase-final", _phase, lambda s: final_form(s.season.phase)),
    "remind": Verb("remind", _phase, lambda s: {}),
    "circulate a pledge": Verb("pledge-circulate", lambda s: s.drafted.pk, lambda s: {"commitment": "Cam kết"}),
    "sign a pledge": Verb(
        "pledge-sign", lambda s: s.city_wide.pk,
        lambda s: {"union": s.season.world.long_bien.pk, "password": PASSWORD, "read": "on"},
    ),
    "import a figure": Verb(call=_import),
    "enrol a union": Verb(call=_enrol),
    "close by hand": Verb(call=lambda s, user: closing.close_phase(phase_id=_phase(s), by=user, now=s.now)),
    **AFTER_CLOSE,
    **COLUMNS,
}  # fmt: skip
