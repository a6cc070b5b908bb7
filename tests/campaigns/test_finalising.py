"""The final act: in the order of the phases, a document for each cluster, ended by another worker where one died."""

import gzip
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase, Seal
from campaigns.services import finalising, sealing
from campaigns.services.verification import verify_phase
from tests.campaigns.test_revisions import close, judge, second_phase
from tests.cast import CLOSES, Season, after
from units.models import AuditEvent, Job
from units.services import jobs

LATER = after(CLOSES, days=1)
#: Reads that the documents of a phase share, and those of each piece of participants.
SHARED, EACH = 14, 12


def order(season: Season, phase: Phase) -> bool:
    return finalising.make_final(phase_id=phase.pk, by=season.world.quang, now=LATER)


@pytest.fixture
def closed(season: Season) -> Season:
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    return season


@pytest.fixture
def two(season: Season) -> tuple[Phase, Phase]:
    """Two closed phases of the same unions."""
    second = second_phase(season, season.world.ba_dinh, season.world.hoang_mai)
    close(season)
    second.refresh_from_db()
    return season.phase, second


def test_later_phase_is_final_only_after_the_earlier_one(season: Season, two: tuple[Phase, Phase]) -> None:
    first, second = two
    with pytest.raises(ValidationError) as fault:
        order(season, second)
    assert fault.value.message_dict == {
        "phase": ["Make “Đợt 1” final first: this phase carries its figures, which may still change."]
    }
    assert [order(season, first), order(season, second)] == [True, True]
    jobs.run_all(now=LATER)
    second.refresh_from_db()
    assert (second.status, verify_phase(second).lines) == (PhaseStatus.FINAL, 8)


def test_earlier_phase_that_nobody_ranks_is_not_waited_for(season: Season, two: tuple[Phase, Phase]) -> None:
    first, second = two
    Participant.objects.filter(phase=first).update(table=None)
    assert order(season, second)


def test_page_says_which_phase_comes_first_and_leads_there(
    season: Season, two: tuple[Phase, Phase], client: Client
) -> None:
    first, second = two
    client.force_login(season.world.quang)
    page = client.get(f"/phases/{second.pk}/final/").content.decode()
    assert "Make “Đợt 1” final first" in page
    assert (f'href="/phases/{first.pk}/final/"' in page, 'name="confirm"' in page) == (True, False)


def test_page_refuses_in_the_order_of_the_phases(
    season: Season, two: tuple[Phase, Phase], client: Client
) -> None:
    client.force_login(season.world.quang)
    answer = client.post(f"/phases/{two[1].pk}/final/", {"confirm": "yes"})
    assert (answer.status_code, "Make “Đợt 1” final first" in answer.content.decode()) == (422, True)


def test_final_page_shows_the_seal_of_each_cluster(closed: Season, client: Client) -> None:
    order(closed, closed.phase)
    jobs.run_all(now=LATER)
    client.force_login(closed.world.quang)
    page = client.get(f"/phases/{closed.phase.pk}/final/").content.decode()
    assert [seal.sha256 in page and seal.cluster.name in page for seal in closed.phase.seals.all()] == [
        True,
        True,
    ]


def records_of(seal: Seal) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(bytes(seal.document)).splitlines()]


def test_seal_stores_names_table_figures_targets_lines_and_standings(closed: Season) -> None:
    judge(closed, closed.world.ba_dinh, "3")
    jobs.run_all(now=LATER)
    order(closed, closed.phase)
    jobs.run_all(now=LATER)
    records = records_of(closed.phase.seals.get(cluster=closed.world.cluster_1))
    assert [r["record"] for r in records] == [
        "seal", "phase", "waited", *["indicator"] * 4, "table", *["criterion"] * 4, *["participant"] * 3, "end",
    ]  # fmt: skip
    counts = {"late": 1, "silent": 2, "unjudged": 2, "unreported": 10}
    assert records[2] == {"record": "waited", "counts": counts, "left_open": []}
    assert records[0] == {"record": "seal", "format": 3, "revision": 2, "unit": "1/10000"}
    assert records[1]["cluster"] == {"code": "C1", "name": "Cụm thi đua số 1"}
    assert records[1]["campaign"] == {
        "code": "HN-2024", "name": "Thi đua năm 2024", "year": 2024, "counts_from": "submitted", "final_waits": True,
        "is_extract": False,
    }  # fmt: skip
    assert records[7] == {
        "record": "table", "table": ["B1", 1], "name": "Bảng điểm", "nominal": 1_000_000, "line_decimals": 4,
        "total_decimals": 4, "rounding": "half_up", "may_exceed": False, "may_sink": False, "rescales": False,
        "silent_gets_lowest": False, "min_months": 12, "min_months_merged": 6, "part_missing": "unranked",
    }  # fmt: skip
    assert records[8] == {
        "record": "criterion", "table": ["B1", 1], "code": "1", "parent": None, "name": "Kết nạp đoàn viên mới",
        "rule": "proportional", "nature": "base", "max_points": 400_000, "min_points": None, "is_clamped": False,
        "inputs": {"value": "DV"}, "steps": [],
        "params": {"cap": 1_000_000, "cap_points": 0, "direction": "up", "target_kind": "registered",
                   "no_target": "zero", "zero_target": "same", "not_applicable": "zero", "missing": "zero",
                   "span": "to_date", "gate_least": 10_000, "applies_to": "every", "size_from": 0, "size_below": 0},
    }  # fmt: skip
    person = records[12]
    assert (person["union"], person["name"]) == ("BD", "LĐLĐ quận Ba Đình")
    assert (person["sector"], person["founded_on"], person["facts"], person["placing"]) == (
        "union_body", None, [], None,
    )  # fmt: skip
    assert person["results"][0] == {
        "indicator": "DV", "state": "reported", "stage": "", "value": 8_000_000, "as_of": None, "is_estimate": False,
        "note": "", "status": "verified", "version": 1, "registered": {"value": 10_000_000, "version": 1},
        "assigned": None, "evidence": [],
    }  # fmt: skip
    assert person["lines"][0] == {
        "criterion": "1", "state": "reported", "status": "verified", "value": 8_000_000, "carried": None,
        "base": None, "gate": None, "target": 10_000_000, "lead_value": None, "lead_target": None, "applies": True,
        "points": 320_000, "of_base": 320_000,
    }  # fmt: skip
    assert person["standing"] == {
        "cluster": "C1", "points": 350_000, "summed": 350_000, "rescaled": 0, "cut": 0, "most": 1_000_000, "rank": 1,
        "is_tied": False, "is_silent": False, "is_young": False, "band": None, "band_found": None,
        "is_on_border": False, "reported": 2, "lines": 4,
    }  # fmt: skip
    assert records[-1] == {"record": "end", "participants": 3, "lines": 12, "standings": 3}


def test_seal_says_what_earlier_phases_brought(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    second = second_phase(season, world.ba_dinh)
    close(season)
    order(season, season.phase)
    order(season, second)
    jobs.run_all(now=LATER)
    records = records_of(second.seals.get())
    person = next(r for r in records if r["record"] == "participant")
    assert (person["carried"], person["lines"][0]["carried"]) == ({"DV": 8_000_000}, 8_000_000)
    assert records[1]["earlier"] == [{"number": 1, "sector": "", "name": "Đợt 1", "target_share": 1_000_000}]


def test_second_worker_ends_what_the_first_began(closed: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    order(closed, closed.phase)
    whole = finalising._keep
    kept: list[int] = []

    def dies(running: Any, seal: Seal, *document: Any) -> None:
        if kept:
            raise KeyboardInterrupt
        whole(running, seal, *document)
        kept.append(seal.pk)

    monkeypatch.setattr(finalising, "_keep", dies)
    job = Job.objects.get(kind=finalising.SEAL)
    running = jobs.claim(job_id=job.pk, now=timezone.now())
    assert running is not None
    with pytest.raises(KeyboardInterrupt):
        finalising.seal_phase(running)
    first = Seal.objects.get(pk=kept[0])
    monkeypatch.setattr(finalising, "_keep", whole)
    assert finalising.seal_phase(running) == {"seals": 2}
    closed.phase.refresh_from_db()
    assert (closed.phase.status, Seal.objects.get(pk=kept[0]).sealed_at) == (
        PhaseStatus.FINAL,
        first.sealed_at,
    )
    assert verify_phase(closed.phase).lines == 16


def test_audit_trail_holds_the_hash_of_every_seal(closed: Season) -> None:
    order(closed, closed.phase)
    jobs.run_all(now=LATER)
    told = AuditEvent.objects.filter(verb="seal_cluster").order_by("pk")
    assert [(e.subject_id, e.data) for e in told] == [
        (s.pk, {"revision": 1, "format": 3, "sha256": s.sha256}) for s in closed.phase.seals.order_by("pk")
    ]


def test_participants_are_read_in_pieces_and_each_piece_takes_the_same_reads(
    closed: Season, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    phase = Phase.objects.select_related("campaign").get(pk=closed.phase.pk)
    pointers = [(closed.world.cluster_1.pk, 1), (closed.world.cluster_2.pk, 1)]
    monkeypatch.setattr("campaigns.services.sealing.records.PIECE", 4)
    with django_assert_num_queries(SHARED + EACH):
        whole = [list(records) for _cluster, records in sealing.documents(phase, pointers)]
    monkeypatch.setattr("campaigns.services.sealing.records.PIECE", 1)
    with django_assert_num_queries(SHARED + 4 * EACH):
        pieces = [list(records) for _cluster, records in sealing.documents(phase, pointers)]
    assert pieces == whole
