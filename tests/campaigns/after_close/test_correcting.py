"""A figure seen wrong after the close: corrected or set aside by an appraiser, explained by its union."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CorrectionKind, ResultStatus, StageKind
from campaigns.models import Correction, Move, Result, Stage, Standing
from campaigns.services import after_close, finalising
from campaigns.services.results import Figure
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.test_evidence import pdf
from tests.campaigns.test_revisions import close, judge, numbers
from tests.cast import CLOSES, NOW, Season, after
from units.models import Notice
from units.services import jobs

LATER = after(CLOSES, days=1)
UNTIL = after(CLOSES, days=4)


@pytest.fixture
def wrong(season: Season) -> Season:
    """Ba Dinh reported ten times too much; Hoang Mai what it has; the phase is closed."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="8000")
    season.prove(world.hoang_mai, world.minh, dv="800")
    close(season)
    return season


def figure_of(season: Season, value: str) -> Figure:
    row = season.result(season.world.ba_dinh, "DV")
    return Figure(row.pk, "reported", Decimal(value), row.version)


def correct(season: Season, value: str = "800", **given: Any) -> Correction:
    fields = {"reason": "Ghi thừa một số 0", "explain_until": UNTIL, "by": season.world.quang, "now": LATER}
    return after_close.correct_figure(figure=figure_of(season, value), **fields | given)


def standing(season: Season) -> tuple[Decimal, int]:
    found = Standing.objects.filter(participant=season.sheet(season.world.ba_dinh)).visible().get()
    return found.points, found.rank


def test_correction_keeps_both_figures_and_makes_one_revision(wrong: Season) -> None:
    before = standing(wrong)
    correction = correct(wrong)
    row = wrong.result(wrong.world.ba_dinh, "DV")
    assert (row.value, row.status) == (Decimal(800), ResultStatus.VERIFIED)
    assert (correction.value_before, correction.value, correction.kind) == (
        Decimal(8000), Decimal(800), CorrectionKind.CORRECTED,
    )  # fmt: skip
    jobs.run_all(now=after(LATER, minutes=2))
    assert (before[0], standing(wrong)[0]) == (Decimal("40"), Decimal("32"))
    moved = Move.objects.filter(participant=wrong.sheet(wrong.world.ba_dinh)).get()
    assert (moved.revision, moved.points_before, moved.points) == (2, Decimal(40), Decimal(32))


def test_union_is_told_of_both_figures(wrong: Season) -> None:
    correct(wrong)
    told = Notice.objects.get(kind="figure_corrected", person=wrong.world.hoa.person)
    assert (told.values["before"], told.values["after"], told.values["reason"]) == (
        "8.000", "800", "Ghi thừa một số 0",
    )  # fmt: skip


def test_correction_survives_every_later_computation_and_its_cluster_alone_is_computed(wrong: Season) -> None:
    correct(wrong)
    jobs.run_all(now=after(LATER, minutes=2))
    judge(wrong, wrong.world.ba_dinh, "3")
    jobs.run_all(now=after(LATER, minutes=4))
    assert (numbers(wrong.phase), standing(wrong)[0]) == ({"C1": 3, "C2": 1}, Decimal(35))


def test_a_figure_set_aside_is_missing(wrong: Season) -> None:
    row = wrong.result(wrong.world.ba_dinh, "DV")
    given = {"reason": "Không có hồ sơ", "explain_until": UNTIL, "by": wrong.world.quang, "now": LATER}
    after_close.set_aside(result=row, version=row.version, **given)
    jobs.run_all(now=after(LATER, minutes=2))
    fresh = wrong.result(wrong.world.ba_dinh, "DV")
    assert (fresh.value, fresh.status, standing(wrong)[0]) == (Decimal(8000), ResultStatus.SET_ASIDE, 0)
    with pytest.raises(Conflict, match="is set aside already"):
        after_close.set_aside(result=fresh, version=fresh.version, **given)
    correct(wrong, "8000", now=after(LATER, minutes=3))  # and counts again, as it was
    assert wrong.result(wrong.world.ba_dinh, "DV").status == ResultStatus.VERIFIED


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"reason": "  "}, "reason", "Please say why: the union and its cluster read it."),
        ({"reason": "x" * 1001}, "reason", "Please say it in 1.000 letters at most."),
        ({"value": "8000"}, "value", "This is the union's own figure. Confirm it, or enter another one."),
        ({"value": "-1"}, "value", "The figure cannot be negative. Enter 0 or more."),
        ({"explain_until": LATER}, "explain_until", "This time has passed. Choose a later one."),
    ],
)
def test_bad_corrections_are_refused_at_their_field(
    wrong: Season, given: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(ValidationError) as error:
        correct(wrong, **given)
    assert error.value.message_dict == {field: [told]}
    assert (Correction.objects.count(), wrong.result(wrong.world.ba_dinh, "DV").value) == (0, 8000)


def test_a_figure_is_corrected_also_after_the_time_for_opinions(wrong: Season) -> None:
    """The answer to an opinion may ask for it, and may come after that time."""
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, hours=1)}
    Stage.objects.create(phase=wrong.phase, kind=StageKind.OPINIONS, **window)
    assert correct(wrong).explain_until == UNTIL


def test_time_to_explain_ends_before_that_for_opinions(wrong: Season) -> None:
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, days=3)}
    Stage.objects.create(phase=wrong.phase, kind=StageKind.OPINIONS, **window)
    with pytest.raises(ValidationError) as error:
        correct(wrong)
    assert "Opinions on the points are taken until" in error.value.message_dict["explain_until"][0]
    correct(wrong, explain_until=after(CLOSES, days=3))


def test_two_appraisers_on_one_figure_do_not_overwrite_each_other(wrong: Season) -> None:
    seen = figure_of(wrong, "900")
    correct(wrong)
    with pytest.raises(Conflict, match="it is 800 now"):
        after_close.correct_figure(
            figure=seen, reason="Ghi nhầm", explain_until=UNTIL, by=wrong.world.quang, now=LATER
        )
    assert Correction.objects.count() == 1


def test_before_the_close_a_figure_is_returned_instead(season: Season) -> None:
    season.prove(season.world.ba_dinh, season.world.hoa, dv="8000")
    with pytest.raises(PhaseEnded, match="please return the figure to its union instead"):
        correct(season, now=NOW)


def test_only_staff_of_the_federation_correct(wrong: Season) -> None:
    for name in ("hoa", "lan", "kim"):
        with pytest.raises(Refusal):
            correct(wrong, by=wrong.world.users[name])


def test_nothing_is_corrected_once_the_cluster_is_final(wrong: Season) -> None:
    finalising.make_final(phase_id=wrong.phase.pk, by=wrong.world.quang, now=LATER)
    with pytest.raises(PhaseEnded, match="is final for Cụm thi đua số 1"):
        correct(wrong)


def test_the_document_of_a_correction_joins_the_evidence(wrong: Season) -> None:
    correction = correct(wrong, upload=pdf())
    row = wrong.result(wrong.world.ba_dinh, "DV")
    assert [item.document for item in row.evidence.all()] == [correction.document]


def test_union_explains_once_and_peers_read_it_from_then_on(wrong: Season) -> None:
    correction = correct(wrong)
    assert Correction.objects.shown_to_peers(LATER).count() == 0
    explain = {"correction": correction, "by": wrong.world.hoa, "now": LATER}
    with pytest.raises(ValidationError):
        after_close.explain_correction(explanation=" ", **explain)
    with pytest.raises(Refusal):
        after_close.explain_correction(explanation="Sai", **explain | {"by": wrong.world.lan})
    after_close.explain_correction(explanation="Gõ thừa số 0", **explain)
    assert Correction.objects.shown_to_peers(LATER).get().explanation == "Gõ thừa số 0"
    with pytest.raises(Conflict, match="explained already"):
        after_close.explain_correction(explanation="Nữa", **explain)


def test_without_an_explanation_peers_read_both_when_its_time_is_over(wrong: Season) -> None:
    correction = correct(wrong)
    assert [Correction.objects.shown_to_peers(at).count() for at in (LATER, UNTIL)] == [0, 1]
    with pytest.raises(PhaseEnded, match="The time to explain ended at"):
        after_close.explain_correction(
            correction=correction, explanation="Muộn", by=wrong.world.hoa, now=UNTIL
        )


def test_a_federations_own_figure_is_not_corrected_but_judged(wrong: Season) -> None:
    row = Result.objects.get(participant=wrong.sheet(wrong.world.ba_dinh), indicator__code="TD")
    with pytest.raises(Refusal, match="are entered by the federation itself"):
        after_close.correct_figure(
            figure=Figure(row.pk, "reported", Decimal(1), row.version),
            reason="x", explain_until=UNTIL, by=wrong.world.quang, now=LATER,
        )  # fmt: skip
