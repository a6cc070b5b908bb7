"""Bringing the demo to a stage, through the services, as its users would."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.imports import import_workbook
from campaigns.models import Campaign, Participant, Phase, Pledge, Result, ScoringTable
from campaigns.queries.table_check import check_table
from campaigns.services import campaigns, closing, finalising, pledges, results
from campaigns.services.tables import agree_table
from emulation_tracker.demo import after_close, awards, season
from emulation_tracker.demo.accounts import PASSWORD, officer_of, signer_of
from emulation_tracker.demo.clock import HANOI, Clock
from units.actors import SYSTEM
from units.models import ClusterTerm, User
from units.services import audit, jobs

STAGES = ("launched", "reporting", "closed", "final", "awarded")
#: Stages at which Hanoi's first phase is final.
FINISHED = ("final", "awarded")
WORKBOOKS = ("tld-2024", "covid-2021", "cum1-2023", "socson-2021", "hn-2024")
FOLDER = Path(__file__).parent / "workbooks"
LAUNCHED_ON = {
    "TLD-2024": (2023, 12, 20),
    "COVID-2021": (2021, 10, 6),
    "CUM1-2023": (2023, 1, 1),
    "SS-2021": (2021, 1, 17),
    "HN-2024": (2024, 1, 10),
}
#: Unions that have not finished their sheet when the demo is reporting: how many figures they have.
UNFINISHED = {"HN-BD": 6, "HN-HK": 9, "HN-SS": 4, "HN-PX": 0}


def build(*, stage: str, now: datetime, say: Callable[[str], None] = lambda _text: None) -> None:
    """Build the demo in an empty database. `stage`: one of STAGES."""
    for name in WORKBOOKS:
        say(f"demo: {name}.xlsx")
        read_workbook(name, now - timedelta(days=30))
    set_passwords()
    running = stage in ("launched", "reporting")
    clock = Clock(
        now=now, entering=now - timedelta(hours=3) if running else datetime(2024, 7, 28, 16, 40, tzinfo=HANOI)
    )
    set_windows(clock, running=running)
    for campaign in Campaign.objects.filter(code__in=LAUNCHED_ON):
        launched = datetime(*LAUNCHED_ON[campaign.code], 8, tzinfo=HANOI)
        campaigns.launch_campaign(campaign=campaign, by=SYSTEM, now=launched)
        for table in ScoringTable.objects.filter(campaign=campaign):
            warnings = [finding.said for finding in check_table(table).warnings]
            agree_table(table=table, by=SYSTEM, now=launched + timedelta(hours=1), signed=warnings)
    say("demo: pledges")
    sign_city_pledges(stage, clock)
    sign_soc_son_pledge()
    if stage != "launched":
        say("demo: sample figures")
        enter_figures(stage, clock)
    say("demo: closing what is due")
    closing.close_due_phases(now=now)
    jobs.run_all(now=now)
    judge_and_finish(stage, clock)
    say("demo: award rounds")
    awards.hold_rounds(stage=stage, clock=clock)
    while audit.seal_batch():
        pass


def read_workbook(name: str, now: datetime) -> None:
    """Import one of the demo's workbooks. Raises ValueError with its faults; the tests keep it free of them."""
    with (FOLDER / f"{name}.xlsx").open("rb") as file:
        outcome = import_workbook(file=file, by=SYSTEM, now=now)
    if outcome.faults:
        raise ValueError(f"{name}.xlsx: {outcome.faults}")


def set_passwords() -> None:
    """Every account of the workbooks gets the demo's password."""
    for user in User.objects.filter(person__is_sample=True):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def set_windows(clock: Clock, *, running: bool) -> None:
    """The entry windows of Hanoi's campaign are sample data: one of its phases takes figures now."""
    first, second = Phase.objects.filter(campaign__code="HN-2024").order_by("number")
    if running:
        campaigns.edit_phase(
            phase=first,
            by=SYSTEM,
            now=clock.now,
            entry_opens_at=clock.midnight(-10),
            entry_closes_at=clock.midnight(4),
        )
        opens, closes = clock.midnight(30), clock.midnight(46)
    else:
        opens, closes = clock.midnight(-5), clock.midnight(11)
    campaigns.edit_phase(phase=second, by=SYSTEM, now=clock.now, entry_opens_at=opens, entry_closes_at=closes)


def sign_city_pledges(stage: str, clock: Clock) -> None:
    """The pledge of each cluster, and the city's by the clusters' representatives."""
    campaign = Campaign.objects.get(code="HN-2024")
    terms = list(
        ClusterTerm.objects.filter(cluster__owner=campaign.owner, year=campaign.year).select_related(
            "cluster", "leader"
        )
    )
    until = clock.midnight(8)
    for term in terms:
        members = [
            (m.union, None)
            for m in term.cluster.memberships.select_related("union").order_by("union__sort_key")
        ]
        pledge = pledges.draft_pledge(
            campaign=campaign,
            cluster=term.cluster,
            title=f"Giao ước thi đua năm 2024 của {term.cluster.name}",
            sign_until=until,
            parties=members,
            by=SYSTEM,
            now=clock.now,
            is_sample=True,
        )
        unsigned = {"launched": {"HN-BD", "HN-HK"}, "reporting": {"HN-BD"}}.get(stage, set())
        _circulate_and_sign(pledge, clock.now, but=unsigned)
    city = pledges.draft_pledge(
        campaign=campaign,
        cluster=None,
        title="Giao ước thi đua năm 2024 giữa các cụm thi đua",
        sign_until=until,
        parties=[(t.leader, t.cluster) for t in terms],
        by=SYSTEM,
        now=clock.now,
        is_sample=True,
    )
    _circulate_and_sign(city, clock.now, but={t.leader.code for t in terms} if stage == "launched" else set())


def sign_soc_son_pledge() -> None:
    """The pledge between the blocs of Sóc Sơn, signed at the launch."""
    campaign, day = Campaign.objects.get(code="SS-2021"), datetime(2021, 1, 15, 9, tzinfo=HANOI)
    terms = ClusterTerm.objects.filter(cluster__owner=campaign.owner, year=2021).select_related(
        "cluster", "leader"
    )
    pledge = pledges.draft_pledge(
        campaign=campaign,
        cluster=None,
        title="Giao ước thi đua năm 2021 giữa các khối",
        sign_until=day + timedelta(days=1),
        parties=[(t.leader, t.cluster) for t in terms],
        by=SYSTEM,
        now=day,
        is_sample=True,
    )
    _circulate_and_sign(pledge, day, but=set())


def _circulate_and_sign(pledge: Pledge, now: datetime, *, but: set[str]) -> None:
    pledges.circulate_pledge(pledge=pledge, by=SYSTEM, now=now - timedelta(days=2), place="Hà Nội")
    for number, place in enumerate(pledge.signatures.select_related("union")):
        if place.union.code not in but:
            pledges.sign_pledge(
                pledge=pledge,
                union=place.union,
                by=signer_of(place.union),
                password=PASSWORD,
                address="127.0.0.1",
                now=now - timedelta(days=1, minutes=37 * number),
            )


def enter_figures(stage: str, clock: Clock) -> None:
    """Officers enter and submit; when reporting, some are half-way and one has figures returned."""
    sheets = Participant.objects.filter(phase__campaign__code="HN-2024", phase__number=1)
    for sheet in sheets.select_related("phase__campaign__owner", "union"):
        code = sheet.union.code
        officer = officer_of(sheet.union)
        unfinished = code in UNFINISHED and (stage == "reporting" or code == "HN-PX")
        only = UNFINISHED[code] if unfinished else None
        results.save_figures(
            participant=sheet, figures=list(season.figures(sheet, only=only)), by=officer, now=clock.entering
        )
        if not unfinished:
            results.submit_sheet(participant=sheet, by=officer, now=clock.entering)
    if stage == "reporting":
        return_some(clock)


def return_some(clock: Clock) -> None:
    """The appraiser verifies some figures and returns three to Đống Đa."""
    staff = User.objects.get(username="liendoan")
    phase = Phase.objects.select_related("campaign__owner").get(campaign__code="HN-2024", number=1)
    rows = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED).select_related(
        "indicator", "participant__union"
    )
    first = rows.filter(indicator__code__in=("DV", "CDCS", "TULDTT", "TET"))
    results.verify_results(
        phase=phase,
        result_ids=list(first.values_list("pk", flat=True)),
        by=staff,
        now=clock.entering + timedelta(hours=1),
    )
    reasons = {
        "KP": "Số liệu chưa khớp báo cáo tài chính, đề nghị kiểm tra lại.",
        "KT": "Đề nghị bổ sung biên bản kiểm tra.",
        "MACD": "Đề nghị ghi rõ số nhà đã bàn giao.",
    }
    for code, reason in reasons.items():
        row = rows.get(participant__union__code="HN-DD", indicator__code=code)
        results.return_result(result=row, reason=reason, by=staff, now=clock.entering + timedelta(hours=2))


def appraise_all(clock: Clock, staff: User) -> None:
    """Every submitted figure of Hanoi's first phase is confirmed: its final waits for that."""
    phase = Phase.objects.select_related("campaign__owner").get(campaign__code="HN-2024", number=1)
    waiting = Result.objects.filter(participant__phase=phase, status=ResultStatus.SUBMITTED)
    ids = list(waiting.values_list("pk", flat=True))
    results.verify_results(phase=phase, result_ids=ids, by=staff, now=clock.now)


def judge_and_finish(stage: str, clock: Clock) -> None:
    """Judges' points; the historic phases are final; Hanoi's first phase too at the last stages."""
    staff = User.objects.get(username="liendoan")
    if stage in ("closed", *FINISHED):
        for sheet in Participant.objects.filter(
            phase__campaign__code="HN-2024", phase__number=1
        ).select_related("phase__campaign", "union"):
            results.judge_figures(participant=sheet, figures=season.judged(sheet), by=staff, now=clock.now)
        if stage in FINISHED:
            appraise_all(clock, staff)
        jobs.run_all(now=clock.now)
    finished = Phase.objects.filter(status=PhaseStatus.CLOSED).select_related("campaign")
    if stage not in FINISHED:
        finished = finished.exclude(campaign__code="HN-2024")
    for phase in finished:
        finalising.make_final(phase_id=phase.pk, by=SYSTEM, now=clock.now)
    jobs.run_all(now=clock.now)
    if stage == "closed":
        after_close.run_stages(clock)
