"""What the standings say of the phase before: rank, class and ties, in a cluster and outside of any."""

from decimal import Decimal

from django.test import Client

from campaigns.choices import PhaseStatus, ResultState, ResultStatus
from campaigns.models import Phase, Result
from campaigns.services import closing, results, sheets
from tests.campaigns.standings_pages.cast import close, page, table
from tests.cast import CLOSES, NOW, Season
from tests.pages import text_of
from units.actors import SYSTEM
from units.services import jobs


def phase_after(season: Season) -> Phase:
    first = season.phase
    return Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=first.period_from, period_to=first.period_to,
        entry_opens_at=first.entry_opens_at, entry_closes_at=first.entry_closes_at, status=PhaseStatus.OPEN,
    )  # fmt: skip


def test_unions_in_no_cluster_are_compared_with_the_phase_before_too(season: Season, client: Client) -> None:
    world, second = season.world, phase_after(season)
    season.phase.participants.filter(union__in=(world.ba_dinh, world.hoang_mai)).update(cluster=None)
    for union in (world.ba_dinh, world.hoang_mai, world.long_bien):
        sheets.enrol(phase=second, union=union, cluster=None, table=season.table, by=SYSTEM, now=NOW)
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.prove(world.hoang_mai, world.minh, dv="900")
    season.prove(world.long_bien, world.lan, dv="950")
    sent = Result.objects.filter(participant__phase=second, indicator__code="BC")
    sent.update(state=ResultState.NOT_APPLICABLE, status=ResultStatus.SUBMITTED)
    close(season)
    rows = table(page(client, world.quang, second, "?cluster=0")).rows
    # Long Bien stood in a cluster, among others
    assert [(r.participant.union.code, r.before) for r in rows] == [("BD", 2), ("HM", 1), ("LB", None)]


def test_rank_is_compared_with_the_phase_before(closed: Season, client: Client) -> None:
    first, world = closed.phase, closed.world
    second = phase_after(closed)
    for union in (world.ba_dinh, world.hoang_mai):
        sheets.enrol(
            phase=second, union=union, cluster=world.cluster_1, table=closed.table, by=SYSTEM, now=NOW
        )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    row = second.participants.get(union=world.hoang_mai).results.get(indicator__code="KP")
    figure = results.Figure(result_id=row.pk, state="reported", value=Decimal(250), version=0)
    results.save_figures(participant=row.participant, figures=[figure], by=world.minh, now=NOW)
    sent = Result.objects.filter(participant__phase=second)
    sent.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
    sent.filter(indicator__code="BC").update(state=ResultState.NOT_APPLICABLE, status=ResultStatus.SUBMITTED)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    found = table(page(client, world.hoa, second))
    rows = [(r.participant.union.code, r.standing.rank, r.before, r.moved) for r in found.rows if r.standing]
    assert found.previous == first
    assert rows == [("HM", 1, 2, 1), ("BD", 2, 1, -1)]
    bands = [(r.band.name if r.band else "", r.band_before, r.left_band) for r in found.rows]
    assert bands == [("", "Khá", "Khá"), ("", "Tốt", "Tốt")]
    shown = text_of(page(client, world.hoa, second))
    assert "▲ from rank 2" in shown
    assert "“Khá” before" in shown
    # Hoang Mai's 250 carry the 250 of phase 1: 30 × 500 ÷ 500; what was not reported is unknown, not carried over
    assert [r.standing.points for r in found.rows if r.standing] == [Decimal(30), Decimal(0)]
    shown = page(client, world.minh, second, f"?open={row.participant_id}").context["shown"]
    assert [(r.value, r.own_value, r.how) for r in shown.lines if r.criterion.code == "2"] == [
        ("500,0", "250,0", "Reached in full: the maximum")
    ]
