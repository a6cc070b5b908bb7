"""The commands: the same bytes on every database, and faults that say what to write.

In production they refuse a time other than now.
"""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from campaigns.choices import PhaseStatus
from campaigns.exports import standings_workbook
from campaigns.models import Band, Criterion, Participant, Phase, ScoreLine, Standing
from campaigns.services import closing, scoring
from tests.cast import CLOSES, NOW, Season, make_criterion
from units.models import AuditEvent, Notice, Union
from units.services import jobs

# Ba Dinh: 40 × 800 ÷ 1000 + 30 + 10; Hoang Mai: 40 + 30 × 250 ÷ 500; the others sent nothing.
EXPECTED = [
    {"union": "BD", "cluster": "C1", "points": "72.0000", "band": "Tốt", "rank": 1, "tied": False},
    {"union": "HM", "cluster": "C1", "points": "55.0000", "band": "", "rank": 2, "tied": False},
    {"union": "LB", "cluster": "C1", "points": None, "band": "", "rank": None, "tied": False},
    {"union": "HD", "cluster": "C2", "points": None, "band": "", "rank": None, "tied": False},
]


@pytest.fixture
def closed(season: Season) -> Season:
    world = season.world
    Band.objects.create(table=season.table, name="Tốt", lowest=Decimal(60))
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    return season


def run(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_standings_in_json_are_these_bytes(closed: Season) -> None:
    assert run("standings", "HN-2024", "1") == json.dumps(EXPECTED, ensure_ascii=False, indent=1) + "\n"


def test_standings_in_csv_are_these_bytes(closed: Season) -> None:
    assert run("standings", "HN-2024", "1", "--format", "csv") == (
        "union,cluster,points,band,rank,tied\n"
        "BD,C1,72.0000,Tốt,1,false\n"
        "HM,C1,55.0000,,2,false\n"
        "LB,C1,,,,false\n"
        "HD,C2,,,,false\n"
    )


def test_order_is_by_the_letters_themselves_on_every_database(closed: Season) -> None:
    for before, code in (("BD", "b-1"), ("HM", "B_1"), ("LB", "Đ1")):
        Union.objects.filter(code=before).update(code=code)
    Participant.objects.filter(phase=closed.phase).update(table=None)
    found = json.loads(run("standings", "HN-2024", "1"))
    assert [row["union"] for row in found] == ["b-1", "B_1", "Đ1", "HD"]


def test_participant_without_points_is_printed_last_without_any(closed: Season) -> None:
    new = Union.objects.create(code="AA", name="Mới", short_name="Mới", level="district")
    Participant.objects.create(phase=closed.phase, union=new, cluster=closed.world.cluster_1)
    rows = json.loads(run("standings", "HN-2024", "1"))
    assert rows[3] == {
        "union": "AA", "cluster": "C1", "points": None, "band": "", "rank": None, "tied": False,
    }  # fmt: skip


def test_csv_holds_no_formula(closed: Season) -> None:
    Union.objects.filter(code="BD").update(code="=1+1")
    Band.objects.update(name="@SUM(A1)")
    rows = list(csv.reader(io.StringIO(run("standings", "HN-2024", "1", "--format", "csv"))))
    assert (rows[1][0], rows[1][3]) == ("'=1+1", "'@SUM(A1)")


def test_explain_prints_the_lines_behind_the_points(closed: Season) -> None:
    text = run("explain", "HN-2024", "1", "BD").splitlines()
    assert text[0] == "LĐLĐ quận Ba Đình: 72,0000 (1)"
    assert [line.split(" | ")[-1] for line in text[1:5]] == [
        "32,0000/40", "30,0000/30", "10,0000/10", "0,0000/20",
    ]  # fmt: skip
    assert text[5:] == ["72,00 points and the conditions of the band: “Tốt”."]
    assert "40 × 800 ÷ 1.000" in text[1]


def test_verify_seal_says_equal_and_fails_at_the_first_difference(closed: Season) -> None:
    assert run("verify_seal", "HN-2024", "1").startswith("equal: 16 lines, 4 standings, revision 1")
    ScoreLine.objects.filter(criterion__code="1", participant__union__code="BD").update(points=Decimal(33))
    with pytest.raises(CommandError, match="not equal: BD / 1") as raised:
        run("verify_seal", "HN-2024", "1")
    assert raised.value.returncode == 1


@pytest.mark.parametrize(
    ("campaign", "phase", "words"),
    [
        ("HN-2024", "one", "number:sector"),
        ("HN-2024", "9", "no phase 9"),
        ("NONE", "1", "no phase 1"),
        ("HN-2024", "1:enterprise", "Which one"),
    ],
)
def test_faulty_argument_says_what_to_write(closed: Season, campaign: str, phase: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("standings", campaign, phase)


def test_phase_of_a_sector_is_named_with_its_sector(closed: Season) -> None:
    Phase.objects.filter(pk=closed.phase.pk).update(sector="union_body")
    assert len(json.loads(run("standings", "HN-2024", "1:union_body"))) == 4
    assert len(json.loads(run("standings", "HN-2024", "1"))) == 4  # there is but one phase 1


def test_open_phase_has_no_standings_to_print(season: Season) -> None:
    with pytest.raises(CommandError, match="not closed"):
        run("standings", "HN-2024", "1")


def test_run_due_does_what_the_clock_would_and_nothing_twice(season: Season) -> None:
    season.prove(season.world.ba_dinh, season.world.hoa, now=NOW, dv="800")
    first = run("run_due", now=CLOSES.isoformat())
    season.phase.refresh_from_db()
    assert (season.phase.status, season.phase.closed_at) == (PhaseStatus.CLOSED, CLOSES)
    assert first.startswith("closed 1, jobs 1, ")
    assert Notice.objects.exclude(letter__state="sent").count() == 0
    assert AuditEvent.objects.filter(sequence__isnull=True).count() == 0
    assert run("run_due", now=CLOSES.isoformat()) == "closed 0, jobs 0, messages 0, audit events 0\n"


def test_run_due_before_the_deadline_closes_nothing(season: Season) -> None:
    run("run_due", now="2024-07-31T23:59")  # a time without a zone is Vietnam's
    season.phase.refresh_from_db()
    assert season.phase.status == PhaseStatus.OPEN


def test_pretended_time_is_refused_in_production(season: Season, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        run("run_due", now=CLOSES.isoformat())
    season.phase.refresh_from_db()
    assert season.phase.status == PhaseStatus.OPEN


def test_time_that_is_none_is_refused(season: Season) -> None:
    with pytest.raises(CommandError, match="2024-08-01T00:00"):
        run("run_due", now="tomorrow")


def test_explain_indents_a_group_and_tells_a_tie(closed: Season) -> None:
    group = make_criterion(closed.table, "G", "group", 70, name="Nhóm", order=0)
    make_criterion(closed.table, "H", "group", 0, name="Trống", order=9)
    Criterion.objects.filter(code__in=("1", "2")).update(parent=group)
    scoring.erase_lines(phase=closed.phase, revision=1)
    scoring.write_lines(phase=closed.phase, revision=1)
    Standing.objects.filter(participant__union__code="HM").update(rank=1, is_tied=True)
    Standing.objects.filter(participant__union__code="BD").update(is_tied=True)
    text = run("explain", "HN-2024", "1", "BD").splitlines()
    assert text[1] == "G Nhóm | | | | 62,0000/70"
    assert [line.split(" ")[:3] for line in text[2:4]] == [["", "", "1"], ["", "", "2"]]
    assert text[-1].startswith("Shares rank 1 with LĐLĐ quận Hoàng Mai:")


def test_explain_says_so_when_a_union_has_no_points(closed: Season) -> None:
    with pytest.raises(CommandError, match="Union “TLD” has no points in this phase"):
        run("explain", "HN-2024", "1", "TLD")


def test_download_leaves_the_rank_of_a_union_without_points_empty(closed: Season) -> None:
    row = {"cluster_name": "C1", "tied": False, "union": "AA", "name": "Mới", "band": "", "points": None, "rank": None,
           "silent": False, "reported": 0, "lines": 0}  # fmt: skip
    silent = {**row, "union": "AB", "silent": True, "points": "3.0000"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(standings_workbook(closed.phase, [row, silent])))
    assert [line[:6] for line in book.get_sheet_by_index(0).to_python()[4:]] == [
        ["C1", "", "", "AA", "Mới", ""],
        ["C1", "", "nothing sent", "AB", "Mới", 3.0],
    ]
