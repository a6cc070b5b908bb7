"""Which figures count: one rule in plain Python, one in SQL, the same of every figure in every campaign."""

from decimal import Decimal
from itertools import product

import pytest

from campaigns.choices import Counting, MilestoneStage, ResultState, ResultStatus, Supplier
from campaigns.models import Campaign, Result
from campaigns.queries.counting import confirmed_away, counts, silence
from campaigns.queries.cumulative import counted_figure
from campaigns.rules import counting_fields, counting_of, figure_counts, is_confirmed_away, is_silent
from tests.campaigns.year_cast import make_year
from tests.cast import Season

DRAFT, RETURNED, SET_ASIDE, SUBMITTED, VERIFIED = (status.value for status in ResultStatus)
UNION, FEDERATION = Supplier.UNION, Supplier.FEDERATION
#: What a campaign may say: what counts before the final, whether the final waits, whether it is an extract.
CAMPAIGNS = [
    (SUBMITTED, True, False),
    (SUBMITTED, False, False),
    (VERIFIED, True, False),
    (SUBMITTED, True, True),
]


@pytest.mark.parametrize(
    ("counts_from", "is_extract", "counted"),
    [
        (SUBMITTED, False, [SUBMITTED, VERIFIED]),
        (VERIFIED, False, [VERIFIED]),
        (SUBMITTED, True, [DRAFT, RETURNED, SUBMITTED, VERIFIED]),
    ],
)
def test_a_draft_and_a_returned_figure_never_count_but_in_an_extract(
    counts_from: int, is_extract: bool, counted: list[int]
) -> None:
    found = [
        status.value
        for status in ResultStatus
        if figure_counts(status=status, counts_from=counts_from, is_extract=is_extract)
    ]
    assert found == counted


@pytest.mark.parametrize(("stage", "does"), [("", True), ("planned", False), ("pilot", True), ("held", True)])
def test_a_planned_day_is_no_figure_yet(stage: str, does: bool) -> None:
    for is_extract in (False, True):
        found = figure_counts(status=VERIFIED, counts_from=SUBMITTED, is_extract=is_extract, stage=stage)
        assert found is does


@pytest.mark.parametrize(
    ("status", "counts_from", "final_waits", "is_extract", "away"),
    [
        (VERIFIED, SUBMITTED, True, False, True),
        (SUBMITTED, SUBMITTED, True, False, False),
        (SUBMITTED, SUBMITTED, False, False, True),
        (RETURNED, SUBMITTED, False, False, False),
        (SUBMITTED, VERIFIED, True, False, False),
        (DRAFT, SUBMITTED, True, True, True),
    ],
)
def test_not_applicable_is_believed_once_the_federation_confirmed_it(
    status: int, counts_from: int, final_waits: bool, is_extract: bool, away: bool
) -> None:
    told = {
        "status": status,
        "counts_from": counts_from,
        "final_waits": final_waits,
        "is_extract": is_extract,
    }
    assert is_confirmed_away(state=ResultState.NOT_APPLICABLE, **told) is away
    assert is_confirmed_away(state=ResultState.NOTHING, **told) is False


@pytest.mark.parametrize(
    ("figures", "printed", "sent"),
    [
        # (supplier, state, status) → silent in an extract, silent else
        ([(UNION, "reported", SUBMITTED)], False, False),
        ([(UNION, "reported", RETURNED), (UNION, "nothing", RETURNED)], False, False),
        ([(UNION, "not_applicable", SUBMITTED), (UNION, "not_reported", DRAFT)], False, False),
        ([(UNION, "reported", DRAFT)], False, True),
        ([(UNION, "not_reported", DRAFT), (FEDERATION, "reported", VERIFIED)], False, True),
        ([(UNION, "not_reported", DRAFT)], True, True),
        ([(FEDERATION, "reported", VERIFIED)], False, False),
        ([], False, False),
    ],
)
def test_a_union_is_silent_that_sent_nothing_it_supplies_itself(
    figures: list[tuple[str, str, int]], printed: bool, sent: bool
) -> None:
    """All returned is not silence, a draft is; the federation's figures are no voice; who is asked nothing is not."""
    assert (is_silent(figures, is_extract=True), is_silent(figures, is_extract=False)) == (printed, sent)


def test_each_choice_sets_its_fields_and_is_read_from_them() -> None:
    assert counting_fields("verified") == {"counts_from": VERIFIED, "final_waits": True}
    assert [counting_of(**counting_fields(choice)) for choice in Counting] == list(Counting)


def _set(campaign: Campaign, counts_from: int, final_waits: bool, is_extract: bool) -> Campaign:
    campaign.counts_from, campaign.final_waits, campaign.is_extract = counts_from, final_waits, is_extract
    campaign.save()
    return campaign


@pytest.mark.parametrize(("counts_from", "final_waits", "is_extract"), CAMPAIGNS)
def test_sql_says_of_every_figure_what_the_rules_say(
    season: Season, counts_from: int, final_waits: bool, is_extract: bool
) -> None:
    campaign = _set(season.campaign, counts_from, final_waits, is_extract)
    row = season.result(season.world.ba_dinh, "DV")
    for status, state, stage in product(ResultStatus, ResultState, ["", *MilestoneStage.values]):
        is_reported = state == ResultState.REPORTED
        if stage and not is_reported:
            continue  # a stage is a reported day's
        fields = {
            "status": status,
            "state": state,
            "stage": stage,
            "value": Decimal(1) if is_reported else None,
        }
        Result.objects.filter(pk=row.pk).update(**fields)
        found = Result.objects.filter(pk=row.pk)
        says = {"status": status, "counts_from": counts_from, "is_extract": is_extract}
        assert found.filter(counts(campaign)).exists() is figure_counts(stage=stage, **says), fields
        is_away = is_confirmed_away(state=state, final_waits=final_waits, **says)
        assert found.filter(confirmed_away(campaign)).exists() is is_away, fields


@pytest.mark.parametrize(("counts_from", "final_waits", "is_extract"), CAMPAIGNS)
def test_sql_says_of_every_union_whether_it_is_silent_as_the_rules_say(
    season: Season, counts_from: int, final_waits: bool, is_extract: bool
) -> None:
    campaign = _set(season.campaign, counts_from, final_waits, is_extract)
    season.phase.campaign = campaign
    sheet = season.sheet(season.world.ba_dinh)
    mine, other = (season.result(season.world.ba_dinh, code) for code in ("DV", "TD"))
    for (status, state), judged in product(product(ResultStatus, ResultState), (False, True)):
        value = Decimal(1) if state == ResultState.REPORTED else None
        Result.objects.filter(pk=mine.pk).update(status=status, state=state, value=value)
        Result.objects.filter(pk=other.pk).update(
            status=VERIFIED if judged else DRAFT,
            state="reported" if judged else "not_reported",
            value=Decimal(5) if judged else None,
        )
        rows = sheet.results.values_list("indicator__supplier", "state", "status")
        found = silence(season.phase, sheet.results.all()).get()["is_silent"] == 1
        assert found is is_silent(list(rows), is_extract=is_extract), (status, state, judged)


def test_who_is_asked_for_nothing_is_not_silent(season: Season) -> None:
    season.campaign.indicators.update(supplier=FEDERATION)
    found = silence(season.phase, Result.objects.filter(participant__phase=season.phase))
    assert {row["is_silent"] for row in found} == {0}


def test_a_figure_that_was_returned_in_the_earlier_phase_does_not_carry(season: Season) -> None:
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="400")
    second = make_year(season).campaign.phases.get(number=2)
    row = Result.objects.filter(
        participant__phase=second, participant__union=world.ba_dinh, indicator__code="DV"
    )
    row.update(state="reported", value=Decimal(25), status=SUBMITTED)
    counted = row.annotate(counted=counted_figure(second)).values_list("counted", flat=True)
    assert counted.get() == 4_250_000
    season.mark(world.ba_dinh, "DV", status=RETURNED)
    assert counted.get() == 250_000
    row.update(status=DRAFT)
    assert counted.get() is None
