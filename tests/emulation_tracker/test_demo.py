"""The demo: facts exactly as the five documents print them, every stage built by the services."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.choices import PhaseStatus, PledgeStatus, ResultState, TableStatus
from campaigns.models import Campaign, Phase, Pledge, Result, ScoringTable, Standing
from tests.cast import make_world
from tests.demo import demo_at
from units.models import ClusterTerm, User


@pytest.fixture
def reporting(db: None) -> None:
    demo_at("reporting")


def printed(code: str) -> dict[str, Decimal | None]:
    rows = Result.objects.filter(participant__phase__campaign__code="CUM1-2023", indicator__code=code)
    return {
        name.removeprefix("LĐLĐ quận "): value
        for name, value in rows.values_list("participant__union__short_name", "value")
    }


@pytest.mark.usefixtures("reporting")
def test_cluster_1_of_2023_holds_the_figures_as_printed_and_nothing_else() -> None:
    empty = dict.fromkeys(("Hai Bà Trưng", "Hoàng Mai", "Ba Đình", "Long Biên", "Hoàn Kiếm", "Đống Đa"))
    assert printed("CDCS") == {**empty, "Long Biên": 16, "Hai Bà Trưng": 19, "Ba Đình": 15}
    assert printed("TULDTT") == {**empty, "Long Biên": 11, "Đống Đa": 21, "Hoàn Kiếm": 16}
    assert printed("DHS") == {**empty, "Hoàng Mai": 1, "Long Biên": 1, "Hoàn Kiếm": 1, "Đống Đa": 1}
    assert set(printed("DH").values()) == {1}
    campaign = Campaign.objects.get(code="CUM1-2023")
    assert campaign.is_extract
    assert (
        ClusterTerm.objects.get(cluster__code="HN-C1", year=2023).leader.short_name == "LĐLĐ quận Long Biên"
    )
    assert (
        Result.objects.filter(participant__phase__campaign=campaign, state=ResultState.NOT_REPORTED).count()
        == 8
    )


@pytest.mark.usefixtures("reporting")
def test_phases_have_the_dates_and_themes_of_the_documents() -> None:
    found = {
        (p.campaign.code, p.number): (p.period_from, p.period_to, p.theme[:30])
        for p in Phase.objects.filter(campaign__code__in=("TLD-2024", "HN-2024", "SS-2021")).select_related(
            "campaign"
        )
    }
    assert found == {
        ("TLD-2024", 1): (date(2024, 1, 1), date(2024, 7, 31), "Thi đua chào mừng các sự kiện "),
        ("TLD-2024", 2): (date(2024, 8, 1), date(2024, 12, 31), "Thi đua cao điểm hoàn thành to"),
        ("HN-2024", 1): (date(2024, 1, 1), date(2024, 7, 31), "Đổi mới, sáng tạo, thi đua lập"),
        ("HN-2024", 2): (date(2024, 8, 1), date(2024, 12, 31), "Thi đua lao động giỏi, lao độn"),
        ("SS-2021", 1): (date(2021, 1, 1), date(2021, 6, 30), "Chào mừng Đại hội Đại biểu lần"),
        ("SS-2021", 2): (date(2021, 7, 1), date(2021, 12, 31), "Thi đua lao động giỏi, lao độn"),
    }


@pytest.mark.usefixtures("reporting")
def test_every_campaign_names_its_source_and_date() -> None:
    assert Campaign.objects.count() == 5
    assert not Campaign.objects.filter(source="").exists()
    assert not Campaign.objects.filter(source_date__isnull=True).exists()
    assert Campaign.objects.get(code="HN-2024").parent.code == "TLD-2024"


@pytest.mark.usefixtures("reporting")
def test_people_with_an_account_are_invented_and_marked() -> None:
    assert not User.objects.filter(person__is_sample=False).exists()


@pytest.mark.parametrize(
    ("stage", "first_phase", "cluster_pledge", "waiting"),
    [
        ("launched", PhaseStatus.OPEN, PledgeStatus.SIGNING, 2),
        ("reporting", PhaseStatus.OPEN, PledgeStatus.SIGNING, 1),
        ("closed", PhaseStatus.CLOSED, PledgeStatus.IN_FORCE, 0),
        ("final", PhaseStatus.FINAL, PledgeStatus.IN_FORCE, 0),
        ("awarded", PhaseStatus.FINAL, PledgeStatus.IN_FORCE, 0),
    ],
)
@pytest.mark.django_db
def test_each_stage_stands_where_its_name_says(
    stage: str, first_phase: int, cluster_pledge: int, waiting: int
) -> None:
    now = demo_at(stage)
    pledge = Pledge.objects.get(campaign__code="HN-2024", cluster__code="HN-C1")
    assert Phase.objects.get(campaign__code="HN-2024", number=1).status == first_phase
    assert (pledge.status, pledge.signatures.filter(signed_at__isnull=True).count()) == (
        cluster_pledge,
        waiting,
    )
    assert Phase.objects.get(campaign__code="SS-2021", number=2).status == PhaseStatus.FINAL
    assert Phase.objects.due(now).count() == 0


@pytest.mark.django_db
def test_closed_stage_has_a_tie_in_cluster_1() -> None:
    demo_at("closed")
    rows = Standing.objects.filter(
        participant__phase__campaign__code="HN-2024", participant__cluster__code="HN-C1"
    )
    found = {s.participant.union.code: (s.rank, s.is_tied) for s in rows.select_related("participant__union")}
    assert found["HN-DD"] == (1, False)
    assert found["HN-HM"] == found["HN-LB"] == (2, True)


@pytest.mark.django_db
def test_command_leaves_data_that_is_no_demo_alone() -> None:
    make_world()
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
    out = StringIO()
    call_command("demo", "--if-empty", stdout=out)
    assert out.getvalue() == "demo: the database holds data; left as it is\n"  # and no accounts


@pytest.mark.django_db
def test_tables_of_the_demo_are_agreed_and_locked_by_the_close() -> None:
    demo_at("reporting")
    found = dict(ScoringTable.objects.order_by("code").values_list("campaign__code", "status"))
    assert found == {"HN-2024": TableStatus.AGREED, "SS-2021": TableStatus.LOCKED}


@pytest.mark.django_db
def test_command_does_not_exist_for_production(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())


@pytest.mark.django_db
def test_windows_stay_open_for_some_days() -> None:
    now = demo_at("reporting")
    assert Phase.objects.open_at(now + timedelta(days=3)).values_list("campaign__code", "number").get() == (
        "HN-2024",
        1,
    )


@pytest.mark.django_db
def test_every_seal_of_the_demo_verifies() -> None:
    demo_at("final")
    for phase in Phase.objects.filter(status=PhaseStatus.FINAL).select_related("campaign"):
        out = StringIO()
        call_command("verify_seal", phase.campaign.code, str(phase.number), stdout=out)
        assert out.getvalue().startswith("equal: ")
