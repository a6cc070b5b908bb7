"""What a row calls itself in a log, a shell or a message to an operator."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import (
    Band,
    Campaign,
    ClusterRevision,
    Content,
    Criterion,
    CriterionInput,
    Evidence,
    FigureQuestion,
    Indicator,
    Move,
    MovedLine,
    Participant,
    PastRevision,
    Phase,
    Pledge,
    Result,
    ScoreLine,
    ScoringTable,
    Seal,
    Signature,
    Standing,
    Target,
)
from campaigns.queries.line_tables import LineInput
from units.models import (
    Affiliation,
    Appointment,
    AuditEvent,
    Cluster,
    ClusterMembership,
    ClusterTerm,
    Document,
    Job,
    Letter,
    Notice,
    Person,
    Post,
    Union,
    User,
)

CITY, BA_DINH = Union(code="HN", name="Hà Nội"), Union(code="BD", name="Ba Đình")
CLUSTER, PERSON = Cluster(code="C1", name="Cụm số 1"), Person(full_name="Nguyễn Thị Hoa")
CAMPAIGN, DAY = Campaign(code="HN-2024", name="Thi đua năm 2024"), date(2024, 1, 1)
INDICATOR, POST = Indicator(code="DV", name="Đoàn viên mới"), Post(title="Cán bộ", union=BA_DINH)
DOCUMENT, PLEDGE = Document(name="bien-ban.pdf"), Pledge(title="Giao ước năm 2024")
PHASE = Phase(pk=4, name="Đợt 1")

ROWS: list[tuple[Any, str]] = [
    (CAMPAIGN, "Thi đua năm 2024"),
    (PHASE, "Đợt 1"),
    (Content(text="x" * 90), "x" * 80),
    (INDICATOR, "Đoàn viên mới"),
    (
        Target(union=BA_DINH, indicator=INDICATOR, kind="assigned", value=Decimal(5)),
        "Ba Đình Đoàn viên mới assigned: 5",
    ),
    (Participant(union=BA_DINH, phase=PHASE), "Ba Đình · Đợt 1"),
    (Result(participant_id=1, indicator_id=2, value=Decimal(7), state="reported"), "1/2: 7"),
    (Result(participant_id=1, indicator_id=2, state="nothing"), "1/2: nothing"),
    (Evidence(result_id=1, document_id=2), "1: 2"),
    (FigureQuestion(result_id=3, text="Ở đâu?"), "3: Ở đâu?"),
    (PLEDGE, "Giao ước năm 2024"),
    (Signature(union=BA_DINH, pledge=PLEDGE), "Ba Đình · Giao ước năm 2024"),
    (ScoringTable(name="Bảng điểm", version=2), "Bảng điểm, v2"),
    (Criterion(code="1.1", name="Đoàn viên"), "1.1 Đoàn viên"),
    (CriterionInput(criterion_id=3, role="value", indicator_id=2), "3 value: 2"),
    (LineInput(participant_id=1, criterion_id=2), "1/2"),
    (Band(name="Tốt"), "Tốt"),
    (ScoreLine(participant_id=1, criterion_id=2, points=Decimal("3.5")), "1/2: 3.5"),
    (Standing(participant_id=1, points=Decimal(72), rank=3), "1: 72 (3)"),
    (ClusterRevision(phase=PHASE, number=2), "4/None: r2"),
    (PastRevision(phase=PHASE, number=1), "4/None: r1"),
    (Move(participant_id=1, revision=2, points_before=3, points=Decimal("3.5"), rank=1), "1 r2: 3 (None) → 3.5 (1)"),
    (MovedLine(participant_id=1, criterion_id=2, revision=2, points=Decimal(3)), "1/2 r2: None → 3"),
    (Seal(phase=PHASE, revision=2, sha256="0123456789abcdef"), "4/None r2: 0123456789ab"),
    (CITY, "Hà Nội"),
    (Affiliation(union=BA_DINH, parent=CITY, valid_from=DAY), "Ba Đình < Hà Nội (2024-01-01–)"),
    (CLUSTER, "Cụm số 1"),
    (ClusterMembership(union=BA_DINH, cluster=CLUSTER), "Ba Đình in Cụm số 1"),
    (ClusterTerm(cluster=CLUSTER, year=2024), "Cụm số 1 2024"),
    (PERSON, "Nguyễn Thị Hoa"),
    (User(username="hoa"), "hoa"),
    (POST, "Cán bộ, Ba Đình"),
    (Appointment(person=PERSON, post=POST), "Nguyễn Thị Hoa: Cán bộ, Ba Đình"),
    (Job(kind="units.x", key="x:1", state="waiting"), "units.x x:1: waiting"),
    (DOCUMENT, "bien-ban.pdf"),
    (AuditEvent(verb="launch", subject_type="campaign", subject_id=3), "launch campaign 3"),
    (Notice(kind="awarded", values={"sender": "x", "number": "12/QĐ"}), "Decision 12/QĐ: awards are granted"),
    (Letter(kind="awarded", address="hoa@example.vn", state="sent"), "awarded → hoa@example.vn: sent"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "name"), ROWS, ids=[type(row).__name__ for row, _name in ROWS])
def test_a_row_is_named_by_what_people_call_it(row: Any, name: str) -> None:
    assert str(row) == name
