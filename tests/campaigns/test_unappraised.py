"""Which submitted figures the final waits for: those that its points read, and no others."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import MilestoneStage, ResultStatus, TieKind
from campaigns.models import Campaign, CriterionInput, Participant, Phase, Result, TieBreak
from campaigns.queries import finality
from campaigns.queries.unappraised import phases_to_appraise_first, unappraised
from campaigns.services import finalising
from tests.campaigns.test_revisions import close, second_phase
from tests.cast import CLOSES, Season, after

LATER = after(CLOSES, days=1)


@pytest.fixture
def sent(season: Season) -> Season:
    """Ba Dinh sent two figures, Ha Dong drafted one and had one returned."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800", kp="500")
    season.enter(world.ha_dong, world.nga, dv="1", kp="1")
    season.mark(world.ha_dong, "KP", status=ResultStatus.RETURNED)
    return season


def codes(phase: Phase) -> list[str]:
    """Union and indicator of the figures."""
    rows = unappraised(phase).order_by(
        "participant__phase__number", "participant__union__code", "indicator__order"
    )
    return [f"{r.participant.union.code} {r.indicator.code}" for r in rows]


def fresh(phase: Phase) -> Phase:
    return Phase.objects.select_related("campaign").get(pk=phase.pk)


def test_submitted_figures_that_the_tables_read(sent: Season) -> None:
    assert codes(fresh(sent.phase)) == ["BD DV", "BD KP"]
    sent.mark(sent.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    assert codes(fresh(sent.phase)) == ["BD KP"]


def test_a_figure_that_no_line_reads_holds_up_nothing_unless_a_key_does(sent: Season) -> None:
    CriterionInput.objects.filter(indicator__code="KP").delete()
    assert codes(fresh(sent.phase)) == ["BD DV"]
    key = {"order": 1, "kind": TieKind.INDICATOR, "indicator": sent.indicators["KP"]}
    TieBreak.objects.create(table=sent.table, **key)
    assert codes(fresh(sent.phase)) == ["BD DV", "BD KP"]


def test_a_union_without_a_table_holds_up_nothing(sent: Season) -> None:
    Participant.objects.filter(union=sent.world.ba_dinh).update(table=None)
    assert codes(fresh(sent.phase)) == []


def test_a_planned_day_does_not_count_and_holds_up_nothing(sent: Season) -> None:
    Result.objects.filter(status=ResultStatus.SUBMITTED, indicator__code="DV").update(
        stage=MilestoneStage.PLANNED
    )
    assert codes(fresh(sent.phase)) == ["BD KP"]


def test_an_extract_waits_for_nobody(sent: Season) -> None:
    Campaign.objects.update(is_extract=True)
    assert codes(fresh(sent.phase)) == []


def test_figures_of_an_unranked_earlier_phase_that_this_one_carries(sent: Season) -> None:
    """Nobody makes the earlier phase final, as it ranks nobody; its figures count here all the same."""
    second = second_phase(sent, sent.world.ba_dinh)
    assert codes(fresh(second)) == ["BD DV", "BD KP"]
    Participant.objects.filter(phase=sent.phase).update(table=None)
    close(sent)
    with pytest.raises(ValidationError) as error:
        finalising.make_final(phase_id=second.pk, by=sent.world.quang, now=LATER)
    told = "2 submitted figures that the points read are not appraised yet. Please appraise them first."
    assert error.value.message_dict == {"phase": [told]}
    assert phases_to_appraise_first(fresh(second)) == [(sent.phase, 2)]
    sent.indicators["KP"].accumulation = "latest"
    sent.indicators["KP"].save()
    assert codes(fresh(second)) == ["BD DV"]
    sent.mark(sent.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    assert finalising.make_final(phase_id=second.pk, by=sent.world.quang, now=LATER)


def test_a_final_that_does_not_wait_takes_them(sent: Season) -> None:
    Campaign.objects.update(final_waits=False)
    close(sent)
    assert finalising.make_final(phase_id=sent.phase.pk, by=sent.world.quang, now=LATER)


def test_one_figure_is_told_as_one() -> None:
    assert finality.unappraised_words(1) == (
        "1 submitted figure that the points read is not appraised yet. Please appraise it first."
    )
    assert finality.unappraised_words(12_500).startswith("12.500 submitted figures")
