"""The awards of the demo: what stands at each stage, to the last vote."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from awards.choices import Choice, GrantStatus, Outcome, RoundStatus, SessionStatus
from awards.models import (
    Award,
    AwardRound,
    Ballot,
    Council,
    CouncilSession,
    Decision,
    Grant,
    Nomination,
    Registration,
    Tally,
)
from emulation_tracker.demo.accounts import SHOWN
from tests.demo import demo_at
from units.models import Job, User

COVID_CITY, COVID_TOP = (
    "Khen thưởng phòng, chống dịch Covid-19, đợt 1: LĐLĐ thành phố Hà Nội",
    ("Khen thưởng phòng, chống dịch Covid-19, đợt 1: Tổng LĐLĐ Việt Nam"),
)
FLAGS, SPOT = "Khen thưởng đợt 1 năm 2024", "Khen thưởng đột xuất: người tốt, việc tốt"
VOTING = "Cờ thi đua của Cụm thi đua số 1, 6 tháng đầu năm 2023"


@pytest.fixture
def awarded(db: None) -> None:
    demo_at("awarded")


@pytest.fixture
def reporting(db: None) -> None:
    demo_at("reporting")


def statuses() -> dict[str, int]:
    return dict(AwardRound.objects.values_list("name", "status"))


def counted(round_name: str) -> dict[tuple[str, str, str], tuple[int, int, int, int, int | None, str]]:
    """(award, union, person) → for, against, invalid, needed, place, outcome."""
    rows = Tally.objects.filter(session__round__name=round_name).select_related(
        "nomination__award", "nomination__union"
    )
    return {
        (
            t.nomination.award.code,
            t.nomination.union.code,
            t.nomination.name if t.nomination.award.recipient == "person" else "",
        ): (t.votes_for, t.votes_against, t.votes_invalid, t.needed, t.place, t.outcome)
        for t in rows
    }


def granted(number: str) -> set[tuple[str, str]]:
    return set(Grant.objects.filter(decision__number=number).values_list("award__code", "name"))


@pytest.mark.usefixtures("awarded")
def test_at_the_last_stage_three_rounds_are_decided_one_is_open_and_one_votes() -> None:
    assert statuses() == {
        COVID_TOP: RoundStatus.DECIDED,
        COVID_CITY: RoundStatus.DECIDED,
        FLAGS: RoundStatus.DECIDED,
        SPOT: RoundStatus.OPEN,
        VOTING: RoundStatus.CLOSED,
    }
    assert list(
        Decision.objects.order_by("decided_on", "number").values_list(
            "number", "decided_on", "rule_set__code"
        )
    ) == [
        ("MAU-HN-2021/QĐ", date(2021, 11, 12), "TLD-1689"),
        ("MAU-TLD-2021/QĐ", date(2021, 11, 12), "TLD-1689"),
        ("MAU-HN-2024/QĐ", date(2024, 8, 30), "TLD-999"),
    ]
    assert granted("MAU-TLD-2021/QĐ") == {
        ("BK-TLD-TT", "Công đoàn cơ sở Trung tâm Y tế mẫu E"),
        ("BK-TLD-TT", "Công đoàn cơ sở Công ty may mẫu A"),
        ("BK-TLD-CN", "Lâm Thị Bích Ngà"),
        ("BK-TLD-CN", "Cao Văn Thiện"),
    }
    assert granted("MAU-HN-2021/QĐ") == {
        ("BK-LDLD-TT", "Công đoàn cơ sở Công ty cơ khí mẫu B"),
        ("BK-LDLD-TT", "Công đoàn cơ sở Trường Trung học cơ sở mẫu D"),
        ("BK-LDLD-TT", "Công đoàn cơ sở Cơ quan hành chính mẫu G"),
        ("BK-LDLD-CN", "Đinh Thị Mỹ Hạnh"),
        ("BK-LDLD-CN", "Vi Văn Tuấn"),
    }
    assert granted("MAU-HN-2024/QĐ") == {
        ("CO-LDLD", "Liên đoàn Lao động quận Đống Đa"),
        ("CO-LDLD", "Liên đoàn Lao động quận Hoàng Mai"),
        ("CO-LDLD", "Liên đoàn Lao động quận Hà Đông"),
        ("BK-LDLD-TT", "Liên đoàn Lao động quận Hai Bà Trưng"),
        ("BK-LDLD-TT", "Liên đoàn Lao động huyện Sóc Sơn"),
        ("BK-LDLD-TT", "Liên đoàn Lao động huyện Ứng Hòa"),
    }
    assert set(Grant.objects.values_list("status", flat=True)) == {GrantStatus.ACTIVE}


@pytest.mark.usefixtures("awarded")
def test_the_flag_shows_threshold_quota_cut_and_a_tie_that_the_chair_settled() -> None:
    assert counted(FLAGS) == {
        ("CO-LDLD", "HN-DD", ""): (9, 0, 0, 8, 1, Outcome.PASSED),
        ("CO-LDLD", "HN-HM", ""): (8, 1, 0, 8, 2, Outcome.PASSED),
        ("CO-LDLD", "HN-LB", ""): (8, 0, 1, 8, 2, Outcome.OVER_QUOTA),
        ("CO-LDLD", "HN-HBT", ""): (6, 3, 0, 8, None, Outcome.FAILED),
        ("CO-LDLD", "HN-HD", ""): (9, 0, 0, 8, 1, Outcome.PASSED),
        ("CO-LDLD", "HN-SS", ""): (8, 1, 0, 8, 2, Outcome.OVER_QUOTA),
        ("BK-LDLD-TT", "HN-HBT", ""): (9, 0, 0, 8, 1, Outcome.PASSED),
        ("BK-LDLD-TT", "HN-SS", ""): (8, 1, 0, 8, 2, Outcome.PASSED),
        ("BK-LDLD-TT", "HN-UH", ""): (8, 0, 1, 8, 2, Outcome.PASSED),
        ("BK-LDLD-TT", "HN-HK", ""): (6, 3, 0, 8, None, Outcome.FAILED),
    }
    settled = Tally.objects.filter(settled_at__isnull=False)
    assert set(settled.values_list("nomination__union__code", "settled_by__username")) == {
        ("HN-HM", "hoidong"),
        ("HN-LB", "hoidong"),
    }
    session = CouncilSession.objects.get(round__name=FLAGS)
    assert session.status == SessionStatus.COUNTED
    assert (session.seats.filter(has_voted=True).count(), session.seats.count()) == (9, 9)
    assert session.minutes != {}
    given = Ballot.objects.filter(session=session).values_list("choice", flat=True)
    assert sorted(given) == [Choice.FOR] * 48 + [Choice.AGAINST] * 5 + [Choice.INVALID]


@pytest.mark.usefixtures("awarded")
def test_the_flag_is_nominated_from_the_standings_with_their_figures() -> None:
    rows = Nomination.objects.filter(round__name=FLAGS, award__code="CO-LDLD").select_related("union")
    assert {n.union.code: (n.origin, n.points, n.rank, n.is_tied) for n in rows} == {
        "HN-DD": ("standing", Decimal("100"), 1, False),
        "HN-HM": ("standing", Decimal("99.25"), 2, True),
        "HN-LB": ("standing", Decimal("99.25"), 2, True),
        "HN-HBT": ("standing", Decimal("98.0166"), 4, False),
        "HN-HD": ("standing", Decimal("99.75"), 1, False),
        "HN-SS": ("standing", Decimal("92.8243"), 2, False),
    }
    assert Registration.objects.filter(campaign__code="HN-2024").count() == 7


@pytest.mark.usefixtures("reporting")
def test_when_reporting_the_covid_rounds_are_decided_and_two_rounds_can_be_tried() -> None:
    assert statuses() == {
        COVID_TOP: RoundStatus.DECIDED,
        COVID_CITY: RoundStatus.DECIDED,
        SPOT: RoundStatus.OPEN,
        VOTING: RoundStatus.CLOSED,
    }
    assert counted(COVID_TOP) == {
        ("BK-TLD-TT", "SS-HC2", ""): (5, 0, 0, 4, 1, Outcome.PASSED),
        ("BK-TLD-TT", "SS-DN1", ""): (4, 1, 0, 4, 2, Outcome.PASSED),
        ("BK-TLD-TT", "SS-DN3", ""): (3, 1, 1, 4, None, Outcome.FAILED),
        ("BK-TLD-CN", "SS-HC2", "Lâm Thị Bích Ngà"): (5, 0, 0, 4, 1, Outcome.PASSED),
        ("BK-TLD-CN", "SS-DN1", "Cao Văn Thiện"): (4, 0, 1, 4, 2, Outcome.PASSED),
        ("BK-TLD-CN", "SS-HC1", "Đinh Thị Mỹ Hạnh"): (3, 2, 0, 4, None, Outcome.FAILED),
    }
    assert counted(COVID_CITY) == {
        ("BK-LDLD-TT", "SS-DN2", ""): (9, 0, 0, 8, 1, Outcome.PASSED),
        ("BK-LDLD-TT", "SS-HC1", ""): (8, 1, 0, 8, 2, Outcome.PASSED),
        ("BK-LDLD-TT", "SS-HC3", ""): (8, 0, 1, 8, 2, Outcome.PASSED),
        ("BK-LDLD-TT", "SS-DN3", ""): (6, 3, 0, 8, None, Outcome.FAILED),
        ("BK-LDLD-CN", "SS-HC1", "Đinh Thị Mỹ Hạnh"): (9, 0, 0, 8, 1, Outcome.PASSED),
        ("BK-LDLD-CN", "SS-DN2", "Vi Văn Tuấn"): (8, 1, 0, 8, 2, Outcome.PASSED),
        ("BK-LDLD-CN", "SS-HC3", "Ninh Thị Sen"): (7, 2, 0, 8, None, Outcome.FAILED),
    }


@pytest.mark.usefixtures("reporting")
def test_shown_accounts_have_a_seat_in_the_session_that_votes() -> None:
    session = CouncilSession.objects.get(round__name=VOTING)
    assert session.status == SessionStatus.VOTING
    assert session.ends_at > timezone.now() + timedelta(days=3)
    seats = dict(session.seats.values_list("person__user__username", "has_voted"))
    assert [name for name in SHOWN if name not in seats] == ["quantri"]
    assert {name for name, voted in seats.items() if voted} == {"hoidong.tg", "hoidong.tc", "hoidong.vp"}
    reasons = session.round.nominations.values_list("reason", flat=True)
    assert [reason for reason in reasons if len(reason) < 10] == []


@pytest.mark.usefixtures("awarded")
def test_everything_about_the_demo_s_awards_is_marked_as_sample_data() -> None:
    assert not AwardRound.objects.filter(is_sample=False).exists()
    assert not Council.objects.filter(is_sample=False).exists()
    assert not Decision.objects.filter(is_sample=False).exists()
    assert not User.objects.filter(person__is_sample=False).exists()
    assert not Job.objects.exclude(state="done").exists()


@pytest.mark.django_db
def test_when_launched_there_is_the_catalogue_and_nothing_is_awarded_yet() -> None:
    demo_at("launched")
    assert Award.objects.filter(code="CO-LDLD").count() == 2
    assert (AwardRound.objects.count(), Registration.objects.count()) == (0, 0)
    assert User.objects.filter(username="hoidong").count() == 1
